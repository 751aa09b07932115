import { afterAll, beforeEach, expect, test } from "vitest";
import { DRIVEN, startDiagnoses } from "./diagnosis-fixture.ts";
import { PHONE } from "./start-phones.ts";
import { snomMac } from "./start-staff.ts";

// An admitted phone that is not let in: each reason from what the staff API and phones' requests left in the store.

const { phones, codesOf, reasonOf, admit, expectEvent, told } = await startDiagnoses();
afterAll(() => phones.close());

const OPEN = { access: {}, clientCertificates: {}, paused: false };
async function ask(pbx: object): Promise<void> {
  expect((await phones.staff.patch("/pbxs/main", { ...OPEN, ...pbx })).status).toBe(200);
}
beforeEach(() => ask({}));

test("asks from a network that its PBX does not allow", async () => {
  const mac = await admit(snomMac());
  await ask({ access: { allow: ["198.51.100.0/24"] } });
  expect(await phones.fetch(`/${mac}.xml`)).toBe("network-closed");
  const reason = await reasonOf(mac, "network-closed");
  expect(reason.why).toContain(`from ${PHONE}, which the PBX main does not allow`);
  await expectEvent(reason, "network-closed", { address: PHONE });
});

test("does not show the certificate that its PBX asks for, and says why", async () => {
  const mac = await admit(snomMac());
  await ask({ clientCertificates: { snom: "require" } });
  expect(await phones.fetch(`/${mac}.xml`)).toBe("certificate-refused");
  const reason = await reasonOf(mac, "certificate-refused");
  expect(reason.why).toContain("(no-tls)");
  await expectEvent(reason, "certificate-refused");
});

test("asks without its secret path, or by a wrong one, until it is let in", async () => {
  const mac = await admit(snomMac());
  await ask({ access: { proof: ["token"] } });
  expect(await phones.fetch(`/${mac}.xml`)).toBe("token-missing");
  expect((await reasonOf(mac, "token-refused")).why).toContain("without the secret path");
  phones.wait(1000);
  expect(await phones.fetch(`/t/AAAAAAAAAAAAAAAAAAAAAA/${mac}.xml`)).toBe("token-wrong");
  expect((await reasonOf(mac, "token-refused")).why).toContain("not this phone's");
  phones.wait(1000);
  await ask({});
  expect(await phones.fetch(`/${mac}.xml`)).toContain("<settings");
  expect(await codesOf(mac)).not.toContain("token-refused");
});

test("was asked to log in and did not", async () => {
  const mac = await admit(snomMac());
  await ask({ access: { proof: ["credentials"] } });
  expect(await phones.fetch(`/${mac}.xml`)).toBe("credentials-missing");
  expect((await reasonOf(mac, "login-refused")).why).toContain("was asked to log in and did not");
});

test("comes for the first time where somebody guesses MACs", async () => {
  const mac = await admit(snomMac());
  const site = "192.0.2.99";
  for (let guess = 0; guess < 260; guess++)
    await phones.fetch(`/000413D${guess.toString(16).toUpperCase().padStart(5, "0")}.xml`, { from: site });
  expect(await phones.fetch(`/${mac}.xml`, { from: site })).toBe("guard-held-phone");
  const reason = await reasonOf(mac, "held-by-guard");
  expect(reason.fix).toContain("offhook guard pardon");
  await expectEvent(reason, "guard-held-phone", { address: site });
  expect(await phones.fetch(`/${mac}.xml`)).toContain("<settings");
});

test("asks while provisioning of its PBX is paused", async () => {
  const mac = await admit(snomMac());
  await ask({ paused: true });
  expect(await phones.fetch(`/${mac}.xml`)).toBe("provisioning-paused");
  await expectEvent(await reasonOf(mac, "provisioning-paused"), "provisioning-paused", { address: PHONE });
});

test("all reasons of the gate were told", () => {
  expect([...told]).toEqual(expect.arrayContaining([...DRIVEN.gate]));
});
