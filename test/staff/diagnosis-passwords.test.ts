import { afterAll, describe, expect, test } from "vitest";
import { DAY, DRIVEN, MINUTE, startDiagnoses, type Told } from "./diagnosis-fixture.ts";
import { PHONE } from "./start-phones.ts";
import { snomMac, WINDOW_MS, yealinkMac } from "./start-staff.ts";

// Each reason from what the staff API and phones' requests left in the store.

const { phones, codesOf, reasonOf, diagnose, admit, provision, expectEvent, told } = await startDiagnoses();
afterAll(() => phones.close());

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

  test("is not called unseen when somebody else fills its history", async () => {
    const mac = await provision(snomMac());
    const others = { userAgent: `Mozilla/4.0 (compatible; snomD785-SIP 10.1.33.33 2010.12 000413AB0001)` };
    for (let asked = 0; asked < 510; asked++) await phones.fetch(`/${mac}.xml`, others);
    const { reasons } = await diagnose(mac);
    expect(reasons.map(({ code, severity }) => [code, severity])).toEqual([["mac-mismatch", "error"]]);
    phones.wait(DAY);
    await phones.fetch(`/${mac}.xml`);
    expect((await diagnose(mac)).isProvisioned).toBe(true);
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

test("every reason that is driven here was told", () => {
  expect([...told]).toEqual(expect.arrayContaining([...DRIVEN.passwords]));
});
