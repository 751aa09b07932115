import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { fetchByTftp } from "../../src/simulation/fetch-by-tftp.ts";
import { type Daemon, makeDataDir, removeFolder, startDaemon } from "./start-daemon.ts";

const PASSED_ON = ["NODE_COMPILE_CACHE", "DATA_DIR", "ADMIN_KEY", "HTTP", "HTTPS", "TFTP", "STAFF", "PNP", "MDNS"].map(
  (name) => (name.startsWith("NODE") ? name : `OFFHOOK_${name}`),
);

async function freeTcpPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function freeUdpPort(): Promise<number> {
  const socket = createSocket("udp4").bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  return port;
}

/** Debian's systemd-socket-activate listens, and starts the daemon at the first packet: `knock` sends it. */
async function activate(options: readonly string[], env: Record<string, string>, knock: () => unknown) {
  const dataDir = makeDataDir();
  const before = ["systemd-socket-activate", ...options, ...PASSED_ON.flatMap((name) => ["-E", name])];
  const starting = startDaemon(dataDir, env, before);
  let daemon: Daemon | undefined;
  void starting.then((started) => {
    daemon = started;
  });
  onTestFinished(async () => {
    await daemon?.stop();
    removeFolder(dataDir);
  });
  while (daemon === undefined) {
    knock();
    await Promise.race([starting, sleep(200)]);
  }
  await daemon.api("POST", "/api/v1/pbxs", { id: "main", host: "pbx.example.org" });
  const lines = [{ account: "20", displayName: "Reception" }];
  const phone = { mac: "0004137447D0", pbx: "main", model: "D785", lines };
  expect((await daemon.api("POST", "/api/v1/phones", phone)).status).toBe(201);
  return daemon;
}

test("serves phones by HTTP on a socket that systemd opened, though its own door is off", async () => {
  const port = await freeTcpPort();
  const knock = () => void fetch(`http://127.0.0.1:${port}/knock.txt`).catch(() => {});
  const daemon = await activate(["-l", `127.0.0.1:${port}`, "--fdname=http"], { OFFHOOK_HTTP: "off" }, knock);
  expect(daemon.doors.http).toBe(`127.0.0.1:${port}`);
  const { status, body } = await daemon.fetch("/0004137447D0.xml");
  expect([status, body.includes("<user_pass")]).toEqual([200, true]);
  expect(await daemon.stop()).toBe(0);
});

test.each(["127.0.0.1", "0.0.0.0"])("serves phones by TFTP on a socket that systemd bound to %s", async (host) => {
  const port = await freeUdpPort();
  const knocking = createSocket("udp4");
  onTestFinished(() => void knocking.close());
  const options = ["-d", "-l", `${host}:${port}`, "--fdname=tftp"];
  const daemon = await activate(options, { OFFHOOK_TFTP: "off" }, () => knocking.send("?", port, "127.0.0.1"));
  expect(daemon.doors.tftp).toMatch(new RegExp(`:${port}$`));
  const fetched = await fetchByTftp(new URL(`tftp://127.0.0.1:${port}/0004137447D0.xml`), "127.0.0.1");
  expect(String(fetched.body)).toContain("<user_pass");
  expect(await daemon.stop()).toBe(0);
});

test("hears the PnP group on a socket that systemd opened", async () => {
  const port = await freeUdpPort();
  const options = ["-d", "-l", `224.0.1.75:${port}`, "--fdname=pnp"];
  const knocking = createSocket("udp4");
  onTestFinished(() => void knocking.close());
  knocking.bind(0, "127.0.0.1");
  await once(knocking, "listening");
  knocking.setMulticastInterface("127.0.0.1");
  // The daemon joins the group once it runs; until then somebody else on this host has to.
  knocking.addMembership("224.0.1.75", "127.0.0.1");
  const daemon = await activate(options, { OFFHOOK_PNP: "127.0.0.1" }, () => knocking.send("?", port, "224.0.1.75"));
  expect(daemon.doors.pnp).toBe(`224.0.1.75:${port}`);
});
