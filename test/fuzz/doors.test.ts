import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Daemon, makeDataDir, removeFolder, startDaemon } from "../daemon/start-daemon.ts";
import { fuzz, TIMEOUT_MS } from "./budget.ts";
import { mutate } from "./mutate.ts";

const REQUESTS = [
  "GET /0004137447D0.xml HTTP/1.1\r\nHost: phones\r\nUser-Agent: Mozilla/4.0 (compatible; snomD785-SIP 10.1.33.33 2010.12 0004137447D0)\r\n\r\n",
  "HEAD /805ec017de13.cfg HTTP/1.1\r\nHost: phones\r\nUser-Agent: Yealink SIP-T46S 66.86.0.15 80:5e:c0:17:de:13\r\nRange: bytes=0-9\r\n\r\n",
  'GET http://phones/42/2/../../sifs/x.bin HTTP/1.0\r\nConnection: keep-alive\r\nIf-None-Match: "a", W/"b"\r\n\r\n',
  "POST /a HTTP/1.1\r\nHost: phones\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n",
  "GET /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\nUpgrade: h2c\r\nExpect: 100-continue\r\n\r\nhello",
].map((text) => Buffer.from(text));
/** Anything that HTTP has for a client's mistakes, and what a lucky one gets. */
const ALLOWED = /^HTTP\/1\.1 (?:100|200|304|400|404|405|408|413|414|417|431) /;

let daemon: Daemon;
beforeAll(async () => {
  daemon = await startDaemon(makeDataDir());
  await daemon.api("POST", "/api/v1/pbxs", { id: "main", host: "pbx.example.org" });
  await daemon.api("POST", "/api/v1/phones", { mac: "0004137447D0", pbx: "main", model: "D785" });
});
afterAll(async () => {
  await daemon.stop();
  removeFolder(daemon.dataDir);
});

test(
  "the phones' HTTP door answers mutated requests as HTTP does, and goes on serving",
  async () => {
    const { hostname, port } = new URL(`http://${daemon.doors.http}`);
    await fuzz("HTTP door", async (random) => {
      const socket = connect({ host: hostname, port: Number(port) });
      let received = "";
      socket.setEncoding("latin1").on("data", (text) => {
        received += String(text);
      });
      socket.on("error", () => {});
      socket.end(mutate(random, REQUESTS));
      await once(socket, "close");
      if (received !== "") expect(received).toMatch(ALLOWED);
    });
    expect((await daemon.fetch("/0004137447D0.xml")).status).toBe(200);
    expect(daemon.stderr()).not.toMatch(/"level":50/);
  },
  TIMEOUT_MS,
);
