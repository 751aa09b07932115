import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { makeNetworkLab } from "./network-lab.ts";
import { makeDataDir, removeFolder, startDaemon } from "./start-daemon.ts";

const PATIENCE = { timeout: 30_000, interval: 250 };

/** A program that runs until the test is over, and what it has said so far. */
function run(command: readonly string[], env: Record<string, string> = {}): { said(): string } {
  const [program = "", ...args] = command;
  const child = spawn(program, args, { env: { PATH: process.env.PATH, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  child.on("error", (error) => {
    said += String(error);
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return { said: () => said };
}

/** Debian's avahi on a host of its own, with a message bus of its own. */
async function startAvahi(host: readonly string[]): Promise<{ browse(): { said(): string } }> {
  for (const [tool, name] of Object.entries({
    "avahi-daemon": "avahi-daemon",
    "avahi-browse": "avahi-utils",
    "dbus-daemon": "dbus",
  })) {
    if (spawnSync(tool, ["--version"]).error !== undefined)
      throw new Error(`${tool} is missing: apt-get install ${name}`);
  }
  const folder = mkdtempSync(join(tmpdir(), "offhook-avahi-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const bus = `unix:path=${join(folder, "bus")}`;
  const busConfig = join(folder, "bus.conf");
  writeFileSync(
    busConfig,
    `<busconfig><type>system</type><listen>${bus}</listen><policy context="default"><allow user="*"/><allow own="*"/>
     ${["method_call", "method_return", "error", "signal"].map((type) => `<allow send_type="${type}"/><allow receive_type="${type}"/>`).join("")}
     </policy></busconfig>`,
  );
  run([...host, "dbus-daemon", "--nofork", "--nopidfile", `--config-file=${busConfig}`]);
  const avahiConfig = join(folder, "avahi.conf");
  writeFileSync(avahiConfig, "[server]\nhost-name=onlooker\nuse-ipv6=no\n[publish]\ndisable-publishing=yes\n");
  const env = { DBUS_SYSTEM_BUS_ADDRESS: bus };
  // A folder of its own for its process id: one machine runs one avahi otherwise. `ip netns exec` keeps the mount to itself.
  const start =
    'sleep 1; mkdir -p /run/avahi-daemon && mount -t tmpfs none /run/avahi-daemon && exec avahi-daemon "$@"';
  const options = ["--no-drop-root", "--no-chroot", "--no-rlimits", "-f", avahiConfig];
  const avahi = run([...host, "sh", "-c", start, "sh", ...options], env);
  await vi.waitFor(() => expect(avahi.said()).toMatch(/Server startup complete/), { timeout: 15_000 });
  return { browse: () => run([...host, "avahi-browse", "--all", "--resolve", "--parsable"], env) };
}

test("avahi sees the doors that the network can reach, at this network's address alone, and their goodbye", async (context) => {
  const lab = await makeNetworkLab(context);
  const server = await lab.host("server");
  const onlooker = await lab.host("onlooker");
  await lab.ip("server", "addr", "add", "192.168.1.35/24", "dev", "eth0");
  await lab.ip("server", "link", "add", "other0", "type", "veth", "peer", "name", "other1");
  await lab.ip("server", "addr", "add", "198.18.0.1/24", "dev", "other0");
  for (const name of ["other0", "other1"]) await lab.ip("server", "link", "set", name, "up");
  await lab.ip("onlooker", "addr", "add", "192.168.1.100/24", "dev", "eth0");
  const browser = (await startAvahi(onlooker)).browse();

  const dataDir = makeDataDir();
  onTestFinished(() => removeFolder(dataDir));
  const daemon = await startDaemon(
    dataDir,
    {
      OFFHOOK_HTTP: "0.0.0.0:8080",
      OFFHOOK_TFTP: "192.168.1.35:6969",
      OFFHOOK_STAFF: "127.0.0.1:0",
      OFFHOOK_MDNS: "on",
    },
    server,
  );
  onTestFinished(() => void daemon.stop());
  const resolved = (type: string) =>
    new RegExp(`^=;eth0;IPv4;Offhook\\S*on\\S*;${type};local;[^;]+;([^;]+);(\\d+);(.*)$`, "m");
  await vi.waitFor(
    () => {
      expect(resolved("(?:_http\\._tcp|Web Site)").exec(browser.said())?.slice(1, 3)).toEqual(["192.168.1.35", "8080"]);
      expect(resolved("(?:_tftp\\._udp|TFTP Trivial File Transfer)").exec(browser.said())?.slice(1, 3)).toEqual([
        "192.168.1.35",
        "6969",
      ]);
    },
    { timeout: 20_000, interval: 200 },
  );
  expect(browser.said()).toContain('"product=Offhook"');
  // Not the other network's address, not the staff door on loopback.
  expect(browser.said()).not.toContain("198.18.0.1");
  expect(browser.said().match(/^\+;eth0;IPv4;/gm)).toHaveLength(2);

  await daemon.stop();
  await vi.waitFor(() => expect(browser.said().match(/^-;eth0;IPv4;Offhook/gm)).toHaveLength(2), { timeout: 10_000 });
});

test("interfaces may come and go", async (context) => {
  const lab = await makeNetworkLab(context);
  const server = await lab.host("server");
  const look = async (name: string, address: string) => {
    const host = await lab.host(name);
    await lab.ip(name, "addr", "add", address, "dev", "eth0");
    return (await startAvahi(host)).browse();
  };
  const dataDir = makeDataDir();
  onTestFinished(() => removeFolder(dataDir));
  // No network at all at the start.
  const doors = { OFFHOOK_HTTP: "0.0.0.0:8080", OFFHOOK_TFTP: "off", OFFHOOK_MDNS: "on" };
  const daemon = await startDaemon(dataDir, doors, server);
  onTestFinished(() => void daemon.stop());
  const first = await look("first", "192.168.1.100/24");
  await lab.ip("server", "addr", "add", "192.168.1.35/24", "dev", "eth0");
  await vi.waitFor(() => expect(first.said()).toMatch(/^=;eth0;.*;192\.168\.1\.35;8080;/m), PATIENCE);

  await lab.unplug("server");
  await lab.plug("server");
  await lab.ip("server", "addr", "add", "192.168.1.36/24", "dev", "eth0");
  // One that remembers nothing of before.
  const second = await look("second", "192.168.1.101/24");
  await vi.waitFor(() => expect(second.said()).toMatch(/^=;eth0;.*;192\.168\.1\.36;8080;/m), PATIENCE);
  expect(second.said()).not.toContain("192.168.1.35");
  expect(daemon.stderr()).not.toMatch(/Error:|at .*\.ts:/);
}, 120_000);
