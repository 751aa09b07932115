import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { offhook } from "../command-line/run.ts";
import { ADMIN_KEY, type Daemon, makeDataDir, startDaemon } from "../daemon/start-daemon.ts";
import { type ClientFiles, curl, makeFolder, removeFolder, selfSigned, TestAuthority } from "./test-pki.ts";

const MAC = "000413924301";
const OTHER = "000413924302";
const DAY_MS = 86_400_000;
const POLICIES = ["off", "prefer", "require"] as const;

type Row = { shows: string; door: "http" | "https" | "httpsLegacy"; outcomes: string[]; reason: string };

/** The table of `docs/security.md`: whoever changes one changes the other. */
const TABLE: Row[] = readFileSync(new URL("../../docs/security.md", import.meta.url), "utf8")
  .split("| client shows |")[1]
  ?.split("\n\n", 1)[0]
  ?.split("\n")
  .slice(2)
  .map((line) => {
    const [, shows = "", door = "", off = "", prefer = "", require = "", reason = ""] = line
      .split("|")
      .map((cell) => cell.trim());
    return { shows, door: door as Row["door"], outcomes: [off, prefer, require], reason };
  }) as Row[];

let pki: string;
let daemon: Daemon;
/** By what the client shows. */
let clients: Record<string, ClientFiles | undefined>;

beforeAll(async () => {
  pki = makeFolder();
  const snom = await TestAuthority.make(pki, "snom");
  const yealink = await TestAuthority.make(pki, "yealink");
  const stranger = await TestAuthority.make(pki, "stranger");
  const old = await TestAuthority.make(pki, "old", { bits: 1024, digest: "sha1" });
  const between = await snom.makeIntermediate(pki, "between");
  const imported = await snom.makeIntermediate(pki, "imported");
  const at = (days: number) => new Date(Date.now() + days * DAY_MS);
  const subject = `/O=Test/CN=${MAC}`;
  const revoked = await snom.issue("revoked", { subject });
  const byIntermediate = await between.issue("sent", { subject });
  const chain = join(pki, "chain.pem");
  writeFileSync(chain, readFileSync(byIntermediate.cert, "utf8") + between.pem());
  clients = {
    "no certificate": undefined,
    "CN is the MAC": await snom.issue("right", { subject }),
    "CN is the MAC in lower case": await snom.issue("lower", {
      subject: subject.toLowerCase().replace("o=test/cn", "O=Test/CN"),
    }),
    "CN is the MAC with colons": await snom.issue("colons", { subject: "/CN=00:04:13:92:43:01" }),
    "CN is the MAC, version 1": await snom.issue("v1", { subject, extensions: "none" }),
    "CN is the MAC, by an imported intermediate": await imported.issue("imported", { subject }),
    "CN is the MAC, by an intermediate that is sent along but not imported": { cert: chain, key: byIntermediate.key },
    "CN is another MAC": await snom.issue("wrong", { subject: `/CN=${OTHER}` }),
    "CN is no MAC": await snom.issue("generic", { subject: "/CN=Snom Phone" }),
    "two CNs": await snom.issue("two", { subject: `/CN=${MAC}/CN=${OTHER}` }),
    expired: await snom.issue("expired", { subject, from: at(-20), until: at(-10) }),
    "not yet valid": await snom.issue("future", { subject, from: at(10), until: at(20) }),
    revoked,
    "by an authority that was not imported": await stranger.issue("stranger", { subject }),
    "by another vendor's authority": await yealink.issue("foreign", { subject }),
    "self-signed": await selfSigned(pki, subject),
    "for servers only": await snom.issue("server", { subject, extensions: "server" }),
    "1024 bits, SHA-1": await old.issue("old", { subject, bits: 1024, digest: "sha1" }),
    "CN is another MAC, 1024 bits, SHA-1": await old.issue("oldwrong", {
      subject: `/CN=${OTHER}`,
      bits: 1024,
      digest: "sha1",
    }),
  };

  const dataDir = makeDataDir();
  // One vendor's by hand, the other's by the command line.
  mkdirSync(join(dataDir, "client-cas", "snom"), { recursive: true });
  writeFileSync(join(dataDir, "client-cas", "snom", "ours.pem"), snom.pem() + old.pem() + imported.pem());
  daemon = await startDaemon(dataDir, { OFFHOOK_HTTPS: "127.0.0.1:0", OFFHOOK_HTTPS_LEGACY: "127.0.0.1:0" });
  await daemon.api("POST", "/api/v1/pbxs", { id: "main", host: "pbx.example.org" });
  await daemon.api("POST", "/api/v1/pbxs/main/accounts", { username: "20" });
  const phone = { mac: MAC, pbx: "main", model: "D785", lines: [{ account: "20" }] };
  expect((await daemon.api("POST", "/api/v1/phones", phone)).status).toBe(201);
  await daemon.api("POST", `/api/v1/phones/${MAC}/passwords/close`, {});

  writeFileSync(join(pki, "yealink.pem"), yealink.pem());
  writeFileSync(join(pki, "list.pem"), await snom.revoke(revoked));
  for (const [vendor, file] of [
    ["yealink", "yealink.pem"],
    ["snom", "list.pem"],
  ] as const)
    expect(await command("ca", "import", vendor, join(pki, file))).toMatchObject({ code: 0 });
  const issued = (await daemon.api("PUT", `/api/v1/ca/devices/${MAC}`, {})).json as Record<string, string>;
  const device = { cert: join(pki, "device.pem"), key: join(pki, "device.key") };
  writeFileSync(device.cert, issued.certificate ?? "");
  writeFileSync(device.key, issued.key ?? "");
  clients["device certificate of ours"] = device;
});
afterAll(async () => {
  await daemon.stop();
  for (const folder of [daemon.dataDir, pki]) removeFolder(folder);
});

function command(...args: string[]) {
  return offhook(args, { OFFHOOK_URL: `http://${daemon.doors.staff}`, OFFHOOK_KEY: ADMIN_KEY });
}

/** A phone's request from a loopback address of its own. */
function ask({ shows, door }: Pick<Row, "shows" | "door">, from: string, mac = MAC) {
  const client = clients[shows];
  const shown = client === undefined ? [] : ["--cert", client.cert, "--key", client.key];
  const trust = door === "http" ? [] : ["--cacert", join(daemon.dataDir, "tls", "ca.crt")];
  const url = `${door === "http" ? "http" : "https"}://${daemon.doors[door]}/${mac}.xml`;
  return curl(url, ["--interface", from, ...trust, ...shown], shows.includes("1024 bits") ? pki : undefined);
}

async function eventsFrom(address: string): Promise<{ name: string; detail: { why?: string } }[]> {
  const { json } = await daemon.api("GET", `/api/v1/events?search=${address}`);
  return (json as { items: { name: string; address: string; detail: { why?: string } }[] }).items.filter(
    (event) => event.address === address,
  );
}

test("has a certificate for every row, at least fourteen of them", () => {
  expect(TABLE.map(({ shows }) => shows).filter((shows) => !(shows in clients))).toEqual([]);
  expect(Object.values(clients).filter((client) => client !== undefined).length).toBeGreaterThanOrEqual(14);
});

describe.each(POLICIES.map((policy, index) => ({ policy, index })))("with the policy $policy", ({ policy, index }) => {
  beforeAll(async () => {
    expect(await command("pbx", "set", "main", "--client-certificates", `snom=${policy}`)).toMatchObject({ code: 0 });
  });

  test.each(TABLE.map((row, number) => ({ ...row, number })))("$shows, by $door", async ({ number, ...row }) => {
    const from = `127.0.${10 + index}.${10 + number}`;
    const { status, bytes } = await ask(row, from);
    const isServed = row.outcomes[index] === "file";
    expect({ status }).toEqual({ status: isServed ? 200 : 404 });
    // A second time it may come from memory: no other answer.
    expect((await ask(row, from)).status).toBe(status);
    if (isServed) expect(bytes).toContain("<user_name");
    else expect(bytes).toBe((await ask({ shows: "no certificate", door: row.door }, from, "000413FFFFFF")).bytes);

    const isMismatch = row.reason === "mac-mismatch";
    const isSilent = policy === "off" || row.reason === "" || (policy === "prefer" && row.reason.startsWith("no-"));
    const expected = isMismatch
      ? { name: "mac-mismatch" }
      : isSilent
        ? undefined
        : { name: isServed ? "certificate-unproven" : "certificate-refused", detail: { why: row.reason } };
    const told = async () => (await eventsFrom(from)).filter(({ name }) => /certificate|mismatch/.test(name));
    if (expected === undefined) {
      // The request left its event, so one about a certificate would be there as well.
      await expect.poll(async () => (await eventsFrom(from)).length).toBeGreaterThan(0);
      expect(await told()).toEqual([]);
      return;
    }
    await expect.poll(told).toContainEqual(
      expect.objectContaining({
        ...expected,
        ...(isMismatch ? {} : { detail: expect.objectContaining(expected.detail ?? {}) }),
      }),
    );
  });
});

test("an answer that is remembered is given to nobody who shows less", async () => {
  const right = { shows: "CN is the MAC", door: "https" } as const;
  for (let round = 0; round < 3; round++) {
    expect((await ask(right, "127.0.20.1")).status).toBe(200);
    for (const shows of ["no certificate", "revoked", "self-signed"])
      expect({ shows, status: (await ask({ shows, door: "https" }, "127.0.20.1")).status }).toEqual({
        shows,
        status: 404,
      });
    expect((await ask({ shows: "no certificate", door: "http" }, "127.0.20.1")).status).toBe(404);
  }
});

test("TFTP gives nothing where a certificate is required", async () => {
  const { fetchByTftp } = await import("../../src/simulation/fetch-by-tftp.ts");
  const fetched = await fetchByTftp(new URL(`tftp://${daemon.doors.tftp}/${MAC}.xml`), "127.0.0.1");
  expect(fetched.status).toBe("error 1");
});

test("a bundle with a phone's own certificate in it is refused, and an authority that was removed proves nothing", async () => {
  const leaf = readFileSync(clients["CN is the MAC"]?.cert ?? "", "utf8");
  const refused = await daemon.api("POST", "/api/v1/client-cas/snom", { pem: leaf });
  expect(refused).toMatchObject({ status: 422, json: { code: "invalid-body" } });
  expect(refused.text).toContain("no certificate authority");
  expect((await daemon.api("POST", "/api/v1/client-cas/nobody", { pem: leaf })).status).toBe(404);

  const { json } = await daemon.api("GET", "/api/v1/client-cas");
  const { items } = json as { items: { vendor: string; subject: string; fingerprint: string; revoked: number }[] };
  expect(items.map(({ vendor, subject, revoked }) => ({ vendor, subject, revoked }))).toEqual([
    { vendor: "snom", subject: expect.stringContaining("CN=snom"), revoked: 1 },
    { vendor: "snom", subject: expect.stringContaining("CN=old"), revoked: 0 },
    { vendor: "snom", subject: expect.stringContaining("CN=imported"), revoked: 0 },
    { vendor: "yealink", subject: expect.stringContaining("CN=yealink"), revoked: 0 },
  ]);
  const [snom] = items;
  expect(await command("ca", "remove", "snom", snom?.fingerprint ?? "")).toMatchObject({ code: 0 });
  expect((await ask({ shows: "CN is the MAC", door: "https" }, "127.0.20.2")).status).toBe(404);
  expect((await ask({ shows: "device certificate of ours", door: "https" }, "127.0.20.2")).status).toBe(200);
});
