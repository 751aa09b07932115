import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { makeTestFolder, runTool, startTool } from "../daemon/dhcp-site.ts";
import { type DoctorSite, makeDoctorSite } from "./site.ts";

// The real daemon in networks that each test makes and removes.

const OTHER = "192.0.2.20";

async function runScript(host: readonly string[], script: string): Promise<void> {
  const [command = "", ...args] = [...host, process.execPath, "-e", script];
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
  const gone = once(child, "exit");
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await gone;
  });
  await once(child.stdout, "data");
}

/** What the names of the server's hosts file stand for. */
function writeHosts(site: DoctorSite, text: string): void {
  const folder = `/etc/netns/${site.server.at(-1)}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "hosts"), `127.0.0.1 localhost\n${text}\n`);
  // Nobody is asked but the file.
  writeFileSync(join(folder, "resolv.conf"), "");
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
}

test("two /26 and one /24: the doctor says where a phone is, in three languages, and leaves nothing in the history", async (context) => {
  const site = await makeDoctorSite(context, "192.168.1.35/26");
  const daemon = await site.start({ OFFHOOK_HTTPS: "0.0.0.0:8443", OFFHOOK_PNP: "eth0" });
  const apart = await site.examine("--phone", "192.168.1.100", "--language", "de");
  expect(apart.code).toBe(1);
  expect(apart.findings.filter(({ severity }) => severity === "error" || severity === "warning")).toMatchObject([
    { code: "phone-on-other-network", params: { theirs: "192.168.1.64/26", ours: "192.168.1.0/26 (eth0)" } },
  ]);
  expect(apart.findings[0]).toMatchObject({
    title:
      "Das Telefon 192.168.1.100 (192.168.1.100, also Subnetz 192.168.1.64/26) liegt in keinem Subnetz dieses Servers: 192.168.1.0/26 (eth0)",
    fix: expect.stringContaining("in ein Subnetz bringen"),
  });
  for (const code of ["pnp-heard", "url-works", "tftp-works", "certificate-ok", "data-ok", "database-ok"])
    expect(apart.find(code), code).toHaveLength(1);
  expect(apart.find("dhcp-nobody")).toHaveLength(1);

  await site.lab.ip("server", "addr", "del", "192.168.1.35/26", "dev", "eth0");
  await site.lab.ip("server", "addr", "add", "192.168.1.35/24", "dev", "eth0");
  const together = await site.examine("--phone", "192.168.1.100", "--language", "fr");
  expect(together.findings[0]).toMatchObject({
    code: "phone-on-network",
    severity: "ok",
    title: "Le téléphone 192.168.1.100 (192.168.1.100) est dans le sous-réseau 192.168.1.0/24 sur eth0",
  });
  expect(await site.staff("events")).toEqual([]);
  expect(await site.staff("sightings")).toEqual([]);

  await site.lab.ip("server", "link", "set", "eth0", "down");
  const down = await site.examine();
  expect(down.code).toBe(1);
  expect(down.find("interface-unusable")).toMatchObject([{ params: { interface: "eth0", state: "down" } }]);
  expect(down.find("no-network")).toHaveLength(1);
  expect(daemon.stderr()).not.toMatch(/unhandled|Error:/i);
}, 240_000);

test("a taken port 5060, a name that leads elsewhere, another PnP and DHCP server with its own option 66 are each named", async (context) => {
  const site = await makeDoctorSite(context);
  writeHosts(site, "192.0.2.10 prov.example.org");
  await runScript(
    site.server,
    `process.title = "other-pbx"; require("node:dgram").createSocket("udp4").bind(5060, () => console.log("ready"));`,
  );
  const other = await site.lab.host("other");
  await site.lab.ip("other", "addr", "add", `${OTHER}/24`, "dev", "eth0");
  await runScript(other, ANSWERS_EVERYBODY);
  const conf = join(makeTestFolder(), "conf");
  writeFileSync(conf, "");
  startTool(other, "dnsmasq", [
    ...["-k", "-C", conf, "--port=0", "--user=root", "--interface=eth0", "--bind-interfaces", "--no-ping"],
    ...[`--pid-file=${conf}.pid`, `--dhcp-leasefile=${conf}.leases`, "--dhcp-range=192.0.2.150,192.0.2.180,1h"],
    "--dhcp-option=66,http://192.0.2.99/elsewhere/",
  ]);
  await expect
    .poll(async () => (await runTool(other, "cat", "/proc/net/udp")).out, { timeout: 20_000 })
    .toMatch(/:0043 /);
  const daemon = await site.start({ OFFHOOK_ADVERTISE: "http://prov.example.org:8080/" });

  const first = await site.examine();
  expect(first.code).toBe(1);
  expect(first.find("pnp-port-taken")).toMatchObject([
    { params: { port: 5060, program: expect.stringMatching(/^other-pbx \(\d+\)$/) } },
  ]);
  expect(first.find("url-works")).toMatchObject([{ params: { address: "192.0.2.10" } }]);
  expect(first.find("pnp-other-server")).toMatchObject([{ params: { address: OTHER, interface: "eth0" } }]);
  expect(first.find("dhcp-leads-elsewhere")).toMatchObject([
    { params: { server: OTHER, options: expect.stringContaining("66 = http://192.0.2.99/elsewhere/") } },
  ]);

  writeHosts(site, `${OTHER} prov.example.org`);
  const second = await site.examine();
  expect(second.find("url-other-server")).toMatchObject([
    { params: { address: OTHER, status: "404", server: "other" } },
  ]);
  writeHosts(site, "");
  // Before the daemon starts it is the same.
  await daemon.stop();
  const third = await site.examineHere({ OFFHOOK_ADVERTISE: "http://prov.example.org:8080/" });
  expect(third.code).toBe(3);
  expect(third.find("url-name-unknown")).toMatchObject([{ params: { name: "prov.example.org" } }]);
  expect(third.find("pnp-port-taken")).toMatchObject([{ params: { program: expect.stringContaining("other-pbx") } }]);
}, 240_000);

/** Another provisioning server: tells everybody who asks by PnP, and has a web page. */
const ANSWERS_EVERYBODY = `
  require("node:http").createServer((_, response) => response.writeHead(404, { server: "other" }).end("Not found\\n")).listen(8080);
  const group = require("node:dgram").createSocket({ type: "udp4", reuseAddr: true });
  group.on("message", (bytes, from) => {
    const lines = bytes.toString().split("\\r\\n").filter((line) => /^(Via|From|To|Call-ID|CSeq):/.test(line));
    group.send(["SIP/2.0 200 OK", ...lines, "Content-Length: 0", "\\r\\n"].join("\\r\\n"), from.port, from.address);
  });
  group.bind(5060, "224.0.1.75", () => { group.addMembership("224.0.1.75", "192.0.2.20"); console.log("ready"); });
`;
