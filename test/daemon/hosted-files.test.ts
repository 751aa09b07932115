import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { request as startRequest } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { download } from "../servers/tftp-client.ts";
import { fetchWithAtftp } from "../servers/tftp-tools.ts";
import { ADMIN_KEY, type Daemon, startDaemon } from "./start-daemon.ts";

const run = promisify(execFile);
const MEGABYTE = 1_000_000;
/** More than 65,535 blocks of 512 bytes, and of 1428 with room for the block number to come round. */
const IMAGE_BYTES = 40 * MEGABYTE + 123;
const ROM = "T46S(T48S,T42S,T41S)-66.86.0.15.rom";

let daemon: Daemon;
let folder: string;
let image: Buffer;
let path: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "offhook-hosted-"));
  daemon = await startDaemon(join(folder, "data"), { OFFHOOK_FIRMWARE_DIR: join(folder, "firmware") });
  image = randomBytes(IMAGE_BYTES);
  writeFileSync(join(folder, ROM), image);
  path = String((await add(ROM)).path);
}, 60_000);
afterAll(async () => {
  await daemon.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function add(name: string): Promise<Record<string, unknown>> {
  const { stdout } = await run(process.execPath, ["bin/offhook.mjs", "firmware", "add", join(folder, name), "--json"], {
    env: { PATH: process.env.PATH, OFFHOOK_URL: `http://${daemon.doors.staff}`, OFFHOOK_KEY: ADMIN_KEY },
  });
  return JSON.parse(stdout) as Record<string, unknown>;
}

function residentBytes(): number {
  const [, kilobytes = "0"] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${daemon.pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) * 1024;
}

/** How often the image is open in the daemon. */
function openImages(name = ROM): number {
  const fds = `/proc/${daemon.pid}/fd`;
  return readdirSync(fds).filter((fd) => {
    try {
      return readlinkSync(`${fds}/${fd}`).endsWith(name);
    } catch {
      return false;
    }
  }).length;
}

/** The test's own limit ends it where one stays open. */
async function untilClosed(name = ROM): Promise<void> {
  while (openImages(name) > 0) await sleep(50);
}

const url = () => `http://${daemon.doors.http}${path}`;
function tftp(): { host: string; port: number } {
  const { hostname, port } = new URL(`http://${daemon.doors.tftp}`);
  return { host: hostname, port: Number(port) };
}
const sha = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

test("says of an uploaded image what its name and its bytes say", async () => {
  const { json } = await daemon.api("GET", "/api/v1/firmware");
  expect((json as { items: unknown[] }).items).toEqual([
    expect.objectContaining({
      ...{ vendor: "yealink", kind: "firmware", name: ROM, version: "66.86.0.15", bytes: IMAGE_BYTES },
      ...{ sha256: sha(image), models: ["T41S", "T42S", "T46S", "T48S"], minimumVersion: null },
    }),
  ]);
});

test("40 MB go out whole by curl, from where it broke off, and by TFTP, while memory stays as it was", async () => {
  const before = residentBytes();
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, residentBytes());
  }, 20);
  const whole = join(folder, "whole");
  await Promise.all(Array.from({ length: 4 }, (_, index) => run("curl", ["-sf", "-o", `${whole}${index}`, url()])));
  for (let index = 0; index < 4; index++) expect(sha(readFileSync(`${whole}${index}`))).toBe(sha(image));

  const resumed = join(folder, "resumed");
  writeFileSync(resumed, image.subarray(0, 17 * MEGABYTE));
  await run("curl", ["-sf", "-C", "-", "-o", resumed, url()]);
  expect(sha(readFileSync(resumed))).toBe(sha(image));

  // 28,012 blocks; and 78,125 of the size of old, whose numbers begin again.
  const asked = (blksize: number, windowsize: number) =>
    download(tftp(), path, [
      ["blksize", String(blksize)],
      ["windowsize", String(windowsize)],
    ]);
  for (const { bytes } of await Promise.all([asked(1428, 16), asked(512, 64)])) expect(sha(bytes)).toBe(sha(image));
  clearInterval(watch);
  // What was read and not collected yet is part of it. Six readers that held the file whole would need 240 MB.
  expect(most - before).toBeLessThan(120 * MEGABYTE);
}, 60_000);

test("answers ranges, conditions and HEAD as RFC 9110 says", async () => {
  const ask = async (headers: Record<string, string>, method = "GET") => {
    const response = await fetch(url(), { method, headers });
    const body = Buffer.from(await response.arrayBuffer());
    const [length, range, etag] = ["content-length", "content-range", "etag"].map((name) => response.headers.get(name));
    return { status: response.status, body, length, range, etag };
  };
  const whole = await ask({}, "HEAD");
  expect(whole).toMatchObject({ status: 200, length: String(IMAGE_BYTES), etag: `"${sha(image)}"` });
  const etag = whole.etag ?? "";
  const part = image.subarray(70_000, 170_000);
  for (const headers of [{}, { "if-range": etag }]) {
    const { status, body, length, range } = await ask({ range: "bytes=70000-169999", ...headers });
    expect({ status, length, range, isRight: body.equals(part) }).toEqual({
      ...{ status: 206, length: "100000", range: `bytes 70000-169999/${IMAGE_BYTES}`, isRight: true },
    });
  }
  expect((await ask({ range: "bytes=-3" })).body).toEqual(image.subarray(-3));
  const beyond = await ask({ range: `bytes=${IMAGE_BYTES}-` });
  expect(beyond).toMatchObject({ status: 416, range: `bytes */${IMAGE_BYTES}`, length: "0" });
  for (const headers of [{ "if-range": '"another"' }, { "if-range": new Date().toUTCString() }]) {
    const aborted = new AbortController();
    const { status } = await fetch(url(), { headers: { range: "bytes=0-9", ...headers }, signal: aborted.signal });
    aborted.abort();
    expect(status).toBe(200);
  }
  expect(await ask({ range: "bytes=0-9" }, "HEAD")).toMatchObject({ status: 200, length: String(IMAGE_BYTES) });
  expect(await ask({ "if-none-match": etag, range: "bytes=0-9" })).toMatchObject({
    status: 304,
    body: Buffer.alloc(0),
  });
  expect((await ask({}, "PUT")).status).toBe(405);
});

test("atftp takes it as well", async () => {
  expect(sha(await fetchWithAtftp(tftp(), path, ["blksize 1428", "windowsize 16"]))).toBe(sha(image));
}, 60_000);

test("a file that is not the one that was uploaded, or that a link leads to, is never sent", async () => {
  const name = "T54S(T52S)-70.86.0.10.rom";
  writeFileSync(join(folder, name), randomBytes(5000));
  const added = await add(name);
  const onDisk = join(folder, "firmware", "yealink", name);
  expect((await daemon.fetch(String(added.path))).status).toBe(200);
  await untilClosed(name);
  unlinkSync(onDisk);
  symlinkSync("/etc/passwd", onDisk);
  const linked = await daemon.fetch(String(added.path));
  expect(linked.status).toBe(500);
  expect(linked.body).not.toContain("root:");
  unlinkSync(onDisk);
  writeFileSync(onDisk, "x");
  expect((await daemon.fetch(String(added.path))).status).toBe(500);
  rmSync(onDisk);
  expect((await daemon.fetch(String(added.path))).status).toBe(500);
  expect((await daemon.api("DELETE", `/api/v1/firmware/yealink/${name}`)).status).toBe(204);
  expect((await daemon.fetch(String(added.path))).status).toBe(404);
}, 20_000);

test("phones that read nothing, and those that broke off, keep no file open", async () => {
  const { hostname, port } = new URL(url());
  const stuck = Array.from({ length: 50 }, () => {
    const socket = connect(Number(port), hostname, () => {
      socket.pause();
      socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
    });
    return socket;
  });
  await sleep(500);
  await expect.poll(() => openImages()).toBeLessThanOrEqual(1);
  for (const socket of stuck.slice(25)) socket.destroy();
  await untilClosed();
  // Who was slow gets the rest all the same.
  const [slow] = stuck;
  let got = 0;
  await new Promise<void>((resolve) => {
    slow?.on("data", (bytes: Buffer) => {
      got += bytes.length;
      if (got >= IMAGE_BYTES) resolve();
    });
    slow?.resume();
  });
  for (const socket of stuck) socket.destroy();
}, 30_000);

test("an upload that is cut off in the middle leaves nothing", async () => {
  const name = "T58W-OS12-150.87.0.15.rom";
  const { hostname, port } = new URL(`http://${daemon.doors.staff}`);
  const upload = startRequest({
    ...{ hostname, port, method: "PUT", path: `/api/v1/firmware/yealink/${name}` },
    headers: {
      authorization: `Bearer ${ADMIN_KEY}`,
      "content-type": "application/octet-stream",
      "content-length": IMAGE_BYTES,
    },
  });
  upload.on("error", () => {});
  upload.write(image.subarray(0, MEGABYTE));
  const incoming = join(folder, "firmware", ".incoming");
  while (!existsSync(incoming) || readdirSync(incoming).length === 0) await sleep(20);
  upload.destroy();
  while (readdirSync(incoming).length > 0) await sleep(20);
  expect((await daemon.api("GET", `/api/v1/firmware/yealink/${name}`)).status).toBe(404);
  expect(readdirSync(join(folder, "firmware", "yealink"))).not.toContain(name);
}, 20_000);

test("paths of a request never reach the disk", async () => {
  const key = path.split("/")[2];
  for (const target of [
    `/f/${key}/../../../../etc/passwd`,
    `/f/${key}/..%2f..%2fetc%2fpasswd`,
    `/f/${key}/other.rom`,
    `/f/${"A".repeat(16)}/${ROM}`,
    `/firmware/yealink/${ROM}`,
    `/${ROM}`,
    `/f/${key}/`,
    `/f/${key}`,
  ])
    expect({ target, status: (await daemon.fetch(target)).status }).toEqual({ target, status: 404 });
  const token = `/t/${"x".repeat(22)}${path}`;
  expect((await daemon.fetch(token, { method: "HEAD" })).status).toBe(200);
});

test("a Yealink phone is told the image until it runs it, and to keep what it has", async () => {
  const mac = "805EC0123456";
  await daemon.api("POST", "/api/v1/pbxs", {
    ...{ id: "main", host: "pbx.example" },
    vendors: { yealink: { families: { 66: { firmware: "66.86.0.15" } } } },
  });
  const phone = { mac, pbx: "main", model: "T46S", lines: [] };
  expect((await daemon.api("POST", "/api/v1/phones", phone)).status).toBe(201);
  const cfg = async (version: string) => {
    const headers = { "user-agent": `Yealink SIP-T46S ${version} 80:5e:c0:12:34:56` };
    const { body } = await daemon.fetch(`/${mac.toLowerCase()}.cfg`, { headers });
    return /^static\.firmware\.url = (.*)$/m.exec(body)?.[1];
  };
  expect(await cfg("66.84.0.15")).toBe(url());
  expect(await cfg("66.86.0.15")).toBe("%NULL%");
  expect(await cfg("66.84.0.15")).toBe(url());
  await daemon.api("PATCH", `/api/v1/phones/${mac}`, { settings: { firmware: "keep" } });
  expect(await cfg("66.84.0.15")).toBe("%NULL%");
  await daemon.api("PATCH", `/api/v1/phones/${mac}`, { settings: { firmware: "66.0.0.1" } });
  expect(await cfg("66.84.0.15")).toBe(undefined);
  const name = encodeURIComponent(ROM);
  expect(await daemon.api("DELETE", `/api/v1/firmware/yealink/${name}`)).toMatchObject({
    status: 409,
    json: { code: "file-in-use" },
  });
});
