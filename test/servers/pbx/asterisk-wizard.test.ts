import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Password } from "../../../src/provisioning/password.ts";
import type { PbxLink, WantedChange } from "../../../src/provisioning/pbx-link.ts";
import { createAsteriskLink } from "../../../src/servers/pbx/asterisk-link.ts";
import { type FakeAsterisk, parseAsAsterisk, startFakeAsterisk } from "./fake-asterisk.ts";
import { account, asteriskLink, ha1Of, REALM, removal } from "./sample-link.ts";

const SECRET = "ami-secret";
let folder: string;
let wizardFile: string;
let asterisk: FakeAsterisk;
let link: PbxLink;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "offhook-wizard-"));
  wizardFile = join(folder, "offhook.conf");
  asterisk = await startFakeAsterisk({ secret: SECRET, wizardFile });
  link = open();
});
afterEach(async () => {
  await link.close();
  await asterisk.close();
  rmSync(folder, { recursive: true });
});

function open(more: object = {}): PbxLink {
  const settings = { wizardFile, ami: { host: "127.0.0.1", port: asterisk.port }, ...more };
  return createAsteriskLink(asteriskLink(settings, { amiUser: "offhook", amiSecret: SECRET }), { timeoutMs: 1000 });
}
const outcomesOf = async (...changes: WantedChange[]) => (await link.apply(changes)).map(({ outcome }) => outcome);
const itemsOf = (name: string) => Object.fromEntries(asterisk.wizard.get(name) ?? []);

describe("the wizard's file", () => {
  test("holds accounts as the reference shows them, and Asterisk has them when it is done", async () => {
    expect(await outcomesOf(account("101", { plain: "s3;cret\\x" }), account("102"))).toEqual(["done", "done"]);
    expect([...asterisk.endpoints.keys()]).toEqual(["101", "102"]);
    expect(itemsOf("101")).toEqual({
      ...{ type: "wizard", accepts_registrations: "yes", accepts_auth: "yes" },
      ...{ "inbound_auth/username": "101", "inbound_auth/password": "s3;cret\\x" },
      ...{ "endpoint/context": "from-internal", "endpoint/disallow": "all", "endpoint/allow": "alaw,ulaw" },
      ...{ "endpoint/direct_media": "no", "endpoint/rtp_symmetric": "yes", "endpoint/force_rport": "yes" },
      ...{ "endpoint/rewrite_contact": "yes", "endpoint/callerid": "Desk 101 <101>" },
      ...{ "aor/max_contacts": "1", "aor/remove_existing": "yes" },
    });
    expect(statSync(wizardFile).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder)).toEqual(["offhook.conf"]);
  });

  test("keeps the accounts that are not spoken of, also after a restart, and loses those that are removed", async () => {
    await outcomesOf(account("101"), account("102", { plain: "semi;colon" }));
    await link.close();
    link = open({ context: "phones", transport: "tls", codecs: "opus" });
    expect(await outcomesOf(account("103", { phones: 3 }), removal("101"))).toEqual(["done", "done"]);
    expect([...asterisk.endpoints.keys()]).toEqual(["102", "103"]);
    expect(itemsOf("102")).toMatchObject({
      "inbound_auth/password": "semi;colon",
      "endpoint/context": "from-internal",
    });
    expect(itemsOf("103")).toMatchObject({
      ...{ transport: "tls", "endpoint/context": "phones", "endpoint/allow": "opus", "aor/max_contacts": "3" },
    });
  });

  test("has HA1 where nothing else is left, with the realm that it is for", async () => {
    const ha1 = ha1Of("101", REALM, "gone");
    await outcomesOf(account("101", { password: undefined, ha1: new Password(ha1) }));
    expect(itemsOf("101")).toMatchObject({
      ...{ "inbound_auth/auth_type": "md5", "inbound_auth/md5_cred": ha1, "inbound_auth/realm": REALM },
    });
    expect(itemsOf("101")).not.toHaveProperty("inbound_auth/password");
  });

  test("is neither written nor read again for a change that is said twice", async () => {
    await outcomesOf(account("101"));
    const { ino, mtimeMs } = statSync(wizardFile);
    expect(await outcomesOf(account("101", { generation: 2 }))).toEqual(["done"]);
    expect(statSync(wizardFile)).toMatchObject({ ino, mtimeMs });
    expect(asterisk.reloads).toBe(1);
  });

  test("that is somebody else's stays as it is", async () => {
    writeFileSync(wizardFile, "[trunk]\ntype = wizard\n");
    expect(await link.apply([account("101")])).toEqual([
      { outcome: "failed", words: expect.stringContaining("somebody else's") },
    ]);
    expect(readFileSync(wizardFile, "utf8")).toBe("[trunk]\ntype = wizard\n");
    expect(asterisk.reloads).toBe(0);
  });

  test("that was changed by hand into what we cannot read stays as it is", async () => {
    await outcomesOf(account("101"));
    const changed = `${readFileSync(wizardFile, "utf8")}#include other.conf\n`;
    writeFileSync(wizardFile, changed);
    expect(await outcomesOf(account("102"))).toEqual(["failed"]);
    expect(readFileSync(wizardFile, "utf8")).toBe(changed);
  });

  test("cannot be where there is no folder", async () => {
    await link.close();
    link = open({ wizardFile: join(folder, "none", "offhook.conf") });
    expect(await link.apply([account("101")])).toEqual([
      { outcome: "failed", words: "settings.wizardFile cannot be written (ENOENT)" },
    ]);
  });
});

describe("done is said", () => {
  test("only when Asterisk has read the file: one that is away is told later", async () => {
    asterisk.silent = true;
    expect(await outcomesOf(account("101"))).toEqual(["later"]);
    asterisk.silent = false;
    expect(asterisk.endpoints.has("101")).toBe(false);
    expect(await outcomesOf(account("101"))).toEqual(["done"]);
    expect(asterisk.endpoints.has("101")).toBe(true);
  });

  test("only when Asterisk shows the endpoint", async () => {
    await outcomesOf(account("101"));
    // Somebody configured it elsewhere, too.
    const still = asterisk.endpoints.get("101") ?? { deviceState: "", channels: "" };
    Object.defineProperty(asterisk.endpoints, "delete", { value: () => false });
    asterisk.endpoints.set("101", still);
    expect(await link.apply([removal("101")])).toEqual([
      { outcome: "later", words: expect.stringContaining("still shows an endpoint 101") },
    ]);
  }, 30_000);

  test("not to a user who may not", async () => {
    asterisk.has.permission = false;
    expect(await link.apply([account("101")])).toEqual([
      { outcome: "failed", words: "Asterisk refuses to reload res_pjsip.so: Permission denied" },
    ]);
  });
});

test("hostile names and passwords open no line or section, and come back as they are or are refused", async () => {
  const hostile = fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.string({
      unit: fc.constantFrom(";", "\\", '"', "<", ">", "&", "'", "\n", "[", "]", "#", "=", "x"),
      maxLength: 30,
    }),
    fc.constantFrom("x\n[evil]\ntype=wizard", ";--", "#exec /bin/sh", "z".repeat(10_000)),
  );
  const changes: WantedChange[] = fc
    .sample(fc.tuple(hostile, hostile, hostile, hostile, hostile), { numRuns: 400, seed: 7 })
    .map(([username, authName, displayName, number, plain]) =>
      account(username, { authName, displayName, number, plain }),
    );
  changes.push(
    ...fc
      .sample(fc.tuple(hostile, hostile, hostile), { numRuns: 200, seed: 8 })
      .map(([displayName, number, plain], at) => account(`ok${at}`, { displayName, number, plain })),
  );
  const outcomes = await link.apply(changes);
  const wanted = new Map<string, (typeof changes)[number]>();
  for (const [at, change] of changes.entries())
    if (outcomes[at]?.outcome === "done" && change.wanted === "account") wanted.set(change.username, change);
  expect(outcomes.slice(400).map(({ outcome }) => outcome)).toEqual(Array(200).fill("done"));
  const read = parseAsAsterisk(readFileSync(wizardFile, "utf8"));
  expect([...read.keys()].sort()).toEqual([...wanted.keys()].sort());
  const keys =
    /^(?:type|accepts_\w+|inbound_auth\/(?:username|password|auth_type|md5_cred|realm)|endpoint\/\w+|aor\/\w+)$/;
  for (const [name, items] of read) {
    const change = wanted.get(name);
    if (change?.wanted !== "account") throw new Error(name);
    expect([...items.keys()].filter((key) => !keys.test(key))).toEqual([]);
    expect(items.get("inbound_auth/username")).toBe(change.authName);
    const given = items.get("inbound_auth/password") ?? items.get("inbound_auth/md5_cred");
    expect([change.password?.reveal(), change.ha1.reveal()]).toContain(given);
    expect(items.get("endpoint/callerid")).toMatch(/^[^"<>\\;]*<[0-9A-Za-z*#+._~@-]*>$/);
  }
});
