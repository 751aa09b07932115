import { createSocket } from "node:dgram";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import type { PnpRival } from "../../src/servers/sip-pnp-watch.ts";
import { admit, OTHER_MAC } from "../storage/sample-rows.ts";
import { headerOf, lines, serveAnotherPhone, startPhone, startPnp } from "./pnp-fixture.ts";

// All on loopback: several sockets hear the group there, as several servers do on a switch.

const PATIENCE_MS = 20_000;

async function watchOnLoopback() {
  const seen: PnpRival[] = [];
  const gone: string[] = [];
  const watch = {
    everyMs: 300,
    seen: (rival: PnpRival) => void seen.push(rival),
    gone: (address: string) => void gone.push(address),
  };
  return { pnp: await startPnp({ watch }), seen, gone };
}

/** Answers every question on the group with what `answer` makes of it, from an address of its own. */
async function startRival(port: number, address: string, answer: (question: string) => readonly string[]) {
  const group = createSocket({ type: "udp4", reuseAddr: true });
  const own = createSocket("udp4");
  let isSilent = false;
  const asked: string[] = [];
  const received: string[] = [];
  onTestFinished(() => void group.close());
  onTestFinished(() => void own.close());
  group.on("message", (bytes, { port: to, address: phone }) => {
    const question = bytes.toString("latin1");
    asked.push(question);
    if (isSilent) return;
    for (const text of answer(question)) own.send(Buffer.from(text, "latin1"), to, phone);
  });
  own.on("message", (bytes) => void received.push(bytes.toString("latin1")));
  own.bind(0, address);
  group.bind(port, "224.0.1.75", () => group.addMembership("224.0.1.75", "127.0.0.1"));
  await Promise.all([once(own, "listening"), once(group, "listening")]);
  return {
    asked,
    received,
    silence: () => {
      isSilent = true;
    },
  };
}

function answerTo(question: string, status: string, ...more: string[]): string {
  const copied = ["Via", "From", "To", "Call-ID", "CSeq"].map((name) => `${name}: ${headerOf(question, name)}`);
  return lines(`SIP/2.0 ${status}`, ...copied, ...more, "Content-Length: 0");
}

function notifyOf(question: string, url: string): string {
  return (
    lines(
      "NOTIFY sip:x@127.0.0.1 SIP/2.0",
      "Via: SIP/2.0/UDP 127.0.0.7:5070;branch=z9hG4bKrival;rport",
      `From: ${headerOf(question, "To")};tag=r`,
      `To: ${headerOf(question, "From")}`,
      `Call-ID: ${headerOf(question, "Call-ID")}`,
      "CSeq: 1 NOTIFY",
      "Event: ua-profile",
    ) + url
  );
}

test("a server that answers with 200 and NOTIFY is seen, its NOTIFY gets its 200, and it is gone when it falls silent", async () => {
  const { pnp, seen, gone } = await watchOnLoopback();
  const rival = await startRival(pnp.port, "127.0.0.7", (question) => [
    answerTo(question, "200 OK", "Server: other/1.0\tbeta"),
    notifyOf(question, "http://admin:secret@198.51.100.9:8088/token/x.xml?key=secret"),
  ]);
  await expect.poll(() => seen.length, { timeout: PATIENCE_MS }).toBeGreaterThan(0);
  expect(seen[0]).toEqual({
    address: "127.0.0.7",
    interfaceName: expect.any(String),
    agent: "other/1.0 beta",
    status: 200,
    offers: "http://198.51.100.9:8088",
  });
  expect(JSON.stringify(seen)).not.toContain("secret");
  await expect.poll(() => rival.received[0], { timeout: PATIENCE_MS }).toMatch(/^SIP\/2\.0 200 OK\r\nVia: .*rival/);
  expect(gone).toEqual([]);
  rival.silence();
  await expect.poll(() => gone, { timeout: PATIENCE_MS }).toEqual(["127.0.0.7"]);
});

test("a PBX that hears the group and answers with an error is seen, with its status", async () => {
  const { pnp, seen } = await watchOnLoopback();
  await startRival(pnp.port, "127.0.0.8", (question) => [answerTo(question, "489 Bad Event", "User-Agent: PBX 20")]);
  await expect
    .poll(() => seen[0], { timeout: PATIENCE_MS })
    .toMatchObject({ status: 489, agent: "PBX 20", offers: null });
});

test("a server that answers one maker's phones only is seen", async () => {
  for (const maker of ["snom", "yealink"]) {
    const { pnp, seen } = await watchOnLoopback();
    await startRival(pnp.port, "127.0.0.9", (question) =>
      question.includes(`vendor="${maker}"`) ? [answerTo(question, "200 OK")] : [],
    );
    await expect.poll(() => seen[0]?.address, { timeout: PATIENCE_MS }).toBe("127.0.0.9");
  }
});

test("nothing but an answer to our own question makes a rival", async () => {
  const { pnp, seen } = await watchOnLoopback();
  const rival = await startRival(pnp.port, "127.0.0.10", (question) => [
    "garbage",
    answerTo(question, "100 Trying"),
    answerTo(question.replace(/^Call-ID: .*\r\n/m, "Call-ID: 1\r\n"), "200 OK"),
    answerTo(question.replace(/^CSeq: .*\r\n/m, "CSeq: 1 OPTIONS\r\n"), "200 OK"),
    notifyOf(question, "http://198.51.100.9/").replace(/^NOTIFY/, "MESSAGE"),
  ]);
  await expect.poll(() => rival.asked.length, { timeout: PATIENCE_MS }).toBeGreaterThan(2);
  await serveAnotherPhoneOf(pnp);
  expect(seen).toEqual([]);
});

test("the test questions of Offhooks leave nothing in their history", async () => {
  const { pnp } = await watchOnLoopback();
  const other = await startRival(pnp.port, "127.0.0.11", () => []);
  await expect.poll(() => other.asked.length, { timeout: PATIENCE_MS }).toBeGreaterThan(1);
  // Asked by another daemon, which this one does not watch with.
  const phone = await startPhone();
  for (const question of other.asked.slice(0, 2)) phone.ask(pnp, question.replaceAll(/Call-ID: \w/g, "Call-ID: z"));
  await serveAnotherPhoneOf(pnp);
  expect(await pnp.sightings()).toEqual([]);
  expect((await pnp.events()).filter(({ name }) => name === "pnp-asked")).toEqual([]);
  expect(pnp.server.counters()).toMatchObject({ strangers: 0, foreign: 0, malformed: 0 });
});

async function serveAnotherPhoneOf(pnp: Awaited<ReturnType<typeof startPnp>>): Promise<void> {
  await admit(pnp.store, { mac: OTHER_MAC, vendorId: "yealink", model: "T46S", lines: [], keys: [] });
  await serveAnotherPhone(pnp, OTHER_MAC);
}
