import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base, describe, expect } from "vitest";
import { type FileServer, startFileServer } from "../simulation/file-server.ts";
import { offhook } from "./run.ts";

const test = base.extend<{ server: FileServer; folder: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the pattern to learn what a fixture needs
  server: async ({}, use) => {
    const server = await startFileServer({});
    await use(server);
    await server.close();
  },
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the pattern to learn what a fixture needs
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), "offhook-"));
    await use(folder);
    await rm(folder, { recursive: true });
  },
});

const PATH = "/0004137447D0.xml";
const WITH = `<settings><phone-settings><user_name idx="1" perm="R">20</user_name><user_realname idx="1" perm="R">Ada</user_realname><user_host idx="1" perm="R">pbx.example.com</user_host><user_pass idx="1" perm="R">SIPPASS</user_pass><http_pass perm="R">WEBPASS</http_pass></phone-settings><functionKeys><fkey idx="0" label="Desk" perm="">blf 30</fkey></functionKeys></settings>`;
const WITHOUT = `<settings><phone-settings><language perm="">Deutsch</language></phone-settings></settings>`;
const phoneAt = (server: FileServer, ...more: string[]): string[] => [
  ...["simulate", "--mac", "00:04:13:74:47:d0", "--vendor", "snom", "--url", `${server.base}{mac}.xml`],
  ...more,
];

describe("offhook simulate", () => {
  test("says for each request what came, and what the phone holds then", async ({ server }) => {
    server.files[PATH] = WITH;
    const { code, out, err } = await offhook(phoneAt(server));
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain(`${server.base}0004137447D0.xml  200  ${Buffer.byteLength(WITH)} bytes  applied\n`);
    expect(out).toMatch(/^ {2}account 1 +20 at pbx\.example\.com, password SIPPASS, shown as Ada$/m);
    expect(out).toMatch(/^ {2}web password +WEBPASS$/m);
    expect(out).toMatch(/^ {2}menu password +as from the factory$/m);
    expect(out).toMatch(/^ {2}key 1 +blf 30 labelled Desk$/m);
  });

  test("prints the same as JSON", async ({ server }) => {
    server.files[PATH] = WITH;
    const { out } = await offhook(phoneAt(server, "--json", "--model", "D735"));
    expect(JSON.parse(out)).toMatchObject({
      mac: "0004137447D0",
      vendor: "snom",
      model: "D735",
      requests: [{ status: "200", outcome: "applied" }],
      holds: { accounts: [{ user: "20", password: "SIPPASS" }], settings: { http_pass: "WEBPASS" } },
    });
  });

  test("keeps the phone's memory in a file that only its owner can read, until a factory reset", async ({
    server,
    folder,
  }) => {
    const flash = join(folder, "phone.json");
    server.files[PATH] = WITH;
    await offhook(phoneAt(server, "--flash", flash));
    expect((await stat(flash)).mode & 0o777).toBe(0o600);
    server.files[PATH] = WITHOUT;
    const second = await offhook(phoneAt(server, "--flash", flash));
    expect(second.out).toContain("password SIPPASS");
    expect(second.out).toMatch(/language +Deutsch/);
    const third = await offhook(phoneAt(server, "--flash", flash, "--factory-reset"));
    expect(third.out).not.toContain("SIPPASS");
    expect(await readFile(flash, "utf8")).not.toContain("SIPPASS");
  });

  test("asks from the address that it is told to", async ({ server }) => {
    await offhook(phoneAt(server, "--local-address", "127.0.0.9"));
    expect(server.seen.map(({ address }) => address)).toEqual(["127.0.0.9"]);
  });

  test("exits 1 when there is no file, or one that the phone cannot read", async ({ server }) => {
    expect(await offhook(phoneAt(server))).toMatchObject({ code: 1, err: expect.stringContaining("is it admitted?") });
    server.files[PATH] = "<settings>";
    const { code, out, err } = await offhook(phoneAt(server));
    expect({ code, err }).toEqual({ code: 1, err: "offhook: the phone could not read a file\n" });
    expect(out).toContain("malformed: line 1, column");
  });

  test("exits 3 when nobody answers", async ({ server }) => {
    await server.close();
    expect(await offhook(phoneAt(server))).toMatchObject({
      code: 3,
      err: expect.stringContaining("cannot be reached"),
    });
  });

  test.for([
    [["--mac", "805EC00418F", "--vendor", "snom"], "not the MAC of a phone"],
    [["--mac", "0004137447D0", "--vendor", "acme"], "no phone of acme"],
    [["--mac", "0004137447D0", "--vendor", "snom", "--url", "127.0.0.1:8080"], "neither an http://"],
    [["--mac", "0004137447D0", "--vendor", "snom", "--url", "http://127.0.0.1/", "--tftp", "127.0.0.1:69"], "not both"],
    [["--vendor", "snom"], "--mac"],
  ] as const)("exits 2 for %j", async ([args, message]) => {
    expect(await offhook(["simulate", ...args])).toMatchObject({
      code: 2,
      out: "",
      err: expect.stringContaining(message),
    });
  });

  test("exits 2 for a memory that is another phone's or none, and leaves it alone", async ({ server, folder }) => {
    const flash = join(folder, "phone.json");
    const other = { family: "snom-desk", mac: "000413000001", settings: {}, digests: {} };
    for (const content of ["{}", "no JSON", JSON.stringify(other)]) {
      await writeFile(flash, content);
      expect(await offhook(phoneAt(server, "--flash", flash))).toMatchObject({ code: 2, out: "" });
      expect(await readFile(flash, "utf8")).toBe(content);
    }
    expect(server.seen).toEqual([]);
  });
});
