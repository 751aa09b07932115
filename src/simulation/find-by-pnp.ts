import { createSocket } from "node:dgram";
import { once } from "node:events";
import { networkInterfaces } from "node:os";
import type { Mac } from "../provisioning/mac.ts";

/** How the phones of one family ask: reference/discovery.md 1.1. */
export type PnpForm = {
  /** The URI without `sip:`. */
  uri: string;
  vendor: string;
  model: string;
  version: string;
  userAgent: string;
  /** Snom's desk phones have no branch and ask for the source port; the others have one and do not. */
  hasBranch: boolean;
};

export type PnpSearch = {
  form: PnpForm;
  mac: Mac;
  /** The group, or a server's own address. */
  host: string;
  port: number;
  /** Where to ask from; the system chooses when undefined. */
  localAddress: string | undefined;
};

/** The phone repeats its question by RFC 3261's timer E and has its patience: 5 to 10 s in practice (discovery.md 1.5). */
const T1_MS = 500;
const PATIENCE_MS = 8000;

/** Asks for the provisioning URL as a phone does at its start. Undefined when nobody answers with one. */
export async function findByPnp(search: PnpSearch): Promise<string | undefined> {
  const { host, port, localAddress } = search;
  const address = localAddress ?? chooseLocalAddress(host);
  const socket = createSocket("udp4");
  socket.bind(0, address);
  await once(socket, "listening");
  if (isMulticast(host)) socket.setMulticastInterface(address);
  const question = writeQuestion(search, address, socket.address().port);
  try {
    return await new Promise<string | undefined>((resolve, reject) => {
      let waitMs = T1_MS;
      let timer: NodeJS.Timeout | undefined;
      const ask = () => {
        socket.send(question, port, host);
        timer = setTimeout(ask, waitMs);
        waitMs *= 2;
      };
      const patience = setTimeout(() => end(undefined), PATIENCE_MS);
      const end = (url: string | undefined) => {
        clearTimeout(timer);
        clearTimeout(patience);
        resolve(url);
      };
      socket.on("error", reject);
      socket.on("message", (bytes, server) => {
        const text = bytes.toString("latin1");
        if (!text.includes(search.mac) && !text.includes(search.mac.toLowerCase())) return;
        if (/^SIP\/2\.0 [2-6]/.test(text)) clearTimeout(timer);
        if (!text.startsWith("NOTIFY ")) return;
        const url = text.slice(text.indexOf("\r\n\r\n") + 4).trim();
        socket.send(writeOk(text), server.port, server.address, () => end(url === "" ? undefined : url));
      });
      ask();
    });
  } finally {
    socket.close();
  }
}

function writeQuestion({ form, mac }: PnpSearch, address: string, port: number): string {
  const { uri, vendor, model, version, userAgent, hasBranch } = form;
  const number = Math.floor(Math.random() * 2 ** 32);
  const user = uri.slice(0, uri.indexOf("@"));
  return [
    `SUBSCRIBE sip:${uri} SIP/2.0`,
    `Via: SIP/2.0/UDP ${address}:${port};${hasBranch ? `branch=z9hG4bK${number}` : "rport"}`,
    `From: <sip:${uri}>;tag=${number}`,
    `To: <sip:${uri}>`,
    `Call-ID: ${number}-${mac}@${address}`,
    "CSeq: 1 SUBSCRIBE",
    `Event: ua-profile;profile-type="device";vendor="${vendor}";model="${model}";version="${version}"`,
    "Expires: 0",
    "Accept: application/url",
    `Contact: <sip:${hasBranch ? `${user}@` : ""}${address}:${port}>`,
    `User-Agent: ${userAgent}`,
    "Content-Length: 0",
    "\r\n",
  ].join("\r\n");
}

function writeOk(notify: string): string {
  const copied = notify.split("\r\n").filter((line) => /^(?:Via|From|To|Call-ID|CSeq):/i.test(line));
  return ["SIP/2.0 200 OK", ...copied, "Content-Length: 0", "\r\n"].join("\r\n");
}

function isMulticast(host: string): boolean {
  return /^2(?:2[4-9]|3\d)\./.test(host);
}

/** The first of the machine's own; loopback where the server is there, or nothing else is. */
function chooseLocalAddress(host: string): string {
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const outside = own.find(({ family, internal }) => family === "IPv4" && !internal)?.address;
  return host.startsWith("127.") ? "127.0.0.1" : (outside ?? "127.0.0.1");
}
