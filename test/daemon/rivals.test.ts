import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { makeSite, type Site } from "./dhcp-site.ts";

type Detail = { server: string };

/** Tells every phone on the group to fetch from itself, and prints when it began. */
const RIVAL = `
  const ADDRESS = process.argv[1];
  const socket = require("node:dgram").createSocket({ type: "udp4", reuseAddr: true });
  socket.on("message", (bytes, { port, address }) => {
    const text = bytes.toString("latin1");
    if (!text.startsWith("SUBSCRIBE ")) return;
    const of = (name) => name + ": " + text.match(new RegExp("^" + name + ": (.*)\\r", "m"))[1] + "\\r\\n";
    const copied = ["From", "To", "Call-ID"].map(of).join("");
    socket.send("SIP/2.0 200 OK\\r\\n" + of("Via") + copied + of("CSeq") + "Server: rival/1\\r\\nContent-Length: 0\\r\\n\\r\\n", port, address);
    socket.send("NOTIFY sip:x SIP/2.0\\r\\nVia: SIP/2.0/UDP "+ADDRESS+":5060;branch=z9hG4bK1\\r\\n" + copied +
      "CSeq: 1 NOTIFY\\r\\nEvent: ua-profile\\r\\n\\r\\nhttp://user:secret@"+ADDRESS+":8080/secret/", port, address);
  });
  socket.bind(5060, () => {
    socket.addMembership("224.0.1.75", ADDRESS);
    console.log(Date.now());
  });
`;

async function startRival(site: Site, name: string, address: string) {
  const host = await site.lab.host(name);
  await site.lab.ip(name, "addr", "add", `${address}/24`, "dev", "eth0");
  const [command = "", ...before] = host;
  const rival = spawn(command, [...before, process.execPath, "-e", RIVAL, address], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void rival.kill("SIGKILL"));
  const [startedAt] = await once(createInterface({ input: rival.stdout }), "line");
  return { startedAt: Number(startedAt), stop: () => rival.kill("SIGKILL") };
}

test("another PnP server in the network makes an event within 10 s of its start", async (context) => {
  const site = await makeSite(context);
  const daemon = await site.start({ OFFHOOK_DHCP: "off", OFFHOOK_PNP: "eth0" });
  const { startedAt } = await startRival(site, "rival", "192.0.2.66");
  await expect.poll(() => site.events("pnp-other-server"), { timeout: 20_000 }).toHaveLength(1);
  const [event] = await site.events("pnp-other-server");
  expect(event).toMatchObject({
    level: "warn",
    door: "pnp",
    detail: {
      server: "192.0.2.66",
      agent: "rival/1",
      status: 200,
      offers: "http://192.0.2.66:8080",
      interface: "eth0",
    },
  });
  expect(Date.parse(String(event?.at)) - startedAt).toBeLessThan(10_000);
  expect(JSON.stringify(event) + daemon.stderr()).not.toContain("secret");
  expect(await site.staff("sightings")).toEqual([]);
}, 120_000);

test("two of them make one event each, and one that goes makes another", async (context) => {
  const site = await makeSite(context);
  const daemon = await site.start({ OFFHOOK_DHCP: "off", OFFHOOK_PNP: "eth0", OFFHOOK_PNP_WATCH: "1s" });
  const rival = await startRival(site, "rival", "192.0.2.66");
  await startRival(site, "second", "192.0.2.67");
  const servers = async (name: string) => (await site.events(name)).map(({ detail }) => (detail as Detail).server);
  await expect
    .poll(async () => (await servers("pnp-other-server")).sort(), { timeout: 20_000 })
    .toEqual(["192.0.2.66", "192.0.2.67"]);
  rival.stop();
  await expect.poll(() => servers("pnp-other-server-gone"), { timeout: 20_000 }).toEqual(["192.0.2.66"]);
  expect(await servers("pnp-other-server")).toHaveLength(2);
  expect(daemon.stderr()).toContain("no longer answers");
}, 120_000);
