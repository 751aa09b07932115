import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { D785, DRIVEN, startDiagnoses, type Told } from "./diagnosis-fixture.ts";
import { PHONE } from "./start-phones.ts";
import { snomMac, strangeMac, yealinkMac } from "./start-staff.ts";

// Each reason from what the staff API and phones' requests left in the store.

const { phones, codesOf, reasonOf, diagnose, admit, provision, expectEvent, told } = await startDiagnoses();
afterAll(() => phones.close());

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

test("every reason that is driven here was told", () => {
  expect([...told]).toEqual(expect.arrayContaining([...DRIVEN.identity]));
});
