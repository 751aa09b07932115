import { execFile } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { sendWithTftpHpa } from "../servers/tftp-tools.ts";
import { addPbx, addPhone, namesOfEvents } from "./proof-fixture.ts";
import { ADMIN_KEY, type Daemon, makeDataDir, removeFolder, startDaemon } from "./start-daemon.ts";

vi.setConfig({ testTimeout: 60_000 });
const run = promisify(execFile);
const WAIT = { timeout: 20_000, interval: 100 };
const ALL = ["settings", "contacts", "call-log", "log"];
const CANARY = "UploadCanary4711";
const CFG = `#!version:1.0.0.1\naccount.1.password = ${CANARY}\n`;
const METRICS = { headers: { authorization: `Bearer ${ADMIN_KEY}` } };
const CONTACTS = '<root_group/><root_contact><contact display_name="Anna" office_number="101"/></root_contact>';

const dataDir = makeDataDir();
let daemon: Daemon;
beforeAll(async () => {
  daemon = await startDaemon(dataDir, {
    OFFHOOK_SECRETS_TRUSTED_NETWORKS: "127.0.0.1/32",
    OFFHOOK_HTTPS: "127.0.0.1:0",
  });
});
afterAll(async () => {
  await daemon.stop();
  removeFolder(dataDir);
});

type Sent = { status: number; head: string };
/** `path` as it is, by curl; `options` such as `-X POST`. */
function send(path: string, content: string | Buffer, ...options: string[]): Promise<Sent> {
  return sendTo(`http://${daemon.doors.http}${path}`, content, ...options);
}

async function sendTo(url: string, content: string | Buffer, ...options: string[]): Promise<Sent> {
  const file = join(dataDir, "sent");
  writeFileSync(file, content);
  const { stdout } = await run("curl", ["-sS", "-i", "--path-as-is", "-T", file, ...options, url]);
  const head = [...stdout.matchAll(/^HTTP\/1\.[01] \d+.*?\r\n\r\n/gms)].at(-1)?.[0] ?? "";
  return { status: Number(head.split(" ", 2)[1]), head: head.replace(/^Date: .*$/im, "Date") };
}

type Upload = { id: string; kind: string; name: string; isProven: boolean; door: string };
async function uploadsOf(mac: string): Promise<Upload[]> {
  const { json } = await daemon.api("GET", `/api/v1/phones/${mac}/uploads`);
  return (json as { items: Upload[] }).items;
}

async function setUploads(pbx: string, uploads: string[] | undefined): Promise<void> {
  const { status, text } = await daemon.api("PATCH", `/api/v1/pbxs/${pbx}`, {
    settings: uploads === undefined ? {} : { uploads },
  });
  if (status !== 200) throw new Error(text);
}

async function tokenOf(pbx: string, mac: string): Promise<string> {
  const address = await addPhone(daemon, mac, pbx, { model: "T46S" });
  return /\/t\/[\w-]{22}/.exec(address)?.[0] ?? "";
}

function hostPort(text: string | null): { host: string; port: number } {
  const { hostname: host, port } = new URL(`tftp://${text}`);
  return { host, port: Number(port) };
}

describe("files that a phone saves", () => {
  const MAC = "805EC0000001";
  const path = (ending: string, mac = MAC) => `/${mac.toLowerCase()}${ending}`;

  beforeAll(async () => {
    await addPbx(daemon, "open", {});
    await addPhone(daemon, MAC, "open", { model: "T46S" });
    await addPhone(daemon, "000413000001", "open", { model: "D785" });
  });

  test("are refused by default as those of a phone that nobody knows, and no configuration tells of them", async () => {
    const unknown = await send(path("-local.cfg", "805EC0999999"), CFG);
    expect(unknown).toMatchObject({ status: 405, head: expect.stringContaining("allow: GET, HEAD") });
    for (const [name, method] of [
      [path("-local.cfg"), "PUT"],
      [path("-contact.xml"), "POST"],
      [path("-sys.log"), "PUT"],
      ["/000413000001-local.cfg", "PUT"],
      ["/anything.txt", "PUT"],
    ] as const)
      expect(await send(name, CFG, "-X", method), name).toEqual(unknown);
    expect(await sendWithTftpHpa(hostPort(daemon.doors.tftp), path("-local.cfg"), Buffer.from(CFG))).toContain(
      "Access violation",
    );
    expect(await uploadsOf(MAC)).toEqual([]);
    const { body } = await daemon.fetch(path(".cfg"));
    expect(body).toContain("custom.sync = 0");
    expect(body).not.toContain("backup.enable");
    await vi.waitFor(async () => expect(await namesOfEvents(daemon, MAC)).toContain("upload-not-allowed"), WAIT);
  });

  test("come by every door when they are let in, and the phone is told where to", async () => {
    await setUploads("open", ALL);
    const { body } = await daemon.fetch(path(".cfg"));
    const base = `http://${daemon.doors.http}/`;
    for (const line of [
      "static.auto_provision.custom.sync = 1",
      `static.auto_provision.custom.sync.path = ${base}`,
      "static.auto_provision.local_contact.backup.enable = 1",
      `static.auto_provision.local_contact.backup.path = ${base}`,
      "static.auto_provision.local_calllog.backup.enable = 1",
      "static.auto_provision.local_log.backup.enable = 1",
    ])
      expect(body.split("\n")).toContain(line);

    expect((await send(path("-local.cfg"), CFG)).status).toBe(201);
    // A T54W writes its MAC in upper case here (yealink.md §1.3).
    expect((await send(`/any/folder/${MAC}-contact.xml`, CONTACTS, "-X", "POST")).status).toBe(201);
    expect((await send(path("-contact.xml"), CONTACTS)).status).toBe(204);
    expect((await send(path("-boot.log"), "booted\n", "-H", "Expect: 100-continue")).status).toBe(201);
    await sendWithTftpHpa(hostPort(daemon.doors.tftp), path("-calllog.xml"), Buffer.from("<calls><call/></calls>"));
    expect((await uploadsOf(MAC)).map(({ kind, name, door }) => `${kind} ${name} ${door}`)).toEqual([
      "call-log 805ec0000001-calllog.xml tftp",
      "log 805ec0000001-boot.log http",
      "contacts 805ec0000001-contact.xml http",
      "settings 805ec0000001-local.cfg http",
    ]);
    await vi.waitFor(async () => {
      const names = await namesOfEvents(daemon, MAC);
      expect(names.filter((name) => name === "upload-received")).toHaveLength(4);
    }, WAIT);
  });

  test("are never given back, to nobody", async () => {
    for (const ending of ["-local.cfg", "-contact.xml", "-calllog.xml", "-boot.log"])
      expect((await daemon.fetch(path(ending))).status, ending).toBe(404);
  });

  test("are named as phones name them: nothing else gets in, and nothing gets out of its folder", async () => {
    const before = await uploadsOf(MAC);
    const files = readdirSync(dataDir, { recursive: true }).sort();
    for (const name of [
      `/../../${MAC}-local.cfg`,
      `/..%2f..%2f${MAC}-local.cfg`,
      `/..%5c${MAC}-local.cfg`,
      `/a/%2e%2e/${MAC}-local.cfg`,
      `/a/./${MAC}-local.cfg`,
      `/${MAC}-local.cfg%00.png`,
      `/${MAC}-local.cfg/x`,
      `/${MAC}-local.cfg.exe`,
      `/${MAC}-sys/../evil.log`,
      `/${MAC}-sys%0aX.log`,
      `/${MAC}.cfg`,
      `/${MAC}-all.cfg`,
      "/etc/passwd",
      "/f/0123456789abcdef/x.cfg",
      `/${"a/".repeat(1000)}${"x".repeat(100)}${MAC}-local.cfg`,
    ])
      expect((await send(name, "evil = 1\n")).status, name).toBe(405);
    const tftp = hostPort(daemon.doors.tftp);
    for (const name of [`../../${MAC}-local.cfg`, `..\\${MAC}-local.cfg`, `/tmp/../${MAC}-local.cfg`, `${MAC}.cfg`])
      expect(await sendWithTftpHpa(tftp, name, Buffer.from("evil = 1\n")), name).toContain("Access violation");
    expect(await uploadsOf(MAC)).toEqual(before);
    expect(readdirSync(dataDir, { recursive: true }).sort()).toEqual(files);
  });

  test("are refused, and gone, when they are something else, too large or cut off", async () => {
    const before = await uploadsOf(MAC);
    const html = "<!doctype html><script>x</script>";
    for (const [ending, content, status] of [
      ["-local.cfg", html, 415],
      ["-local.cfg", CONTACTS, 415],
      ["-local.cfg", `PK\u0003\u0004${CFG}`, 415],
      ["-local.cfg", "#!encrypt:1.0.0.0\n", 415],
      ["-local.cfg", "", 415],
      ["-contact.xml", CFG, 415],
      ["-contact.xml", "<root_contact>", 415],
      ["-contact.xml", `<!DOCTYPE a [<!ENTITY b "c">]>${CONTACTS}`, 415],
      ["-sys.log", html, 415],
      ["-local.cfg", `a = ${"x".repeat(300_000)}\n`, 413],
      ["-sys.log", Buffer.alloc(3_000_000, "x\n"), 413],
    ] as const)
      expect((await send(path(ending), content)).status, `${ending} ${content.slice(0, 20)}`).toBe(status);
    const { hostname, port } = new URL(`http://${daemon.doors.http}`);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        const head = `PUT ${path("-sys.log")} HTTP/1.1\r\nHost: x\r\nContent-Length: 20\r\n\r\n`;
        socket.write(`${head}half a line`, () => setTimeout(() => socket.destroy(), 100));
      });
      socket.on("close", () => resolve());
    });
    await vi.waitFor(async () => {
      const events = await daemon.api("GET", `/api/v1/events?mac=${MAC}&name=upload-refused&limit=50`);
      const reasons = (events.json as { items: { detail: { why: string } }[] }).items.map(({ detail }) => detail.why);
      expect(reasons).toEqual(expect.arrayContaining(["broke-off", "too-large", "is empty"]));
    }, WAIT);
    expect(await uploadsOf(MAC)).toEqual(before);
  });

  test("hold nothing up when they come too often", async () => {
    const mac = "805EC0000002";
    await addPhone(daemon, mac, "open", { model: "T46S" });
    const statuses: number[] = [];
    for (let number = 0; number < 32; number++)
      statuses.push((await send(path("-local.cfg", mac), `n = ${number}\n`)).status);
    expect(statuses.slice(0, 30).every((status) => status < 300)).toBe(true);
    expect(statuses.slice(30)).toEqual([503, 503]);
    expect(await uploadsOf(mac)).toHaveLength(5);
  });

  test("are read by admins only, which is written down; and none of it is in any log, event or file", async () => {
    const settings = (await uploadsOf(MAC)).find(({ kind }) => kind === "settings");
    const answer = await fetch(`http://${daemon.doors.staff}/api/v1/phones/${MAC}/uploads/${settings?.id}`, {
      headers: { authorization: `Bearer ${ADMIN_KEY}` },
    });
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(await answer.text()).toBe(CFG);
    const audit = await daemon.api("GET", "/api/v1/audit?limit=500");
    expect(audit.text).toContain("upload-read");
    const events = await daemon.api("GET", "/api/v1/events?limit=500");
    const told = [audit.text, events.text, daemon.stdout(), daemon.stderr()];
    expect(told.join("\n")).not.toContain(CANARY);
    for (const name of readdirSync(dataDir, { recursive: true, encoding: "utf8" })) {
      if (name === "sent") continue;
      const file = join(dataDir, name);
      expect(readIfFile(file).includes(CANARY), name).toBe(false);
    }
  });

  test("stop when the list is empty, of kinds that are not in it, and go with their phone", async () => {
    await setUploads("open", ["contacts"]);
    expect((await send(path("-local.cfg"), CFG)).status).toBe(405);
    expect((await send(path("-contact.xml"), `<x>${CONTACTS}</x>`)).status).toBe(204);
    await setUploads("open", []);
    expect((await send(path("-contact.xml"), CONTACTS)).status).toBe(405);
    const { body } = await daemon.fetch(path(".cfg"));
    expect(body).toContain("custom.sync = 0");
    for (const name of ["local_contact", "local_calllog", "local_log"])
      expect(body).toContain(`static.auto_provision.${name}.backup.enable = 0`);
    const [upload] = await uploadsOf(MAC);
    await daemon.api("DELETE", `/api/v1/phones/${MAC}`);
    await setUploads("open", ALL);
    expect((await send(path("-contact.xml"), CONTACTS)).status).toBe(405);
    await addPhone(daemon, MAC, "open", { model: "T46S" });
    expect(await uploadsOf(MAC)).toEqual([]);
    expect((await daemon.api("GET", `/api/v1/phones/${MAC}/uploads/${upload?.id}`)).status).toBe(404);
  });
});

describe("where a PBX asks for a token", () => {
  const [MAC, OTHER] = ["805EC0000011", "805EC0000012"];
  test("nobody saves anything without it, nor with another phone's, and a stranger is told the same", async () => {
    await addPbx(daemon, "closed", { proof: ["token"] });
    await setUploads("closed", ALL);
    const [token, others] = [await tokenOf("closed", MAC), await tokenOf("closed", OTHER)];
    const name = `${MAC.toLowerCase()}-local.cfg`;
    const answers = [];
    for (const asked of [
      `/${name}`,
      `${others}/${name}`,
      `/t/${"A".repeat(22)}/${name}`,
      "/805ec0999998-local.cfg",
      `${token}/805ec0999998-local.cfg`,
      `/${name}?mac=${OTHER}`,
    ])
      answers.push((await send(asked, CFG)).head);
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toMatch(/^HTTP\/1\.1 405 /);
    expect(await uploadsOf(MAC)).toEqual([]);
    expect((await send(`${token}/${name}`, CFG)).status).toBe(201);
    expect(await uploadsOf(MAC)).toMatchObject([{ kind: "settings", isProven: true }]);
    const { body } = await daemon.fetch(`${token}/${MAC.toLowerCase()}.cfg`);
    expect(body).toMatch(/custom\.sync\.path = http:\/\/[^/]+\/t\/[\w-]{22}\/$/m);
  });
});

test("a phone's own settings are not taken in the clear from outside the trusted networks, its contacts are", async () => {
  const mac = "805EC0000021";
  await addPhone(daemon, mac, "open", { model: "T46S" });
  const outside = ["--interface", "127.0.0.2"];
  expect((await send(`/${mac}-local.cfg`, CFG, ...outside)).status).toBe(405);
  expect((await send(`/${mac}-contact.xml`, CONTACTS, ...outside)).status).toBe(201);
  await vi.waitFor(async () => {
    const { text } = await daemon.api("GET", `/api/v1/events?mac=${mac}&name=upload-not-allowed`);
    expect(text).toContain("insecure-transport");
  }, WAIT);
  const byHttps = `https://${daemon.doors.https}/${mac}-local.cfg`;
  expect((await sendTo(byHttps, CFG, ...outside, "-k", "-H", "Expect: 100-continue")).status).toBe(201);
  expect(await uploadsOf(mac)).toMatchObject([{ kind: "settings", door: "https" }, { kind: "contacts" }]);
  expect((await send(`/${mac}-local.cfg`, `${CFG}b = 2\n`)).status).toBe(204);
});

test("uploads that never end hold what one address may hold, and nothing when they are gone", async () => {
  const mac = "805EC0000041";
  await addPhone(daemon, mac, "open", { model: "T46S" });
  const held = async () => {
    const text = await (await fetch(`http://${daemon.doors.staff}/metrics`, METRICS)).text();
    return Number(/^offhook_uploads_held_bytes (\d+)$/m.exec(text)?.[1] ?? Number.NaN);
  };
  const { hostname, port } = new URL(`http://${daemon.doors.http}`);
  const answers: string[] = [];
  const sockets = Array.from({ length: 6 }, () => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(`PUT /${mac}-sys.log HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n`);
      socket.write("x".repeat(1_900_000));
    });
    socket.on("error", () => {}).on("data", (bytes: Buffer) => answers.push(bytes.toString("latin1").slice(0, 12)));
    return socket;
  });
  await vi.waitFor(async () => {
    expect(answers).toEqual(["HTTP/1.1 503", "HTTP/1.1 503"]);
    expect(await held()).toBeGreaterThan(7_000_000);
  }, WAIT);
  expect(await held()).toBeLessThanOrEqual(8 * 1024 * 1024);
  for (const socket of sockets) socket.destroy();
  await vi.waitFor(async () => expect(await held()).toBe(0), WAIT);
  expect(await uploadsOf(mac)).toEqual([]);
});

test("while any PBX asks for a login, a phone that may save nothing is asked for one like a stranger", async () => {
  const mac = "805EC0000031";
  await addPbx(daemon, "login", { proof: ["credentials"] });
  await addPbx(daemon, "off", {});
  await addPhone(daemon, mac, "off", { model: "T46S" });
  const answer = async (name: string) => (await send(name, CFG)).head.replace(/nonce="[^"]*"/g, "nonce");
  await vi.waitFor(async () => expect(await answer("/805ec0999997-local.cfg")).toMatch(/^HTTP\/1\.1 401 /), WAIT);
  const stranger = await answer("/805ec0999997-local.cfg");
  expect(stranger).toContain("www-authenticate: Digest");
  expect(await answer(`/${mac}-local.cfg`)).toBe(stranger);
});

function readIfFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}
