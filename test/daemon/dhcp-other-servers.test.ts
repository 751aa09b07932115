import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { offhook } from "../command-line/run.ts";
import { admit, bootByDhcp, PHONES } from "./dhcp-phones.ts";
import { askByUdhcpc, makeSite, makeTestFolder, plugIn, runTool, type Site, startTool } from "./dhcp-site.ts";

// Other DHCP servers in the same network: beside ours, and instead of ours with what `offhook dhcp-snippet` prints.

const OTHER = "192.0.2.20";

async function plugInOther(site: Site): Promise<string[]> {
  const host = await site.lab.host("other");
  await site.lab.ip("other", "addr", "add", `${OTHER}/24`, "dev", "eth0");
  return host;
}

async function snippet(target: string): Promise<string> {
  const { code, out } = await offhook(["dhcp-snippet", "--for", target, "--url", "http://192.0.2.10:8080/"]);
  expect(code).toBe(0);
  return out;
}

function dnsmasqArguments(folder: string, more: readonly string[]): string[] {
  const own = [
    "-k",
    "--port=0",
    "--user=root",
    "--interface=eth0",
    "--bind-interfaces",
    "--no-ping",
    `--pid-file=${folder}/pid`,
  ];
  return [...own, `--dhcp-leasefile=${folder}/leases`, "--dhcp-range=192.0.2.150,192.0.2.180,1h", ...more];
}

async function startDnsmasq(site: Site, more: readonly string[] = []): Promise<void> {
  const folder = makeTestFolder();
  const conf = join(folder, "empty");
  writeFileSync(conf, "");
  startTool(await plugInOther(site), "dnsmasq", dnsmasqArguments(folder, ["-C", conf, ...more]));
  await becomesReady(site, OTHER);
}

/** Until something has UDP port 67 there. */
async function becomesReady(site: Site, address: string): Promise<void> {
  const host = site.server.slice(0, -1).concat(site.server.at(-1)?.replace(/server$/, "other") ?? "");
  await expect
    .poll(async () => (await runTool(host, "cat", "/proc/net/udp")).out, {
      timeout: 20_000,
      message: `port 67 at ${address}`,
    })
    .toMatch(/:0043 /);
}

test("serve stands back while another server answers", async (context) => {
  const site = await makeSite(context);
  await startDnsmasq(site);
  const daemon = await site.start({ OFFHOOK_DHCP_BESIDE_OTHERS: "false" });
  expect(daemon.doors).toMatchObject({ dhcp: null });
  expect(await site.events("dhcp-stands-back")).toMatchObject([{ detail: { servers: [OTHER] } }]);
  const pc = await plugIn(site.lab, "pc", "02:00:00:00:00:01");
  expect((await askByUdhcpc(pc))?.serverid).toBe(OTHER);
}, 120_000);

test("serve begins on a wire without another server", async (context) => {
  const site = await makeSite(context);
  const daemon = await site.start({ OFFHOOK_DHCP_BESIDE_OTHERS: "false" });
  expect(daemon.doors).toMatchObject({ dhcp: "192.0.2.10:67" });
  const pc = await plugIn(site.lab, "pc", "02:00:00:00:00:01");
  expect((await askByUdhcpc(pc))?.serverid).toBe("192.0.2.10");
  expect(await site.staff("leases")).toMatchObject([
    { address: expect.stringMatching(/^192\.0\.2\.1\d\d$/), mac: "020000000001", state: "bound", admitted: false },
  ]);
}, 120_000);

test("phones-only serves phones beside dnsmasq for PCs, and a phone that goes to the other server is noticed within 10 s", async (context) => {
  const site = await makeSite(context);
  // The other server leaves phones alone, as it should.
  await startDnsmasq(site, ["--dhcp-mac=set:phone,00:04:13:*:*:*", "--dhcp-ignore=tag:phone"]);
  await site.start({ OFFHOOK_DHCP: "phones-only:eth0", OFFHOOK_DHCP_POOLS: "192.0.2.100-192.0.2.120" });
  const pc = await plugIn(site.lab, "pc", "02:00:00:00:00:01");
  expect((await askByUdhcpc(pc))?.serverid).toBe(OTHER);
  const phone = await plugIn(site.lab, "phone", "00:04:13:92:2d:24");
  expect(await askByUdhcpc(phone)).toMatchObject({ serverid: "192.0.2.10", ip: "192.0.2.100" });
  expect(await site.events("dhcp-other-server")).toEqual([]);

  // A phone by its vendor class, which the other server knows nothing of: it asks there by name.
  const stray = await plugIn(site.lab, "stray", "02:00:00:00:00:03");
  const { code } = await runTool(stray, process.execPath, "-e", TAKE_THE_OTHER);
  expect(code).toBe(0);
  await expect
    .poll(() => site.events("dhcp-other-server"), { timeout: 10_000 })
    .toMatchObject([{ mac: "020000000003", detail: { server: OTHER, client: "020000000003" } }]);
  const { reasons } = (await site.staff("phone", "diagnose", "020000000003")) as { reasons: { code: string }[] };
  expect(reasons).toContainEqual(
    expect.objectContaining({ code: "dhcp-other-server", why: expect.stringContaining(OTHER) }),
  );
}, 120_000);

/** Broadcasts the REQUEST of a phone that took another server's offer. */
const TAKE_THE_OTHER = `
  const socket = require("node:dgram").createSocket("udp4");
  const packet = Buffer.alloc(300);
  Buffer.from("0101060011223344", "hex").copy(packet);
  Buffer.from("020000000003", "hex").copy(packet, 28);
  Buffer.from("63825363350103" + "3604c0000214" + "3204c0000296" + "3c08736e6f6d44373335" + "ff", "hex").copy(packet, 236);
  const { execFileSync } = require("node:child_process");
  execFileSync("ip", ["addr", "add", "192.0.2.90/24", "dev", "eth0"]);
  socket.bind(68, "192.0.2.90", () => {
    socket.setBroadcast(true);
    socket.send(packet, 67, "255.255.255.255", () => setTimeout(() => process.exit(), 200));
  });
`;

async function configureAll(site: Site): Promise<void> {
  await site.staff("pbx", "add", "main", "pbx.example.org");
  for (const phone of PHONES) {
    await admit(site, phone);
    const told = await bootByDhcp(site, phone);
    expect(told.new_dhcp_server_identifier).toBe(OTHER);
  }
}

test("dnsmasq takes its snippet, and phones that it serves end configured", async (context) => {
  const site = await makeSite(context);
  await site.start({ OFFHOOK_DHCP: "off" });
  const conf = join(makeTestFolder(), "conf");
  writeFileSync(conf, await snippet("dnsmasq"));
  expect(await runTool(site.server, "dnsmasq", "--test", "-C", conf)).toMatchObject({ code: 0 });
  await startDnsmasq(site, [`--conf-file=${conf}`]);
  await configureAll(site);
}, 120_000);

test("Kea takes its snippet, and phones that it serves end configured", async (context) => {
  const site = await makeSite(context);
  await site.start({ OFFHOOK_DHCP: "off" });
  const folder = makeTestFolder();
  const other = await plugInOther(site);
  const conf = join(folder, "kea.conf");
  const own = {
    "interfaces-config": { interfaces: ["eth0"] },
    "lease-database": { type: "memfile", persist: false },
    subnet4: [{ id: 1, subnet: "192.0.2.0/24", pools: [{ pool: "192.0.2.150 - 192.0.2.180" }] }],
  };
  writeFileSync(conf, JSON.stringify({ Dhcp4: { ...own, ...JSON.parse(await snippet("kea")) } }));
  expect(await runTool(other, "kea-dhcp4", "-t", conf)).toMatchObject({ code: 0 });
  startTool(other, "kea-dhcp4", ["-c", conf], { KEA_LOCKFILE_DIR: folder, KEA_PIDFILE_DIR: folder });
  await becomesReady(site, OTHER);
  await configureAll(site);
}, 120_000);
