import { afterAll, beforeAll, expect, test } from "vitest";
import { startPhones, type TestPhones } from "./start-phones.ts";
import { addMainPbx, snomMac } from "./start-staff.ts";

// What is new in a file since a phone fetched it: what it was made of then is kept, never what was in it.

let phones: TestPhones;
beforeAll(async () => {
  phones = await startPhones();
  await addMainPbx(phones.staff);
});
afterAll(() => phones.close());

async function admit(): Promise<string> {
  const mac = snomMac();
  const body = { mac, pbx: "main", model: "D785", lines: [{ account: `a${mac}`, displayName: "Anna" }] };
  expect((await phones.staff.post("/phones", body)).status).toBe(201);
  return mac;
}
const newsOf = async (mac: string, file = `${mac}.xml`) =>
  phones.staff.get(`/phones/${mac}/preview/news?file=${file}`) as unknown as Promise<{ status: number; json: News }>;
type News = { fetchedAt: string | null; diff: string | null; code?: string };

test("nothing is known before a phone has fetched, nothing is new after, and what is changed then is", async () => {
  const mac = await admit();
  expect((await newsOf(mac)).json).toMatchObject({ fetchedAt: null, diff: null });
  const file = await phones.fetch(`/${mac}.xml`);
  const password = /<user_pass[^>]*>([^<]+)</.exec(file)?.[1] ?? "";
  expect(password).toHaveLength(20);
  expect((await newsOf(mac)).json).toMatchObject({ fetchedAt: expect.any(String), diff: "" });
  await phones.staff.patch(`/phones/${mac}`, { keys: [{ type: "blf", value: "20", label: "Desk" }] });
  const { diff } = (await newsOf(mac)).json;
  expect(diff).toMatch(/^-.*<fkey idx="0"[^\n]*\n\+.*label="Desk"[^\n]*blf 20/m);
  expect(diff).not.toContain(password);

  // Also without passwords, and when the same is fetched again.
  phones.wait(3_600_000);
  for (let round = 0; round < 2; round++) {
    await phones.fetch(`/${mac}.xml`);
    phones.wait(120_000);
    expect((await newsOf(mac)).json.diff).toBe("");
  }
  await phones.staff.patch("/pbxs/main", { settings: { language: "sv" } });
  expect((await newsOf(mac)).json.diff).toMatch(/^\+.*<language[^>]*>Svenska/m);
});

test("a secret path and a login are masked on both sides", async () => {
  const mac = await admit();
  await phones.staff.patch("/pbxs/main", { access: { proof: ["token"] } });
  const made = (await phones.staff.post(`/phones/${mac}/token/rotate?reveal=true`, {})).json as unknown as {
    provisioningUrl: string;
  };
  const token = /\/t\/([^/]+)\//.exec(made.provisioningUrl)?.[1] ?? "";
  expect(await phones.fetch(`/t/${token}/${mac}.xml`)).toContain("<settings>");
  await phones.staff.patch(`/phones/${mac}`, { settings: { language: "fr", menu: true } });
  const { json } = await newsOf(mac);
  expect(json.diff).toMatch(/^\+.*<language/m);
  expect(json.diff).not.toMatch(/\/t\/(?!\*{8})[\w-]{8,}/);
  await phones.staff.patch("/pbxs/main", { access: {} });
});

test("how it was is not known where another daemon gave it since, and a file that is not the phone's is refused", async () => {
  const mac = await admit();
  await phones.fetch(`/${mac}.xml`);
  phones.wait(600_000);
  const at = phones.staff.clock.now;
  await phones.staff.store.recordAction({
    name: "file-served",
    at,
    mac: mac as never,
    pbx: "main",
    detail: { file: `${mac}.xml` },
  });
  expect((await newsOf(mac)).json).toMatchObject({ fetchedAt: new Date(at).toISOString(), diff: null });
  expect(await newsOf(mac, "nothing.bin")).toMatchObject({ status: 404, json: { code: "no-such-file" } });
});
