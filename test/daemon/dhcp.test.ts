import { join } from "node:path";
import { expect, test } from "vitest";
import { admit, bootByDhcp, PHONES } from "./dhcp-phones.ts";
import {
  askByDhclient,
  askByUdhcpc,
  makeSite,
  makeTestFolder,
  plugIn,
  runTool,
  SERVER,
  startTool,
  urlOf,
} from "./dhcp-site.ts";

// Real DHCP clients against the daemon, in networks that each test makes and removes.

test("phones of each vendor get address and URL by DHCP and end configured", async (context) => {
  const site = await makeSite(context);
  await site.start();
  await site.staff("pbx", "add", "main", "pbx.example.org");
  for (const phone of PHONES) {
    await admit(site, phone);
    const told = await bootByDhcp(site, phone);
    expect(told).toMatchObject({
      new_subnet_mask: "255.255.255.0",
      new_routers: "192.0.2.1",
      new_domain_name_servers: "192.0.2.1",
      new_dhcp_server_identifier: SERVER,
    });
    expect(told.new_ip_address).toMatch(/^192\.0\.2\.1\d\d$/);
    expect(urlOf(told)).toBe(phone.url);
  }
  await expect.poll(async () => (await site.events("dhcp-answered")).length, { timeout: 20_000 }).toBe(3);
}, 120_000);

test("a lease is the client's again after a restart, a PC is told no URL, a phone that nobody knows is seen", async (context) => {
  const site = await makeSite(context);
  const first = await site.start({ OFFHOOK_DHCP_RESERVATIONS: "02:00:00:00:00:02=192.0.2.40" });
  const pc = await plugIn(site.lab, "pc", "02:00:00:00:00:01");
  const other = await plugIn(site.lab, "other", "02:00:00:00:00:02");
  const told = await askByDhclient(pc);
  expect(told).not.toHaveProperty("new_tftp_server_name");
  expect((await askByUdhcpc(other))?.ip).toBe("192.0.2.40");
  await first.stop();
  await site.start();
  // The reservation is gone, the lease outside the pools with it.
  expect((await askByUdhcpc(other))?.ip).toMatch(/^192\.0\.2\.1\d\d$/);
  expect((await askByUdhcpc(pc))?.ip).toBe(told.new_ip_address);
  const phone = await plugIn(site.lab, "phone", "00:04:13:92:2d:24");
  expect(urlOf(await askByDhclient(phone, { vendorClass: "snomD785" }))).toBe(
    "http://192.0.2.10:8080/000413922D24.xml",
  );
  await expect
    .poll(() => site.staff("sightings"), { timeout: 20_000 })
    .toMatchObject([{ mac: "000413922D24", via: "dhcp", vendor: "snom", model: "D785" }]);
}, 120_000);

test("an address that somebody has taken himself is not given out", async (context) => {
  const site = await makeSite(context);
  await site.start();
  await site.lab.host("squatter");
  await site.lab.ip("squatter", "addr", "add", "192.0.2.100/24", "dev", "eth0");
  const pc = await plugIn(site.lab, "pc", "02:00:00:00:00:01");
  expect((await askByUdhcpc(pc))?.ip).toBe("192.0.2.101");
  await expect.poll(async () => (await site.events("dhcp-address-in-use")).length, { timeout: 20_000 }).toBe(1);
}, 120_000);

/** Asks by DHCPINFORM as a Snom does, and prints option 43 of the answer. */
const INFORM = `
  const socket = require("node:dgram").createSocket("udp4");
  const packet = Buffer.alloc(300);
  Buffer.from("01010600aabbccdd00000000c0000232", "hex").copy(packet);
  Buffer.from("000413aabbcc", "hex").copy(packet, 28);
  Buffer.from("63825363350108" + "3c08736e6f6d44373335" + "37032b787d" + "ff", "hex").copy(packet, 236);
  socket.on("message", (answer) => {
    const at = answer.indexOf(Buffer.from("2b", "hex"), 240);
    const text = answer.subarray(at + 2, at + 2 + answer[at + 1]);
    console.log(answer[242], answer.readUInt32BE(16), text[0], text.subarray(2).toString("latin1").replace(/\\0$/, " NUL"));
    process.exit();
  });
  socket.bind(68, "192.0.2.50", () => {
    socket.setBroadcast(true);
    const ask = () => socket.send(packet, 67, "255.255.255.255");
    ask();
    setInterval(ask, 500);
  });
  setTimeout(() => process.exit(1), 20000);
`;

test("with inform a phone's DHCPINFORM is answered and no address is given", async (context) => {
  const site = await makeSite(context);
  await site.start({ OFFHOOK_DHCP: "inform:eth0", OFFHOOK_DHCP_POOLS: "" });
  const phone = await site.lab.host("phone");
  await site.lab.ip("phone", "addr", "add", "192.0.2.50/24", "dev", "eth0");
  const { code, out } = await runTool(phone, process.execPath, "-e", INFORM);
  expect({ code, out }).toEqual({ code: 0, out: "5 0 66 http://192.0.2.10:8080/000413AABBCC.xml NUL\n" });
  await site.lab.ip("phone", "addr", "flush", "dev", "eth0");
  expect(await askByUdhcpc(phone, ["-t", "2"])).toBeUndefined();
}, 120_000);

/** A seeded mixture of noise and of a good packet with bytes changed. */
const NOISE = `
  const socket = require("node:dgram").createSocket("udp4");
  const good = Buffer.alloc(300);
  Buffer.from("0101060012345678", "hex").copy(good);
  Buffer.from("63825363350101" + "3c08736e6f6d44373335" + "370f0103040c" + "ff", "hex").copy(good, 236);
  let seed = 7;
  const next = (below) => (seed = (seed * 1103515245 + 12345) % 2147483648) % below;
  let sent = 0;
  (function some() {
    for (let each = 0; each < 200; each++, sent++) {
      const packet = next(2) ? Buffer.from(good) : Buffer.from(Array.from({ length: next(600) + 1 }, () => next(256)));
      for (let changes = next(12); changes > 0; changes--) packet[next(packet.length)] = next(256);
      socket.send(packet, 67, "192.0.2.10");
    }
    if (sent < 20000) setTimeout(some, 5);
    else setTimeout(() => process.exit(), 100);
  })();
`;

test("20,000 random and mutated packets leave it serving, and its memory flat", async (context) => {
  const site = await makeSite(context);
  const daemon = await site.start({ OFFHOOK_DHCP_CONFLICT_CHECK: "false" });
  const noisy = await site.lab.host("noisy");
  await site.lab.ip("noisy", "addr", "add", "192.0.2.50/24", "dev", "eth0");
  expect((await runTool(noisy, process.execPath, "-e", NOISE)).code).toBe(0);
  const before = await memoryOf(site.server, daemon.pid);
  expect((await runTool(noisy, process.execPath, "-e", NOISE)).code).toBe(0);
  expect((await memoryOf(site.server, daemon.pid)) - before).toBeLessThan(60 * 1024);
  const pc = await plugIn(site.lab, "pc", "02:00:00:00:00:01");
  // Packets that are good but for a byte have taken addresses.
  expect((await askByUdhcpc(pc))?.ip).toMatch(/^192\.0\.2\.1\d\d$/);
}, 120_000);

/** KiB. */
async function memoryOf(host: readonly string[], pid: number): Promise<number> {
  const { out } = await runTool(host, "cat", `/proc/${pid}/status`);
  return Number(/VmRSS:\s+(\d+)/.exec(out)?.[1]);
}

test("perfdhcp's exchanges end, as from behind a relay", async (context) => {
  const site = await makeSite(context);
  await site.start({ OFFHOOK_DHCP_POOLS: "192.0.2.100-192.0.2.250", OFFHOOK_DHCP_CONFLICT_CHECK: "false" });
  const client = await site.lab.host("client");
  await site.lab.ip("client", "addr", "add", "192.0.2.50/24", "dev", "eth0");
  const { out } = await runTool(
    client,
    "perfdhcp",
    "-4",
    "-r",
    "50",
    "-R",
    "100",
    "-n",
    "100",
    "-W",
    "1000000",
    SERVER,
  );
  expect([...out.matchAll(/received packets: (\d+)/g)].map(([, count]) => count)).toEqual(["100", "100"]);
}, 120_000);

test("a phone behind a relay gets an address of its own subnet, and the relay as its router", async (context) => {
  const site = await makeSite(context);
  await site.start({ OFFHOOK_DHCP_POOLS: "10.1.0.50-10.1.0.59/24", OFFHOOK_DHCP_CONFLICT_CHECK: "false" });
  const relay = await site.lab.host("relay");
  const far = await site.lab.host("far");
  await site.lab.unplug("far");
  const farName = far.at(-1) ?? "";
  await site.lab.ip("relay", "addr", "add", "192.0.2.2/24", "dev", "eth0");
  await site.lab.ip("relay", "link", "add", "far0", "type", "veth", "peer", "eth0", "netns", farName);
  await site.lab.ip("relay", "addr", "add", "10.1.0.1/24", "dev", "far0");
  for (const [host, name] of [
    ["relay", "far0"],
    ["far", "eth0"],
  ] as const)
    await site.lab.ip(host, "link", "set", name, "up");
  await site.lab.ip("server", "route", "add", "10.1.0.0/24", "via", "192.0.2.2");
  startTool(relay, "dhcrelay", [
    "-4",
    "-d",
    "-a",
    "-pf",
    join(makeTestFolder(), "pid"),
    "-i",
    "far0",
    "-i",
    "eth0",
    SERVER,
  ]);
  const told = await askByDhclient(far, { vendorClass: "snomD735" });
  expect(told).toMatchObject({
    new_ip_address: "10.1.0.50",
    new_routers: "10.1.0.1",
    new_dhcp_server_identifier: SERVER,
  });
  expect(urlOf(told)).toMatch(/^http:\/\/192\.0\.2\.10:8080\//);
}, 120_000);
