import { createHash } from "node:crypto";
import { SaxesParser } from "saxes";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Password } from "../../src/provisioning/password.ts";
import type { PasswordOrder } from "../../src/provisioning/pbx-link.ts";
import { addMainPbx, startStaff, type TestStaff } from "./start-staff.ts";

const SNOM = "000413741001";
const YEALINK = "805EC0741002";
const DOMAIN = "pbx.example.com";
const FORM = "application/x-www-form-urlencoded";

let staff: TestStaff;
let key: string;
let domain: string;
beforeAll(async () => {
  staff = await startStaff();
  await addMainPbx(staff);
  await staff.post("/pbxs", { id: "fs", host: DOMAIN });
  await staff.post("/pbxs", { id: "other", host: "other.example" });
  domain = DOMAIN;
  await setLink("pbx-first");
  for (const [username, more] of [
    ["301", {}],
    ["302", { authName: "login302", number: "+49302" }],
    ["303", {}],
    ["304", {}],
  ] as const)
    await staff.post("/pbxs/fs/accounts", { username, password: `secret-of-${username}`, ...more });
  await staff.post("/phones", { mac: SNOM, pbx: "fs", model: "D785", lines: [{ account: "301" }, { account: "302" }] });
  await staff.post("/phones", { mac: YEALINK, pbx: "fs", lines: [{ account: "303" }] });
  key = await staff.makeKey("pbx", "fs");
});
afterAll(() => staff.close());

async function setLink(passwordOrder: PasswordOrder, settings: object = {}): Promise<void> {
  const body = { settings: { kind: "freeswitch", ...settings }, passwordOrder };
  expect((await staff.call("PUT", "/pbxs/fs/link", { body })).status).toBeLessThan(300);
  await tell();
}

/** What startLinks does: FreeSWITCH takes everything at once. */
async function tell(): Promise<void> {
  for (const job of await staff.store.claimLinkJobs(10, 60_000))
    await staff.store.finishLinkJob(job, {
      outcomes: job.changes.map(() => ({ outcome: "done" })),
      delayMs: 0,
      event: undefined,
    });
}

const basic = (password: string) => `Basic ${Buffer.from(`offhook:${password}`).toString("base64")}`;
const LOOKUP = { hostname: "fs1", section: "directory", tag_name: "domain", key_name: "name", key: "id" };

async function ask(fields: Record<string, string> | string, authorization = basic(key)) {
  const form =
    typeof fields === "string"
      ? fields
      : new URLSearchParams({ ...LOOKUP, key_value: domain, domain, ...fields }).toString();
  return staff.call("POST", "/pbx/v1/freeswitch/directory", {
    ...{ key: "", body: form },
    headers: { "content-type": FORM, ...(authorization === "" ? {} : { authorization }) },
  });
}

const md5 = (text: string) => createHash("md5").update(text).digest("hex");
const ha1Of = (name: string, password: string) => md5(`${name}:${DOMAIN}:${password}`);

/** A registration as FreeSWITCH asks about it, with the digest of somebody who knows that password. */
function registration(user: string, password: string, more: Record<string, string> = {}): Record<string, string> {
  const uri = `sip:${DOMAIN}`;
  const response = md5(`${ha1Of(user, password)}:nonce1:00000001:cnonce1:auth:${md5(`REGISTER:${uri}`)}`);
  return {
    ...{
      user,
      action: "sip_auth",
      sip_auth_username: user,
      sip_auth_realm: DOMAIN,
      sip_auth_nonce: "nonce1",
      sip_auth_uri: uri,
    },
    ...{ sip_auth_qop: "auth", sip_auth_nc: "00000001", sip_auth_cnonce: "cnonce1", sip_auth_method: "REGISTER" },
    ...{ sip_auth_response: response, sip_to_user: user, sip_from_user: user },
    ...more,
  };
}

type Element = { name: string; attributes: Record<string, string> };
function elementsOf(xml: string): Element[] {
  const found: Element[] = [];
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) =>
    found.push({ name, attributes: attributes as Record<string, string> }),
  );
  parser.write(xml).close();
  return found;
}
const valuesOf = (xml: string, element: string) =>
  Object.fromEntries(
    elementsOf(xml).flatMap(({ name, attributes }) => (name === element ? [[attributes.name, attributes.value]] : [])),
  );
const isNotFound = (xml: string) =>
  elementsOf(xml)
    .map(({ name, attributes }) => `${name} ${attributes.status ?? ""}`)
    .join() === "document ,section ,result not found";

describe("FreeSWITCH's directory", () => {
  test("has the user of an admitted phone", async () => {
    const { status, text, headers } = await ask(registration("301", "secret-of-301"));
    expect([status, headers["content-type"]]).toEqual([200, "application/xml; charset=utf-8"]);
    expect(text).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<document type="freeswitch/xml">
<section name="directory">
<domain name="pbx.example.com">
<user id="301">
<params>
<param name="a1-hash" value="${ha1Of("301", "secret-of-301")}"/>
<param name="user-agent-filter" value="(?i)(?:Snom|D785)"/>
<param name="max-registrations-per-extension" value="2"/>
</params>
<variables>
<variable name="user_context" value="default"/>
<variable name="effective_caller_id_number" value="301"/>
</variables>
</user>
</domain>
</section>
</document>
`);
    await setLink("pbx-first", { context: "from-phones" });
    expect(valuesOf((await ask({ user: "301", action: "user_call" })).text, "variable")).toMatchObject({
      user_context: "from-phones",
    });
  });

  test("finds an account by the name that it authenticates with, and by no other one's", async () => {
    const asked = registration("login302", "secret-of-302", { sip_to_user: "302" });
    const { text } = await ask(asked);
    expect(valuesOf(text, "param")["a1-hash"]).toBe(ha1Of("login302", "secret-of-302"));
    expect(valuesOf(text, "variable")).toMatchObject({ effective_caller_id_number: "+49302" });
    expect(elementsOf(text).find(({ name }) => name === "user")?.attributes).toEqual({ id: "login302" });
    // 301's password does not register 302.
    expect(isNotFound((await ask(registration("302", "x"))).text)).toBe(true);
    expect(isNotFound((await ask(registration("301", "secret-of-301", { sip_to_user: "302" }))).text)).toBe(true);
    // A call names the account in From.
    const call = registration("login302", "x", { sip_auth_method: "INVITE", sip_to_user: "301", sip_from_user: "302" });
    expect(valuesOf((await ask(call)).text, "param")["a1-hash"]).toBe(ha1Of("login302", "secret-of-302"));
  });

  test("leaves the filter out where nobody knows what the phone calls itself", async () => {
    const params = valuesOf((await ask(registration("303", "x"))).text, "param");
    expect(Object.keys(params)).toEqual(["a1-hash", "max-registrations-per-extension"]);
  });

  test.each([
    ["an account that no phone has", { user: "304" }],
    ["an unknown user", { user: "999" }],
    ["a lookup without a user", { purpose: "gateways" }],
    ["another section", { user: "301", section: "dialplan" }],
    ["no domain", { user: "301", domain: "", key_value: "" }],
    ["a user that is none", { user: '301"/><user id="x' }],
    ["a domain that is none", { user: "301", domain: 'x"><user id="301' }],
  ])("says not found for %s, with status 200", async (_, fields) => {
    const { status, text } = await ask(fields);
    expect(status).toBe(200);
    expect(isNotFound(text)).toBe(true);
  });

  test("takes what is said twice for not said", async () => {
    const { text } = await ask(`section=directory&domain=${DOMAIN}&user=301&user=303`);
    expect(isNotFound(text)).toBe(true);
  });

  test("is for the PBX's own key: as Bearer, as Basic, and as Basic nowhere else", async () => {
    expect((await ask({ user: "301" }, `Bearer ${key}`)).text).toContain('<user id="301">');
    for (const wrong of ["", basic("nonsense"), `Basic ${key}`, "Basic ==", basic("")])
      expect((await ask({ user: "301" }, wrong)).status).toBe(401);
    expect((await ask({ user: "301" }, basic(staff.keys.admin))).status).toBe(403);
    expect(await staff.get("/pbx/v1/allow-list", { key: "", headers: { authorization: basic(key) } })).toMatchObject({
      status: 401,
    });
    expect(await staff.get("/pbxs", { key: "", headers: { authorization: basic(key) } })).toMatchObject({
      status: 401,
    });
    // Another PBX has no FreeSWITCH, or another one.
    const stranger = await staff.makeKey("pbx", "other");
    expect(isNotFound((await ask({ user: "301" }, basic(stranger))).text)).toBe(true);
  });

  test("shows nobody's password in clear", async () => {
    expect((await ask(registration("301", "secret-of-301"))).text).not.toContain("secret-of");
  });

  test("answers hostile questions with well-formed documents that have one user at most", async () => {
    const hostile = [
      "$${domain}",
      "<!--",
      "]]>",
      "&x;",
      "'\"<>",
      "\u0000",
      "\ud800",
      "ü\n",
      "x".repeat(10_000),
      "..",
      "%",
    ];
    for (const value of hostile)
      for (const field of ["user", "domain", "key_value", "sip_to_user", "sip_auth_username", "section", "__proto__"]) {
        const { status, text } = await ask({ ...registration("301", "x"), [field]: value });
        expect(status).toBe(200);
        const users = elementsOf(text).filter(({ name }) => name === "user");
        expect(users.length).toBeLessThanOrEqual(1);
        expect(text).not.toContain("$");
        if (users.length > 0) expect(Object.keys(valuesOf(text, "param"))).toContain("a1-hash");
      }
    for (const body of ["", "&&&", "=", "%zz", "a[b]=c"]) expect(isNotFound((await ask(body)).text)).toBe(true);
  });
});

describe("a new password", () => {
  const change = (password: string) =>
    staff.store.updateAccount("fs", "301", { password: new Password(password), armedUntil: null });
  const hashFor = async (password: string) =>
    valuesOf((await ask(registration("301", password))).text, "param")["a1-hash"];

  test("with overlap: each phone gets the hash of the password that it used, until it used the new one", async () => {
    await setLink("overlap");
    await change("second-secret");
    expect(await hashFor("secret-of-301")).toBe(ha1Of("301", "secret-of-301"));
    expect(await hashFor("neither-of-them")).toBe(ha1Of("301", "second-secret"));
    expect(await hashFor("secret-of-301")).toBe(ha1Of("301", "secret-of-301"));
    expect(await staff.store.listOverlaps("fs")).toHaveLength(1);
    expect(await hashFor("second-secret")).toBe(ha1Of("301", "second-secret"));
    expect(await staff.store.listOverlaps("fs")).toEqual([]);
    expect(await hashFor("secret-of-301")).toBe(ha1Of("301", "second-secret"));
    await tell();
  });

  test("with overlap and the account on two phones: the first of them does not shut out the second", async () => {
    const mac = "000413741009";
    await staff.post("/phones", { mac, pbx: "fs", model: "D785", lines: [{ account: "301" }] });
    await tell();
    await change("third-secret");
    expect(await hashFor("third-secret")).toBe(ha1Of("301", "third-secret"));
    expect(await hashFor("second-secret")).toBe(ha1Of("301", "second-secret"));
    expect(valuesOf((await ask({ user: "301" })).text, "param")).toMatchObject({
      "max-registrations-per-extension": "3",
    });
    await staff.store.endOverlaps("fs", await staff.store.listOverlaps("fs"));
    await staff.remove(`/phones/${mac}`);
    await tell();
  });

  test("with phone-first: the old one is right until the phone was given the new one", async () => {
    await setLink("phone-first");
    await change("fourth-secret");
    expect(await hashFor("fourth-secret")).toBe(ha1Of("301", "third-secret"));
    const phone = await staff.store.findPhone(SNOM as never);
    if (phone === undefined) throw new Error("no phone");
    await staff.store.claimGrants({ phoneId: phone.phoneId, kinds: ["sip"], requester: "192.0.2.50", windowMs: 1000 });
    expect(await hashFor("fourth-secret")).toBe(ha1Of("301", "fourth-secret"));
  });
});
