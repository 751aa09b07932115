import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { REASON_CODES } from "../../src/provisioning/diagnose/texts.ts";
import { LANGUAGES } from "../../src/provisioning/language.ts";
import type { RedirectServiceId } from "../../src/provisioning/redirect.ts";
import type { FakeService } from "../servers/redirect/fake-server.ts";
import { FAKES } from "../servers/redirect/fakes.ts";
import { PHONE, startPhones, type TestPhones } from "./start-phones.ts";
import { addMainPbx, snomMac, strangeMac, WINDOW_MS, yealinkMac } from "./start-staff.ts";

// Every reason from what the staff API and phones' requests left in the store.

type Told = {
  code: string;
  severity: string;
  title: string;
  why: string;
  fix: string;
  evidence: Record<string, unknown>[];
};
type Diagnosis = { isAdmitted: boolean; isProvisioned: boolean; language: string; reasons: Told[] };

const MINUTE = 60_000;
const DAY = 86_400_000;
const D785 = "Mozilla/4.0 (compatible; snomD785-SIP 10.1.33.33 2010.12 ";

let phones: TestPhones;
const told = new Set<string>();
beforeAll(async () => {
  phones = await startPhones();
  await addMainPbx(phones.staff);
});
afterAll(() => phones.close());

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

describe("a phone that fetched its configuration", () => {
  test("is well: the last fetch and who got its passwords are the evidence", async () => {
    const mac = await admit(snomMac());
    await phones.fetch(`/${mac}.xml`);
    const { reasons, isAdmitted, isProvisioned } = await diagnose(mac);
    expect({ isAdmitted, isProvisioned }).toEqual({ isAdmitted: true, isProvisioned: true });
    expect(reasons.map(({ code, severity }) => [code, severity])).toEqual([["ok", "ok"]]);
    const [ok] = reasons as [Told];
    await expectEvent(ok, "passwords-delivered", { address: PHONE, door: "http" });
    expect(ok.evidence[1]).toMatchObject({ kind: "grant", address: PHONE });
    expect(ok.why).toContain(`${PHONE} fetched ${mac}.xml`);
    expect(ok.why).toContain("registered at its PBX is not known here");
  });

  test("is still well when it polls without passwords, which is said", async () => {
    const mac = await provision(snomMac());
    phones.wait(DAY);
    await phones.fetch(`/${mac}.xml`);
    const { reasons, isProvisioned } = await diagnose(mac);
    expect(isProvisioned).toBe(true);
    expect(reasons.map(({ code }) => code)).toEqual(["ok", "passwords-closed"]);
    await expectEvent(reasons[1] as Told, "secret-closed", { address: PHONE });
    expect(reasons[1]?.why).toContain(PHONE);
  });

  test("is still well when its history is gone", async () => {
    const mac = await provision(snomMac());
    phones.wait(40 * DAY);
    await phones.staff.store.prune(phones.staff.clock.now - DAY);
    const { reasons } = await diagnose(mac);
    expect(reasons.map(({ code }) => code)).toEqual(["ok"]);
    expect(reasons[0]?.evidence).toMatchObject([{ kind: "visit", address: PHONE }, { kind: "grant" }]);
  });
});

describe("a phone that did not come", () => {
  test("was never seen", async () => {
    const mac = await admit(snomMac());
    const reason = await reasonOf(mac, "never-seen");
    expect(reason.severity).toBe("error");
    expect(reason.why).toContain("SIP PnP, DHCP, the maker's redirect service");
    expect(reason.why).toContain("192.0.2.0/24 (eth0)");
    expect(await codesOf(mac)).toEqual(["never-seen"]);
  });

  test("was seen by SIP PnP and fetched nothing: at first it may be on its way", async () => {
    const mac = await admit(snomMac());
    expect(await phones.search(mac)).toBe("told");
    const fresh = await reasonOf(mac, "pnp-nothing-fetched");
    expect(fresh.severity).toBe("info");
    phones.wait(2 * MINUTE);
    const reason = await reasonOf(mac, "pnp-nothing-fetched");
    expect(reason).toMatchObject({ severity: "error", why: expect.stringContaining("http://192.0.2.1:8080") });
    await expectEvent(reason, "pnp-answered", { address: PHONE, door: "pnp" });
    await phones.fetch(`/${mac}.xml`);
    expect(await codesOf(mac)).toEqual(["ok"]);
  });

  test("did not take what SIP PnP told it", async () => {
    const mac = await admit(yealinkMac());
    await phones.search(mac, { notTaken: "no answer within 32 s" });
    const reason = await reasonOf(mac, "pnp-not-taken");
    expect(reason.why).toContain("no answer within 32 s");
    await expectEvent(reason, "pnp-unanswered");
  });

  test("searched from another network: both are named, with what to do", async () => {
    const mac = await admit(yealinkMac());
    expect(await phones.search(mac, { from: "192.0.3.9", isOnLink: false })).toBe("off-link");
    const { reasons } = await diagnose(mac);
    expect(reasons[0]).toMatchObject({ code: "other-network", severity: "error" });
    expect(reasons[0]?.why).toContain("192.0.3.0/24");
    expect(reasons[0]?.why).toContain("192.0.2.0/24 (eth0)");
    expect(reasons[0]?.fix).toMatch(/option 66.*by hand/);
    await expectEvent(reasons[0] as Told, "pnp-off-link", { address: "192.0.3.9" });
  });

  test("searched while its network was none of ours, which it is now", async () => {
    const mac = await admit(yealinkMac());
    await phones.search(mac, { isOnLink: false });
    await expectEvent(await reasonOf(mac, "pnp-unheard-then"), "pnp-off-link", { address: PHONE });
    phones.wait(2 * MINUTE);
    await phones.search(mac);
    expect(await codesOf(mac)).not.toContain("pnp-unheard-then");
  });

  test("has its address by DHCP and fetched nothing", async () => {
    const mac = await admit(yealinkMac());
    await phones.lease(mac, "192.0.2.150");
    phones.wait(2 * MINUTE);
    const reason = await reasonOf(mac, "dhcp-nothing-fetched");
    expect(reason).toMatchObject({ severity: "error", fix: expect.stringContaining("option 66") });
    await expectEvent(reason, "dhcp-answered", { address: "192.0.2.150" });
    expect(reason.evidence).toContainEqual(expect.objectContaining({ kind: "lease", address: "192.0.2.150" }));
    expect(await codesOf(mac)).not.toContain("foreign-redirect-suspected");
  });

  test("has its address by DHCP and asked nothing more, though it asks the redirect service first", async () => {
    const mac = await admit(snomMac());
    await phones.lease(mac, "192.0.2.151");
    const reason = await reasonOf(mac, "foreign-redirect-suspected");
    expect(reason).toMatchObject({ severity: "warning", fix: expect.stringContaining("release the MAC") });
    await expectEvent(reason, "dhcp-answered");
  });

  test("took the offer of another DHCP server", async () => {
    const mac = await admit(yealinkMac());
    const at = phones.staff.clock.now;
    // As src/dhcp.ts writes it: test/daemon/dhcp-other-servers.test.ts has a real one, and its diagnosis.
    const detail = { server: "192.0.2.20", client: mac, interface: "eth0" };
    phones.recorder.event({ name: "dhcp-other-server", at, mac, door: "dhcp", detail } as never);
    await phones.recorder.flush();
    const reason = await reasonOf(mac, "dhcp-other-server");
    expect(reason).toMatchObject({ severity: "error", why: expect.stringContaining("192.0.2.20") });
  });

  test("asked for other files only", async () => {
    const mac = await admit(yealinkMac());
    expect(await phones.fetch(`/${mac.toLowerCase()}.boot`)).toBe("no-such-file");
    phones.wait(2 * MINUTE);
    const reason = await reasonOf(mac, "only-other-files");
    expect(reason).toMatchObject({ severity: "error", why: expect.stringContaining(".boot") });
    await expectEvent(reason, "no-such-file");
  });

  test("was noticed, and nothing tells more", async () => {
    const mac = await admit(snomMac(), { settings: { reports: true } });
    const reports = (await phones.staff.get(`/phones/${mac}/files`)).json.items;
    const report = reports.find(({ kind }) => kind === "report");
    const name = String(report?.name ?? `report-started-${mac}`);
    await phones.fetch(`/${name}`);
    const reason = await reasonOf(mac, "nothing-fetched");
    expect(reason).toMatchObject({ severity: "error" });
    await expectEvent(reason, "phone-reported", { address: PHONE });
  });
});

describe("a phone that is not admitted", () => {
  test("was never seen either", async () => {
    const { isAdmitted, reasons } = await diagnose(snomMac());
    expect(isAdmitted).toBe(false);
    expect(reasons.map(({ code }) => code).sort()).toEqual(["never-seen", "not-admitted-unseen"]);
  });

  test("asked and was refused, with the reason of its sighting", async () => {
    const mac = "000413AA0001";
    expect(await phones.fetch(`/${mac}.xml`, { userAgent: `${D785}${mac})` })).toBe("not-admitted");
    const reason = await reasonOf(mac, "not-admitted");
    expect(reason.why).toContain("as Snom D785");
    expect(reason.evidence).toMatchObject([
      { kind: "sighting", address: PHONE, door: "http", detail: { reason: "not-admitted" } },
    ]);
  });

  test("searched by SIP PnP from another network", async () => {
    const mac = yealinkMac();
    await phones.search(mac, { from: "10.1.2.3", isOnLink: false });
    expect((await codesOf(mac)).sort()).toEqual(["not-admitted", "other-network"]);
    expect((await reasonOf(mac, "not-admitted")).why).toContain("it asked from another network");
  });

  test("was deleted: when and by whom, however much it asked since", async () => {
    const mac = await provision(snomMac());
    await phones.staff.remove(`/phones/${mac}`);
    for (let asked = 0; asked < 520; asked++) await phones.fetch(`/${mac}.xml`);
    const reason = await reasonOf(mac, "deleted");
    expect(reason.why).toContain("the admin");
    await expectEvent(reason, "phone-deleted");
    expect(await codesOf(mac)).not.toContain("not-admitted");
    phones.wait(1);
    await admit(mac);
    expect(await codesOf(mac)).toEqual(["never-seen"]);
  });

  test("is a model without a configuration", async () => {
    const mac = "000413AA0002";
    await phones.fetch(`/${mac}.xml`, { userAgent: "Mozilla/4.0 (compatible; snomD895-SIP 10.1.215.1)" });
    expect((await reasonOf(mac, "model-not-supported")).why).toContain("Snom D895");
  });

  test("is own staff's to see: a key of a PBX gets 404, as it does for another PBX's phone", async () => {
    const mac = "000413AA0001";
    const key = await phones.staff.makeKey("pbx", "main");
    await phones.staff.post("/pbxs", { id: "other", host: "other.example.com" });
    const theirs = snomMac();
    await phones.staff.post("/phones", { mac: theirs, pbx: "other" });
    for (const hidden of [mac, theirs, snomMac()]) {
      expect(await phones.staff.get(`/phones/${hidden}/diagnosis`, { key })).toMatchObject({
        status: 404,
        json: { code: "not-found" },
      });
      expect((await phones.staff.get(`/phones/${hidden}/instructions`, { key })).status).toBe(404);
    }
    const mine = await provision(snomMac());
    const { status, json } = await phones.staff.get(`/phones/${mine}/diagnosis`, { key });
    expect({ status, isProvisioned: json.isProvisioned }).toEqual({ status: 200, isProvisioned: true });
    for (const role of ["technician", "viewer"] as const) {
      const answer = await phones.staff.get(`/phones/${mac}/diagnosis`, { key: phones.staff.keys[role] });
      expect(answer.status).toBe(200);
    }
  });

  test("shows a PBX nothing of what happened while the phone was another one's", async () => {
    const mac = snomMac();
    await phones.staff.post("/pbxs", { id: "before", host: "before.example.com" });
    await phones.staff.post("/phones", { mac, pbx: "before" });
    await phones.fetch(`/${mac}.xml`, { from: "10.77.77.77" });
    await phones.staff.patch(`/phones/${mac}`, { pbx: "main" });
    const key = await phones.staff.makeKey("pbx", "main");
    const { status, json } = await phones.staff.get(`/phones/${mac}/diagnosis`, { key });
    expect(status).toBe(200);
    const events = (json.reasons as unknown as Told[]).flatMap(({ evidence }) =>
      evidence.filter(({ kind }) => kind === "event"),
    );
    expect(events).toEqual([]);
  });
});

describe("a phone that is not what it is taken for", () => {
  test("says that it is of another make than the operator stored", async () => {
    const mac = "000413E2AA01";
    await admit(mac, { vendor: "snom", model: "D785" });
    await phones.fetch(`/${mac}.xml`, { userAgent: `"Gigaset P825/1.2.3;${mac}"` });
    const reason = await reasonOf(mac, "wrong-vendor");
    expect(reason).toMatchObject({
      severity: "error",
      why: expect.stringMatching(/stored as Snom because staff said so.*Gigaset/),
    });
    await expectEvent(reason, "identity-conflict");
    await phones.staff.patch(`/phones/${mac}`, { vendor: "gigaset", model: "P825" });
    expect(await codesOf(mac)).not.toContain("wrong-vendor");
  });

  test("asks for a file of another make", async () => {
    const mac = yealinkMac();
    await admit(mac, { vendor: "snom", model: "D785" });
    expect(await phones.fetch(`/${mac.toLowerCase()}.cfg`)).toBe("unknown-file");
    const reason = await reasonOf(mac, "wrong-vendor");
    expect(reason.why).toContain("behaves as Yealink");
    await expectEvent(reason, "unknown-file", { door: "http" });
  });

  test("says that it is another model than the operator stored, until that is put right", async () => {
    const mac = await admit(snomMac(), { model: "D715" });
    await phones.fetch(`/${mac}.xml`, { userAgent: `Mozilla/4.0 (compatible; snomD725-SIP 10.1.54.13 2010 ${mac})` });
    expect(await codesOf(mac)).toEqual(["ok", "wrong-model"]);
    await expectEvent(await reasonOf(mac, "wrong-model"), "identity-conflict", { address: PHONE });
    await phones.staff.patch(`/phones/${mac}`, { model: "D725" });
    expect(await codesOf(mac)).toEqual(["ok"]);
  });

  test("is a model that cannot be provisioned", async () => {
    const mac = await admit(snomMac());
    const userAgent = "Mozilla/4.0 (compatible; snomD895-SIP 10.1.215.1)";
    expect(await phones.fetch(`/${mac}.xml`, { userAgent })).toBe("model-not-supported");
    await expectEvent(await reasonOf(mac, "model-not-supported"), "model-not-supported");
  });

  test("asks under another phone's MAC, and both are named", async () => {
    const mac = await admit("000413AA0011");
    const userAgent = `${D785}000413AA0012)`;
    expect(await phones.fetch(`/${mac}.xml`, { userAgent, from: "192.0.2.12" })).toBe("mac-mismatch");
    const reason = await reasonOf(mac, "mac-mismatch");
    expect(reason.why).toMatch(/192\.0\.2\.12 asked for 000413AA0011\.xml.*000413AA0012/);
    await expectEvent(reason, "mac-mismatch", { address: "192.0.2.12" });
    await phones.fetch(`/${mac}.xml`);
    expect(await codesOf(mac)).not.toContain("mac-mismatch");
  });

  test("asks for a file that nobody asks for, by TFTP", async () => {
    const mac = await admit("000413AA0021");
    await phones.fetch("/boot/image.bin", { door: "tftp", userAgent: `${D785}${mac})` });
    const reason = await reasonOf(mac, "wrong-file");
    expect(reason.why).toContain("By TFTP it asked for image.bin");
    await expectEvent(reason, "unknown-file", { door: "tftp" });
  });

  test("has firmware that does not understand its configuration", async () => {
    const mac = await admit(snomMac());
    await phones.fetch(`/${mac}.xml`, {
      userAgent: "Mozilla/4.0 (compatible; snom320-SIP 6.5.20; snom320 jffs2 v3.36)",
    });
    const reason = await reasonOf(mac, "firmware-too-old");
    expect(reason).toMatchObject({ severity: "error", why: expect.stringMatching(/6\.5\.20.*from 7 on/) });
    expect((await diagnose(mac)).isProvisioned).toBe(false);
  });

  test("has a configuration that cannot be made", async () => {
    const mac = await admit(snomMac(), { model: "D785" });
    const operator = mkdtempSync(join(tmpdir(), "offhook-broken-"));
    onTestFinished(() => rmSync(operator, { recursive: true }));
    mkdirSync(join(operator, "snom"));
    const { json } = await phones.staff.get(`/phones/${mac}/files`);
    expect(json.items.length).toBeGreaterThan(0);
    for (const name of ["settings.hbs", "desk.hbs"])
      writeFileSync(join(operator, "snom", name), "{{nothing.like.this}}");
    await phones.fetch(`/${mac}.xml`, { operator });
    const reason = await reasonOf(mac, "template-failed");
    await expectEvent(reason, "template-failed");
    await phones.fetch(`/${mac}.xml`);
    expect(await codesOf(mac)).toEqual(["ok"]);
  });
});

describe("a phone without its passwords", () => {
  test("asked over a door and from a network where they may not go", async () => {
    const mac = await admit(snomMac());
    await phones.fetch(`/${mac}.xml`, { from: "203.0.113.9" });
    const reason = await reasonOf(mac, "insecure-transport");
    expect(reason).toMatchObject({ severity: "error", why: expect.stringContaining("by HTTP from 203.0.113.9") });
    await expectEvent(reason, "secret-insecure-transport", { address: "203.0.113.9", door: "http" });
    await phones.fetch(`/${mac}.xml`, { from: "203.0.113.9", door: "https" });
    expect(await codesOf(mac)).toEqual(["ok"]);
  });

  test("asked while they were open for somebody else, who is named", async () => {
    const mac = await admit(snomMac());
    await phones.fetch(`/${mac}.xml`, { from: "192.0.2.66" });
    await phones.fetch(`/${mac}.xml`);
    const reason = await reasonOf(mac, "other-requester");
    expect(reason.why).toContain(`${PHONE} asked while the passwords were open for 192.0.2.66`);
    await expectEvent(reason, "secret-refused", { address: PHONE });
    phones.wait(WINDOW_MS + MINUTE);
    await phones.staff.store.closeExpired();
    await phones.fetch(`/${mac}.xml`);
    const later = await reasonOf(mac, "passwords-elsewhere");
    expect(later.why).toMatch(/192\.0\.2\.66 fetched them at 2030-\d\d-.* UTC/);
    await expectEvent(later, "secret-closed", { address: PHONE });
  });

  test("searches again though it was provisioned: it lost them, and a release or a reset is the cure", async () => {
    const mac = await provision(snomMac());
    phones.wait(DAY);
    await phones.fetch(`/${mac}.xml`);
    phones.wait(2 * MINUTE);
    await phones.search(mac);
    const reason = await reasonOf(mac, "reset-suspected");
    expect(reason).toMatchObject({
      severity: "error",
      why: expect.stringContaining(PHONE),
      fix: expect.stringMatching(/release.*reset/),
    });
    await expectEvent(reason, "factory-reset-suspected");
    expect(reason.evidence[1]).toMatchObject({ kind: "grant", address: PHONE });
    await phones.staff.post(`/phones/${mac}/passwords/release`, {});
    const waiting = await reasonOf(mac, "passwords-waiting");
    expect(waiting.why).toContain("the admin");
    await expectEvent(waiting, "passwords-released");
    await phones.fetch(`/${mac}.xml`);
    expect(await codesOf(mac)).toEqual(["ok"]);
  });

  test("came too late: they were closed before anybody fetched them", async () => {
    const mac = await admit(snomMac());
    await phones.staff.post(`/phones/${mac}/passwords/close`, {});
    const reason = await reasonOf(mac, "passwords-never-fetched");
    await expectEvent(reason, "passwords-closed");
    await phones.staff.post(`/phones/${mac}/passwords/release`, { armedFor: "10m" });
    phones.wait(11 * MINUTE);
    await phones.fetch(`/${mac}.xml`);
    expect((await diagnose(mac)).reasons[0]?.code).toBe("passwords-never-fetched");
  });

  test("has one that does not fit its model", async () => {
    const mac = await admit(snomMac(), { model: "D785" });
    await phones.staff.patch(`/phones/${mac}`, { model: "M900" });
    await phones.fetch(`/${mac}.xml`);
    const reason = await reasonOf(mac, "password-unfit");
    expect(reason.why).toContain("menu");
    await expectEvent(reason, "secret-unfit");
  });
});

describe("a phone that was asked for too much, or for nothing", () => {
  test("has no line", async () => {
    const mac = await admit(snomMac(), { lines: [] });
    await phones.fetch(`/${mac}.xml`);
    expect(await codesOf(mac)).toEqual(["no-line"]);
  });

  test("has settings without effect on its model", async () => {
    const mac = await admit(yealinkMac(), { model: "T31P", settings: { backgroundUrl: "http://192.0.2.1/x.png" } });
    expect((await reasonOf(mac, "settings-without-effect")).why).toContain("backgroundUrl");
  });

  test("is a base that takes fewer handsets", async () => {
    const mac = "7C2F80AA0031";
    await admit(mac, { model: "N670 IP PRO", handsets: [{ name: "One" }, { name: "Two" }] });
    await phones.fetch(`/${mac}.xml`, { userAgent: `Gigaset N670 IP PRO/83.V2.11.0+build.a546b91;${mac};Handset=1` });
    const reason = await reasonOf(mac, "too-many-handsets");
    expect(reason.why).toMatch(/^2 handsets.*takes 1/);
    await expectEvent(reason, "too-many-handsets");
  });
});

describe("a phone at its redirect service", () => {
  const open: FakeService[] = [];
  afterAll(async () => {
    for (const fake of open) await fake.close();
  });

  async function connect(pbx: string, service: RedirectServiceId = "snom-rds"): Promise<FakeService> {
    const fake = await FAKES[service]();
    open.push(fake);
    await phones.staff.post("/pbxs", { id: pbx, host: `${pbx}.example.com` });
    const body = { credentials: fake.credentials, baseUrl: fake.baseUrl, checkFirst: false };
    expect((await phones.staff.call("PUT", `/pbxs/${pbx}/redirects/${service}`, { body })).status).toBe(201);
    return fake;
  }
  async function admitAt(pbx: string, mac: string, more: object = {}): Promise<string> {
    const lines = [{ account: "201", displayName: "Desk" }];
    expect((await phones.staff.post("/phones", { mac, pbx, lines, ...more })).status).toBe(201);
    return mac;
  }
  const tellUntil = (mac: string, state: string) =>
    phones.tellRedirects(async () => (await phones.staff.get(`/phones/${mac}/redirect`)).json.state === state);

  test("waits to be registered, and once it is never came", async () => {
    await connect("pending");
    const mac = await admitAt("pending", snomMac());
    expect(await codesOf(mac)).toEqual(["never-seen", "redirect-waiting"]);
    await tellUntil(mac, "registered");
    const reason = await reasonOf(mac, "redirect-never-came");
    expect(reason.evidence).toMatchObject([
      { kind: "redirect", at: expect.any(String), detail: { state: "registered" } },
    ]);
    await phones.fetch(`/${mac}.xml`);
    expect(await codesOf(mac)).toEqual(["ok"]);
  });

  test("belongs to somebody else there", async () => {
    const fake = await connect("foreign");
    const mac = await admitAt("foreign", snomMac());
    fake.foreign.add(mac);
    await tellUntil(mac, "failed");
    const reason = await reasonOf(mac, "redirect-elsewhere");
    expect(reason).toMatchObject({ severity: "error", fix: expect.stringContaining("former dealer") });
    expect(reason.evidence).toMatchObject([{ kind: "redirect", detail: { code: "mac-elsewhere" } }]);
  });

  test("was refused, with the service's own words", async () => {
    const fake = await connect("refused");
    const body = { credentials: { ...fake.credentials, password: "wrong" }, baseUrl: fake.baseUrl, checkFirst: false };
    await phones.staff.call("PUT", "/pbxs/refused/redirects/snom-rds", { body });
    const mac = await admitAt("refused", snomMac());
    await tellUntil(mac, "failed");
    expect((await reasonOf(mac, "redirect-failed")).why).toContain("not-authorised (HTTP 401)");
  });

  test("is tried again while the service does not answer as it should", async () => {
    const fake = await connect("limited");
    fake.setFault({ kind: "reply", reply: { status: 429, headers: { "Retry-After": "600" } } });
    const mac = await admitAt("limited", snomMac());
    await tellUntil(mac, "retrying");
    expect(await reasonOf(mac, "redirect-retrying")).toMatchObject({
      severity: "warning",
      why: expect.stringContaining("rate-limited"),
      fix: expect.stringMatching(/at 2030-.* UTC/),
    });
  });

  test("is a model that does not ask it", async () => {
    await connect("unasked", "yealink-rps");
    const mac = await admitAt("unasked", yealinkMac(), { model: "T28P" });
    expect((await reasonOf(mac, "redirect-not-for-model")).why).toContain("T28P");
  });
});

test("what a hostile phone says of itself stays plain text in texts, parameters and evidence", async () => {
  const mac = await admit(strangeMac(), { vendor: "snom", model: "D785" });
  const evil = "<img src=x onerror=alert(1)>\u001b]0;x\u0007\u202e\r\nSet-Cookie: a=b";
  await phones.search(mac, { version: evil, model: evil });
  const stranger = yealinkMac();
  await phones.search(stranger, { version: evil, model: evil });
  const file = "/%3Cscript%3Ealert(1)%3C%2Fscript%3E.cfg?%0d%0a";
  await phones.fetch(file, { userAgent: `${D785}000413AA0041)` });
  for (const asked of [mac, stranger, "000413AA0041"]) {
    await diagnose(asked);
    const { text, headers } = await phones.staff.get(`/phones/${asked}/diagnosis`);
    expect(headers["content-type"]).toMatch(/^application\/json/);
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]|\\u00[01]|\\[rn]/);
  }
  const { evidence } = await reasonOf(stranger, "not-admitted");
  expect(JSON.stringify(evidence)).toContain("<img src=x");
});

describe("the language", () => {
  const title = async (query: string, accept?: string) => {
    const headers = accept === undefined ? {} : { "accept-language": accept };
    const { json, headers: answered } = await phones.staff.get(`/phones/000413AA0099/diagnosis${query}`, { headers });
    expect(answered["content-language"]).toBe(json.language);
    return json.language;
  };
  test.each([
    ["", undefined, "en"],
    ["", "de-CH, en;q=0.8", "de"],
    ["", "it, fr;q=0.5, en;q=0.4", "fr"],
    ["", "es", "en"],
    ["", "de;q=0, fr;q=0.1", "fr"],
    ["", "en;q=0.2,de;q=0.9", "de"],
    ["", "de;q=banana", "en"],
    ["?language=fr", "de", "fr"],
  ])("is chosen by %j and Accept-Language %j: %s", async (query, accept, language) => {
    expect(await title(query, accept)).toBe(language);
  });

  test("is one of three, or refused", async () => {
    expect(await phones.staff.get("/phones/000413AA0099/diagnosis?language=es")).toMatchObject({
      status: 400,
      json: { code: "invalid-query", errors: [{ parameter: "language" }] },
    });
  });
});

describe("instructions", () => {
  test("are for the phone's model, with its last address in them", async () => {
    const mac = await provision(snomMac(), { model: "D785" });
    const { json, headers } = await phones.staff.get(`/phones/${mac}/instructions?language=de`);
    expect(headers["content-language"]).toBe("de");
    expect(json).toMatchObject({
      ...{ mac, vendor: "snom", model: "D785", isModelKnown: true, language: "de" },
      ...{
        url: "http://192.0.2.1:8080/{mac}.xml",
        page: `http://${PHONE}/advanced_update.htm`,
        field: "setting_server",
      },
    });
    expect(json.steps).toContain("Tragen Sie in setting_server ein: http://192.0.2.1:8080/{mac}.xml");
  });

  test("are those of the vendor's usual model while nobody said it", async () => {
    const mac = await admit(yealinkMac());
    const { json } = await phones.staff.get(`/phones/${mac}/instructions`);
    expect(json).toMatchObject({ model: "T46S", isModelKnown: false, language: "en" });
  });

  test("stand in the catalogue for every model with a configuration, and only for those", async () => {
    for (const id of ["snom", "yealink", "gigaset"]) {
      const { json } = await phones.staff.get(`/vendors/${id}/models`, { headers: { "accept-language": "fr" } });
      for (const { name, isSupported, instructions, settingsUrl } of json.items) {
        const found = instructions as { url: string; steps: string[] } | null;
        expect([name, found !== null]).toEqual([name, isSupported]);
        if (found !== null)
          expect([found.url, found.steps[0]]).toEqual([settingsUrl, expect.stringMatching(/^Ouvrez/)]);
      }
    }
  });
});

test("every reason that there is was told above", () => {
  expect([...told].sort()).toEqual([...REASON_CODES].sort());
});
