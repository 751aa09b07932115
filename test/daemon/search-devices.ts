import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";
import { runTool } from "./dhcp-site.ts";
import type { NetworkLab } from "./network-lab.ts";

/** What a device on the network answers. */
export type Device = {
  mac: string;
  address: string;
  /** Its answer to OPTIONS: status line's end and User-Agent, from this port. */
  sip?: { port?: number; status?: string; agent: string };
  /** Its page at port 80, or at 443 with a certificate of its own. */
  http?: { status?: number; headers?: Record<string, string>; body?: string };
  https?: Device["http"];
  isHostile?: boolean;
};

/** Every request that it gets is a line on standard output. */
const DEVICE = `
  const { createSocket } = require("node:dgram");
  const { readFileSync } = require("node:fs");
  const device = JSON.parse(process.argv[1]);
  const waiting = [];
  for (const port of [5060, 5059]) {
    const socket = createSocket("udp4");
    socket.on("message", (bytes, { port: to, address }) => {
      const text = bytes.toString("latin1");
      console.log("udp " + port + " " + text.split("\\r\\n")[0]);
      const of = (name) => name + ": " + text.match(new RegExp("^" + name + ": (.*)\\r", "m"))[1] + "\\r\\n";
      const answer = (status, agent) => "SIP/2.0 " + status + "\\r\\n" + of("Via") + of("From") + of("To") + of("Call-ID") + of("CSeq") +
        "User-Agent: " + agent + "\\r\\nContent-Length: 0\\r\\n\\r\\n";
      if (device.isHostile) {
        for (let size = 0; size < 3000; size += 100) socket.send(Buffer.alloc(size, "\\0\\xffSIP/2.0 200 \\r\\n:"), to, address);
        socket.send(answer("200 OK", "x".repeat(60000)), to, address);
        socket.send(answer("200 OK", "evil\\r\\n\\tfolded \\u001b[31m"), to, address);
        socket.send(answer("200 OK", "Yealink SIP-T46S 66.86.0.15").replace(/branch=\\w+/, "branch=z9hG4bKother"), to, address);
      } else if (device.sip !== undefined && (device.sip.port ?? 5060) === port)
        socket.send(answer(device.sip.status ?? "200 OK", device.sip.agent), to, address);
    });
    waiting.push(new Promise((resolve) => socket.bind(port, device.address, resolve)));
  }
  const serve = (page) => (request, response) => {
    console.log("http " + request.method + " " + request.url + " " + (request.headers.authorization ?? "-"));
    response.writeHead(page.status ?? 200, page.headers);
    if (!device.isHostile) return response.end(page.body);
    response.on("error", () => {});
    const part = "<ti".repeat(16384);
    for (let sent = 0; sent < 1 << 20; sent += part.length) response.write(part);
  };
  function listen(module, port, page, options) {
    const server = require(module).createServer(options ?? {}, serve(page));
    waiting.push(new Promise((resolve) => server.listen(port, device.address, resolve)));
  }
  if (device.http) listen("node:http", 80, device.http);
  if (device.https) listen("node:https", 443, device.https, { key: readFileSync(device.pem), cert: readFileSync(device.pem), ciphers: "DEFAULT@SECLEVEL=0", maxVersion: "TLSv1.2" });
  Promise.all(waiting).then(() => console.log("ready"));
`;

/** Plugs a device in and starts it. `requests` are those that it got. */
export async function startDevice(lab: NetworkLab, name: string, device: Device): Promise<{ requests: string[] }> {
  const host = await lab.host(name);
  await lab.unplug(name);
  await lab.plug(name, device.mac);
  await lab.ip(name, "addr", "add", `${device.address}/24`, "dev", "eth0");
  const [command = "", ...before] = host;
  const pem = device.https === undefined ? undefined : await makeCertificate();
  const child = spawn(command, [...before, process.execPath, "-e", DEVICE, JSON.stringify({ ...device, pem })], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = once(child, "exit");
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await gone;
  });
  const requests: string[] = [];
  const lines = createInterface({ input: child.stdout });
  await once(lines, "line");
  lines.on("line", (line) => void requests.push(line));
  return { requests };
}

/** As weak as old phones': nobody may rely on it. */
async function makeCertificate(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "offhook-device-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "pem");
  const key = ["-newkey", "rsa:1024", "-sha1", "-nodes", "-keyout", path];
  const { code, out } = await runTool(
    [],
    "openssl",
    "req",
    "-x509",
    "-subj",
    "/CN=phone",
    "-out",
    `${path}.crt`,
    ...key,
  );
  if (code !== 0) throw new Error(out);
  appendFileSync(path, readFileSync(`${path}.crt`));
  return path;
}

/** What a host sends by its cable from now on. */
export async function watchWire(host: readonly string[]): Promise<{ sent: () => { at: number; text: string }[] }> {
  const [command = "", ...before] = host;
  const child = spawn(command, [...before, "tcpdump", "-i", "eth0", "-n", "-tt", "-l", "-Q", "out"]);
  const gone = once(child, "exit");
  onTestFinished(async () => {
    child.kill();
    await gone;
  });
  const sent: { at: number; text: string }[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    const [, at, text] = /^(\d+\.\d+) (.*)$/.exec(line) ?? [];
    if (at !== undefined && text !== undefined) sent.push({ at: Number(at), text });
  });
  const said = createInterface({ input: child.stderr });
  for await (const line of said) if (line.startsWith("listening on")) break;
  return { sent: () => [...sent] };
}
