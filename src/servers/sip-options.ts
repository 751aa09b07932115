import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { readOptionsAnswer, writeOptions } from "../protocols/sip/options-probe.ts";
import type { AskBySip } from "../provisioning/sip-answers.ts";
import { createPace } from "./pace.ts";
import { bindSocket, chooseLocalAddress, openSocket } from "./udp-socket.ts";

/** Yealink may listen on the second (discovery.md §9.2); a Snom on a port that nobody knows. */
const PORTS = [5060, 5059] as const;
/** How long an answer is waited for. */
const LISTEN_MS = 2000;

/** Asks by OPTIONS over UDP, at one pace for all. */
export function createSipOptions({
  perSecond,
  ports = PORTS,
  listenMs = LISTEN_MS,
}: {
  perSecond: number;
  ports?: readonly number[];
  listenMs?: number;
}): AskBySip {
  const mayAsk = createPace(1000 / perSecond);
  return async (address, signal) => {
    const nobody = { answers: false, agent: null };
    const local = await chooseLocalAddress(address);
    if (local === undefined) return nobody;
    const socket = openSocket(address);
    // Nobody is there.
    socket.on("error", () => {});
    try {
      await bindSocket(socket, local, 0);
      const mark = randomBytes(8).toString("hex");
      const heard = new Promise<{ answers: boolean; agent: string | null }>((resolve) => {
        socket.on("message", (bytes, source) => {
          const answer = readOptionsAnswer(bytes);
          if (source.address === address && answer?.id.startsWith(mark) === true)
            resolve({ answers: true, agent: answer.agent ?? null });
        });
      });
      const stop = new AbortController();
      const silence = async () => {
        const until = AbortSignal.any([signal, stop.signal]);
        for (const [index, port] of ports.entries()) {
          await mayAsk(until);
          const ours = { address: inUri(local), port: socket.address().port };
          const text = writeOptions({ address: inUri(address), port }, ours, `${mark}-${index}`);
          socket.send(Buffer.from(text, "latin1"), port, address, () => {});
        }
        await sleep(listenMs, undefined, { signal: until });
        return nobody;
      };
      const asked = silence().catch(() => nobody);
      const answer = await Promise.race([heard, asked]);
      stop.abort();
      await asked;
      return answer;
    } finally {
      socket.close();
    }
  };
}

function inUri(address: string): string {
  return address.includes(":") ? `[${address}]` : address;
}
