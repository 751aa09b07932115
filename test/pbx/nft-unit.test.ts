import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Daemon, makeDataDir, removeFolder, startDaemon } from "../daemon/start-daemon.ts";
import { waitUntil } from "./wait-until.ts";

const FOLDER = fileURLToPath(new URL("../../docs/pbx", import.meta.url));
const MAC = "000413922D24";

const folder = mkdtempSync(join(tmpdir(), "offhook-nft-"));
const dataDir = makeDataDir();
let daemon: Daemon;
let network: ChildProcess;
let unit: ChildProcess;
let said = "";

beforeAll(async () => {
  daemon = await startDaemon(dataDir);
  await daemon.api("POST", "/api/v1/pbxs", { id: "main", host: "pbx.example.org" });
  await daemon.api("POST", "/api/v1/phones", { mac: MAC, pbx: "main", model: "D785" });
  const made = await daemon.api("POST", "/api/v1/keys", { name: "firewall", role: "pbx", pbx: "main" });
  const { key } = made.json as { key: string };
  writeFileSync(join(folder, "key"), `${key}\n`, { mode: 0o600 });
  // A network of its own, whose firewall may be changed.
  network = spawn("unshare", ["--net", "sleep", "infinity"], { stdio: "ignore" });
  await waitUntil(
    "the network is there",
    () => spawnSync("nsenter", [`--net=/proc/${network.pid}/ns/net`, "nft", "list", "ruleset"]).status,
    (status) => status === 0,
  );
  await waitUntil(
    "it is another",
    () => readNetwork(network.pid),
    (own) => own !== readNetwork(process.pid),
  );
  unit = spawn(join(FOLDER, "offhook-nft.sh"), {
    env: {
      ...{ PATH: process.env.PATH, OFFHOOK_URL: `http://${daemon.doors.staff}`, OFFHOOK_KEY_FILE: join(folder, "key") },
      ...{ OFFHOOK_WAIT: "2s", OFFHOOK_TABLE: "pbx", NFT: `nsenter --net=/proc/${network.pid}/ns/net nft` },
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [unit.stdout, unit.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
});
afterAll(async () => {
  unit?.kill();
  network?.kill();
  await daemon?.stop();
  removeFolder(dataDir);
  removeFolder(folder);
});

function readNetwork(pid: number | undefined): string {
  return readlinkSync(`/proc/${pid}/ns/net`);
}

function nft(...args: string[]): string {
  const { stdout, stderr } = spawnSync("nsenter", [`--net=/proc/${network.pid}/ns/net`, "nft", ...args], {
    encoding: "utf8",
  });
  return stdout + stderr;
}

const isRoot = process.getuid?.() === 0;
const set = () => nft("list", "set", "inet", "pbx", "phones4");

test.skipIf(!isRoot)(
  "the sets have a phone's address soon after it asked, and have it no more after it was deleted",
  async () => {
    await waitUntil(
      `the MAC is there; ${said}`,
      () => nft("list", "set", "inet", "pbx", "phonemacs"),
      (text) => text.includes("00:04:13:92:2d:24"),
    );
    expect(set()).not.toContain("127.0.0.9");
    await daemon.fetch(`/${MAC}.xml`, { from: "127.0.0.9" });
    await waitUntil("its address is there", set, (text) => text.includes("127.0.0.9"));
    await daemon.api("DELETE", `/api/v1/phones/${MAC}`);
    await waitUntil("it is gone", set, (text) => !text.includes("127.0.0.9"));
    expect(said).not.toMatch(/answered|rror/);
  },
);

test.skipIf(!isRoot)("sets that somebody flushed with the whole ruleset come back", async () => {
  nft("flush", "ruleset");
  expect(set()).toContain("No such file");
  await waitUntil("they are back", set, (text) => text.includes("set phones4"));
});

test("the unit is valid, and gives up what it does not need", () => {
  const units = join(folder, "units");
  cpSync(FOLDER, units, { recursive: true });
  const service = join(units, "offhook-nft.service");
  const text = readFileSync(service, "utf8");
  writeFileSync(service, text.replace(/^ExecStart=\S+/m, `ExecStart=${join(units, "offhook-nft.sh")}`));
  expect(execFileSync("systemd-analyze", ["verify", service], { encoding: "utf8", stdio: "pipe" })).toBe("");
  execFileSync("systemd-analyze", ["security", "--offline=yes", "--threshold=25", service], { stdio: "pipe" });
});
