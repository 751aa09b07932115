import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { makeSite } from "./pnp-site.ts";

// Real multicast, in networks that each test makes and removes: a switch, a server and a phone on it.

test("phones boot with nothing but multicast and end configured", async (context) => {
  const site = await makeSite(context, { server: "192.168.1.35/24", phone: "192.168.1.100/24" });
  const phones = [
    ["000413922D24", "snom", "D785", "20"],
    ["805EC017DE13", "yealink", "T46S", "21"],
    ["7C2F80E0D605", "gigaset", "N670", "22"],
  ] as const;
  for (const [mac, vendor, model, account] of phones) {
    await site.staff(
      "phone",
      "add",
      mac,
      "--pbx",
      "main",
      "--model",
      model,
      "--vendor",
      vendor,
      "--line",
      `${account}=Desk`,
    );
    const { code, out, err } = await site.boot(mac, vendor, model);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(JSON.parse(out)).toMatchObject({
      pnp: { url: expect.stringMatching(/^http:\/\/192\.168\.1\.35:8080\//) },
      holds: { accounts: [{ user: account, password: expect.stringMatching(/.{8}/) }] },
    });
  }
  await expect.poll(async () => (await site.events("pnp-answered")).length, { timeout: 20_000 }).toBe(3);
}, 120_000);

test("a phone in another subnet on the same wire is not answered, and the history says why", async (context) => {
  const site = await makeSite(context, { server: "192.168.1.35/26", phone: "192.168.1.100/26" });
  await site.staff("phone", "add", "805EC017DE13", "--pbx", "main", "--model", "T46S", "--line", "20=Desk");
  const { code, err } = await site.boot("805EC017DE13", "yealink", "T46S");
  expect(code).toBe(3);
  expect(err).toContain("nobody answered by SIP PnP");
  expect(await site.events("pnp-off-link")).toMatchObject([
    { mac: "805EC017DE13", pbx: "main", address: "192.168.1.100", door: "pnp" },
  ]);
}, 120_000);

test("a phone in a subnet that is listed is answered, from the address that leads to it", async (context) => {
  const addresses = { server: "192.168.1.35/26", phone: "192.168.1.100/26" };
  const site = await makeSite(context, addresses, { OFFHOOK_PNP_NETWORKS: "10.9.0.0/16,192.168.1.64/26" });
  // What a router would do.
  await site.lab.ip("server", "route", "add", "192.168.1.64/26", "dev", "eth0");
  await site.lab.ip("phone", "route", "add", "192.168.1.0/26", "dev", "eth0");
  await site.staff("phone", "add", "805EC017DE13", "--pbx", "main", "--model", "T46S", "--line", "20=Desk");
  const { code, out } = await site.boot("805EC017DE13", "yealink", "T46S");
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ pnp: { url: "http://192.168.1.35:8080/" } });
}, 120_000);

test("an interface that comes later is heard, and one that went away and came back", async (context) => {
  const site = await makeSite(context, { phone: "192.168.1.100/24" });
  await site.staff("phone", "add", "805EC017DE13", "--pbx", "main", "--model", "T46S", "--line", "20=Desk");
  const bootUntilAnswered = () =>
    expect.poll(async () => (await site.boot("805EC017DE13", "yealink", "T46S")).code, { timeout: 60_000 }).toBe(0);
  await site.lab.ip("server", "addr", "add", "192.168.1.35/24", "dev", "eth0");
  await bootUntilAnswered();
  await site.lab.unplug("server");
  await site.lab.plug("server");
  await site.lab.ip("server", "addr", "add", "192.168.1.36/24", "dev", "eth0");
  await bootUntilAnswered();
}, 180_000);

/** Asks without a MAC anywhere and prints the first line of all that comes back. */
const ASK_WITHOUT_MAC = `
  const socket = require("node:dgram").createSocket("udp4");
  socket.on("message", (bytes) => {
    const line = bytes.toString().split("\\r\\n")[0];
    console.log(line);
    if (line.startsWith("NOTIFY")) process.exit();
  });
  socket.bind(5062, "192.168.1.100", () => {
    socket.setMulticastInterface("192.168.1.100");
    const ask = () => socket.send(["SUBSCRIBE sip:224.0.1.75 SIP/2.0", "Via: SIP/2.0/UDP 192.168.1.100:5062;branch=z9hG4bK1",
      "From: <sip:a@b>;tag=1", "To: <sip:a@b>", "Call-ID: 1", "CSeq: 1 SUBSCRIBE", "Contact: <sip:192.168.1.100:5062>",
      "Event: ua-profile", "Expires: 0", "\\r\\n"].join("\\r\\n"), 5060, "224.0.1.75");
    ask();
    setInterval(ask, 500);
  });
  setTimeout(() => process.exit(1), 20000);
`;

test("a phone that says no MAC is found in the kernel's table of neighbours", async (context) => {
  const site = await makeSite(context, { server: "192.168.1.35/24", phone: "192.168.1.99/24" });
  await site.staff("phone", "add", "805EC017DE13", "--pbx", "main", "--model", "T46S", "--line", "20=Desk");
  await site.lab.unplug("phone");
  await site.lab.plug("phone", "80:5e:c0:17:de:13");
  await site.lab.ip("phone", "addr", "add", "192.168.1.100/24", "dev", "eth0");
  const [command = "", ...args] = [...site.phone, process.execPath, "-e", ASK_WITHOUT_MAC];
  const { stdout } = await promisify(execFile)(command, args);
  expect(stdout.split("\n").filter((line) => line !== "")).toEqual([
    "SIP/2.0 200 OK",
    "NOTIFY sip:192.168.1.100:5062 SIP/2.0",
  ]);
}, 120_000);
