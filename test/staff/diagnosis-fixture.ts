import { expect } from "vitest";
import { LANGUAGES } from "../../src/provisioning/language.ts";
import { startPhones, type TestPhones } from "./start-phones.ts";
import { addMainPbx, WINDOW_MS } from "./start-staff.ts";

export type Told = {
  code: string;
  severity: string;
  title: string;
  why: string;
  fix: string;
  evidence: Record<string, unknown>[];
};
type Diagnosis = { isAdmitted: boolean; isProvisioned: boolean; language: string; reasons: Told[] };

export const MINUTE = 60_000;
export const DAY = 86_400_000;
/** How a D785's User-Agent begins. */
export const D785 = "Mozilla/4.0 (compatible; snomD785-SIP 10.1.33.33 2010.12 ";

/** Which file of tests drives which reasons; together all that there are. */
export const DRIVEN = {
  reach: [
    ...["never-seen", "pnp-nothing-fetched", "pnp-not-taken", "other-network", "pnp-unheard-then"],
    ...[
      "dhcp-nothing-fetched",
      "dhcp-other-server",
      "foreign-redirect-suspected",
      "only-other-files",
      "nothing-fetched",
    ],
    ...["redirect-waiting", "redirect-never-came", "redirect-elsewhere", "redirect-failed", "redirect-retrying"],
    ...["redirect-not-for-model"],
  ],
  identity: [
    ...["not-admitted", "not-admitted-unseen", "deleted", "model-not-supported", "wrong-vendor", "wrong-model"],
    ...["mac-mismatch", "wrong-file", "firmware-too-old", "template-failed"],
  ],
  gate: [
    ...["network-closed", "certificate-refused", "token-refused", "login-refused", "held-by-guard"],
    "provisioning-paused",
  ],
  pbx: ["not-registered", "registered-elsewhere", "pbx-not-told"],
  passwords: [
    ...["ok", "insecure-transport", "other-requester", "passwords-elsewhere", "passwords-closed", "reset-suspected"],
    ...["passwords-waiting", "passwords-never-fetched", "password-unfit", "no-line", "settings-without-effect"],
    ...["too-many-handsets"],
  ],
} as const;

/** Phones of a PBX `main`, and what a diagnosis says of them. */
export async function startDiagnoses() {
  const phones = await startPhones();
  await addMainPbx(phones.staff);
  return { phones, ...asking(phones) };
}

function asking(phones: TestPhones) {
  const told = new Set<string>();

  /** In all three languages; none may miss a word. Answers the English one. */
  async function diagnose(mac: string): Promise<Diagnosis> {
    const answers = [];
    for (const language of LANGUAGES) {
      const { status, json, headers } = await phones.staff.get(`/phones/${mac}/diagnosis?language=${language}`);
      expect(status).toBe(200);
      expect(headers["content-language"]).toBe(language);
      answers.push(json as unknown as Diagnosis);
    }
    const codes = answers.map(({ reasons }) => reasons.map(({ code }) => code));
    expect(codes[0]?.length).toBeGreaterThan(0);
    expect(codes[1]).toEqual(codes[0]);
    expect(codes[2]).toEqual(codes[0]);
    for (const { reasons } of answers) {
      for (const { code, title, why, fix } of reasons) {
        told.add(code);
        for (const text of [title, why, fix]) {
          expect(text.trim(), code).toMatch(/\S{2}/);
          expect(text, code).not.toMatch(/undefined|\bnull\b|NaN|\[object|\$\{| {2}| [,.:](?:\s|$)(?<! :\s)/);
        }
      }
    }
    for (const [index, { title, why }] of (answers[0]?.reasons ?? []).entries()) {
      const others = answers.slice(1).map(({ reasons }) => reasons[index]);
      for (const other of others) expect([other?.title, other?.why]).not.toEqual([title, why]);
    }
    return answers[1] as Diagnosis;
  }

  async function reasonOf(mac: string, code: string): Promise<Told> {
    const { reasons } = await diagnose(mac);
    const found = reasons.find((reason) => reason.code === code);
    expect(reasons.map((reason) => reason.code)).toContain(code);
    return found as Told;
  }

  async function codesOf(mac: string): Promise<string[]> {
    return (await diagnose(mac)).reasons.map(({ code }) => code);
  }

  async function admit(mac: string, more: object = {}): Promise<string> {
    const { status, text } = await phones.staff.post("/phones", {
      mac,
      pbx: "main",
      lines: [{ account: "201" }],
      ...more,
    });
    expect(status, text).toBe(201);
    phones.wait(MINUTE);
    return mac;
  }

  /** Admitted, and provisioned a while ago. */
  async function provision(mac: string, more: object = {}): Promise<string> {
    await admit(mac, more);
    expect(await phones.fetch(`/${mac}.xml`)).toContain("<settings");
    phones.wait(WINDOW_MS + MINUTE);
    await phones.staff.store.closeExpired();
    return mac;
  }

  /** Evidence of an event carries its id, by which the history has it. */
  async function expectEvent({ evidence }: Told, name: string, more: object = {}): Promise<void> {
    const found = evidence.find(({ event }) => event === name);
    expect(found).toMatchObject({ kind: "event", eventId: expect.any(Number), at: expect.any(String), ...more });
    const { json } = await phones.staff.get(`/events?limit=500&name=${name}`);
    expect(json.items).toContainEqual(expect.objectContaining({ id: found?.eventId, name, at: found?.at }));
  }

  return { told, diagnose, reasonOf, codesOf, admit, provision, expectEvent };
}
