import { createSocket, type RemoteInfo } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { createFirstTokens } from "../../src/provisioning/first-tokens.ts";
import { createPhonePointer } from "../../src/provisioning/point-phone.ts";
import type { Store, StoredEvent } from "../../src/provisioning/ports.ts";
import { createRecordSearch } from "../../src/provisioning/record-search.ts";
import { createRecorder } from "../../src/provisioning/recorder.ts";
import type { Sighting } from "../../src/provisioning/sighting.ts";
import { createNeighbourTable } from "../../src/servers/neighbours.ts";
import { type PnpServer, type PnpServerOptions, startPnpServer } from "../../src/servers/sip-pnp.ts";
import { openStore } from "../../src/storage/open-store.ts";
import { vendors } from "../../src/vendors/index.ts";

const GROUP = "224.0.1.75";
const PATIENCE_MS = 20_000;

export type TestPnp = {
  port: number;
  server: PnpServer;
  store: Store;
  log: string[];
  events(): Promise<StoredEvent[]>;
  sightings(): Promise<Sighting[]>;
};

type Options = Partial<Pick<PnpServerOptions, "t1Ms" | "port" | "watch">> & {
  dataDir?: string;
  /** The table of neighbours, as `address → MAC`. */
  neighbours?: Readonly<Record<string, string>>;
};

/** The real server on loopback and a free port, over the real store; stopped when the test is over. */
export async function startPnp(options: Options = {}): Promise<TestPnp> {
  const folder = mkdtempSync(join(tmpdir(), "offhook-pnp-"));
  const log: string[] = [];
  const store = await openStore({
    url: undefined,
    dataDir: options.dataDir ?? folder,
    masterKey: undefined,
    clock: Date.now,
    keepPlaintext: true,
    maxSightings: 1000,
  });
  const recorder = createRecorder(store, (error) => log.push(String(error)));
  const table = join(folder, "arp");
  const rows = Object.entries(options.neighbours ?? {}).map(([ip, mac]) => `${ip} 0x1 0x2 ${mac} * eth0`);
  writeFileSync(table, ["IP address HW type Flags HW address Mask Device", ...rows, ""].join("\n"));
  const server = await startPnpServer({
    interfaces: ["127.0.0.1"],
    port: 0,
    answerPort: 0,
    networks: [],
    baseUrl: (local) => `http://${local}:8080/`,
    point: createPhonePointer({
      store,
      vendors,
      firstTokens: createFirstTokens(store, "pnp"),
      findNeighbour: createNeighbourTable(table),
      record: createRecordSearch(recorder, Date.now),
      clock: Date.now,
      reportFault: (error) => log.push(String(error)),
    }),
    log: (message, detail) => log.push(`${message} ${JSON.stringify(detail)}`),
    onPortTaken: (why) => log.push(why),
    ...options,
  });
  onTestFinished(async () => {
    server.close();
    await recorder.close();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const port = server.port();
  if (port === undefined) throw new Error(log.join("\n"));
  return {
    port,
    server,
    store,
    log,
    async events() {
      await recorder.flush();
      return (await store.listEvents({ limit: 500 })).items;
    },
    async sightings() {
      await recorder.flush();
      return (await store.listSightings({ limit: 500 })).items;
    },
  };
}

type Received = { text: string; from: RemoteInfo };
export type TestPhone = {
  address: string;
  port: number;
  received: Received[];
  /** To the group, by way of loopback. */
  ask(pnp: Pick<TestPnp, "port">, text: string): void;
  /** To an address of the server's. */
  send(text: string, port: number, address: string): void;
  /** Waits until so many packets have come in all. */
  waitFor(count: number): Promise<Received[]>;
};

/** A phone's socket on a loopback address, closed when the test is over. Answers every NOTIFY unless it is told not to. */
export async function startPhone({ address = "127.0.0.1", port = 0, isDeaf = false } = {}): Promise<TestPhone> {
  const socket = createSocket({ type: "udp4", recvBufferSize: 1 << 20 });
  onTestFinished(() => void socket.close());
  socket.bind(port, address);
  await once(socket, "listening");
  socket.setMulticastInterface("127.0.0.1");
  const received: Received[] = [];
  socket.on("message", (bytes, from) => {
    const text = bytes.toString("latin1");
    received.push({ text, from });
    if (text.startsWith("NOTIFY") && !isDeaf) socket.send(okTo(text), from.port, from.address);
  });
  return {
    address,
    port: socket.address().port,
    received,
    ask: (pnp, text) => socket.send(Buffer.from(text, "latin1"), pnp.port, GROUP),
    send: (text, to, host) => socket.send(Buffer.from(text, "latin1"), to, host),
    async waitFor(count) {
      await expect.poll(() => received.length, { timeout: PATIENCE_MS }).toBeGreaterThanOrEqual(count);
      return received;
    },
  };
}

/** What a phone answers to a NOTIFY. */
export function okTo(notify: string, status = "200 OK"): string {
  const copied = ["Via", "From", "To", "Call-ID", "CSeq"].map((name) => `${name}: ${headerOf(notify, name)}\r\n`);
  return `SIP/2.0 ${status}\r\n${copied.join("")}Content-Length: 0\r\n\r\n`;
}

export function headerOf(message: string, name: string): string | undefined {
  return new RegExp(`^${name}: (.*?)\r$`, "m").exec(message)?.[1];
}

export function bodyOf(message: string): string {
  return message.slice(message.indexOf("\r\n\r\n") + 4);
}

/** The lines of a message with CRLF and an empty line at the end. */
export function lines(...all: readonly string[]): string {
  return `${all.join("\r\n")}\r\n\r\n`;
}

/** Asks as a Yealink T46S does, with its own Call-ID and branch. */
export function yealinkAsks(phone: Pick<TestPhone, "address" | "port">, mac: string, call = "1"): string {
  const lower = mac.toLowerCase();
  return lines(
    `SUBSCRIBE sip:MAC${lower}@224.0.1.75 SIP/2.0`,
    `Via: SIP/2.0/UDP ${phone.address}:${phone.port};branch=z9hG4bK${lower}${call}`,
    `From: <sip:MAC${lower}@224.0.1.75>;tag=${lower}${call}`,
    `To: <sip:MAC${lower}@224.0.1.75>`,
    `Call-ID: ${lower}${call}@${phone.address}`,
    "CSeq: 1 SUBSCRIBE",
    `Contact: <sip:MAC${lower}@${phone.address}:${phone.port}>`,
    "Max-Forwards: 70",
    "User-Agent: Yealink SIP-T46S 66.86.0.15",
    "Expires: 0",
    'Event: ua-profile;profile-type="device";vendor="yealink";model="T46S";version="66.86.0.15"',
    "Accept: application/url",
    "Content-Length: 0",
  );
}

/** Resolves when a phone of the server's was served: whatever was sent before has been looked at by then. */
export async function serveAnotherPhone(pnp: TestPnp, mac: string): Promise<void> {
  const phone = await startPhone({ address: "127.0.0.200" });
  const delivered = pnp.server.counters().delivered;
  phone.ask(pnp, yealinkAsks(phone, mac));
  await phone.waitFor(2);
  await expect.poll(() => pnp.server.counters().delivered, { timeout: PATIENCE_MS }).toBe(delivered + 1);
}
