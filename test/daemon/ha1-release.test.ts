import { createHash } from "node:crypto";
import { afterAll, expect, test, vi } from "vitest";
import { makeDataDir, removeFolder, startDaemon } from "./start-daemon.ts";

const SNOM = "0004137447D0";
const YEALINK = "805EC017DE13";
const dataDir = makeDataDir();
afterAll(() => removeFolder(dataDir));

function settingIn(xml: string, name: string): string | undefined {
  return new RegExp(`<${name} idx="1"[^>]*>([^<]*)</${name}>`).exec(xml)?.[1];
}

test("with plain text destroyed, a Snom phone that lost its memory gets HA1 of its PBX's realm by a release; others need a reset", async () => {
  const daemon = await startDaemon(dataDir, { OFFHOOK_SECRETS_KEEP_PLAINTEXT: "false" });
  await daemon.api("POST", "/api/v1/pbxs", { id: "main", host: "pbx.example.org", realm: "asterisk" });
  const admit = (mac: string, model: string, account: string) =>
    daemon.api("POST", "/api/v1/phones", { mac, pbx: "main", model, lines: [{ account, displayName: account }] });
  await admit(SNOM, "D785", "20");
  await admit(YEALINK, "T46S", "21");
  const passwords = (mac: string, action: string, body: object) =>
    daemon.api("POST", `/api/v1/phones/${mac}/passwords/${action}`, body);

  const first = (await daemon.fetch(`/${SNOM}.xml`)).body;
  const password = settingIn(first, "user_pass");
  expect(password).toHaveLength(20);
  // The reference says that an empty element empties: a hash of an older password must not outlive it.
  expect(settingIn(first, "user_hash")).toBe("");
  await passwords(SNOM, "close", {});
  await passwords(YEALINK, "close", {});
  const closed = (await daemon.fetch(`/${SNOM}.xml`)).body;
  expect([settingIn(closed, "user_pass"), settingIn(closed, "user_hash")]).toEqual([undefined, undefined]);

  expect((await passwords(YEALINK, "release", { kinds: ["sip"] })).json).toMatchObject({ code: "password-destroyed" });
  const everything = await passwords(SNOM, "release", {});
  expect(everything.json).toMatchObject({ code: "password-destroyed" });
  expect(everything.text).toContain("or release the SIP password alone");
  expect((await passwords(SNOM, "release", { kinds: ["sip"] })).status).toBe(200);
  const released = (await daemon.fetch(`/${SNOM}.xml`)).body;
  const ha1 = createHash("md5").update(`20:asterisk:${password}`).digest("hex");
  expect([settingIn(released, "user_pass"), settingIn(released, "user_hash")]).toEqual([undefined, ha1]);

  await daemon.api("PATCH", "/api/v1/pbxs/main", { realm: "another" });
  await passwords(SNOM, "close", {});
  expect((await passwords(SNOM, "release", { kinds: ["sip"] })).json).toMatchObject({ code: "password-destroyed" });
  expect((await passwords(SNOM, "reset", { kinds: ["sip"] })).status).toBe(200);
  const reset = (await daemon.fetch(`/${SNOM}.xml`)).body;
  expect(settingIn(reset, "user_pass")).toHaveLength(20);
  expect(settingIn(reset, "user_pass")).not.toBe(password);
  expect(settingIn(reset, "user_hash")).toBe("");
  await vi.waitFor(async () => {
    expect((await daemon.api("GET", "/api/v1/audit?action=passwords-delivered")).json).toMatchObject({
      items: [{ mac: SNOM }, { mac: SNOM }, { mac: SNOM }],
    });
  }, 10_000);
  expect(await daemon.stop()).toBe(0);
});
