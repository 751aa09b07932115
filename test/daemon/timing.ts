import { Agent, request } from "node:http";
import { addPbx, addPhone } from "./proof-fixture.ts";
import type { Daemon } from "./start-daemon.ts";

/** Phones of one vendor's prefix: admitted to a PBX that asks for proof, or known to nobody. */
const CLOSED = Array.from({ length: 20 }, (_, index) => `000413C0${hex(index)}`);
const UNKNOWN = Array.from({ length: 20 }, (_, index) => `000413D0${hex(index)}`);

function hex(index: number): string {
  return index.toString(16).toUpperCase().padStart(4, "0");
}

export type Measured = { pairs: number; t: number; closedMs: number; unknownMs: number };

export async function addClosedPhones(daemon: Daemon, proof: string[]): Promise<void> {
  await addPbx(daemon, "closed", { proof });
  for (const mac of CLOSED) await addPhone(daemon, mac, "closed", { model: "D785" });
}

/** Times refusals of closed and of unknown phones over loopback, in random order, some at once. */
export async function measure(
  door: string,
  pairs: number,
  headers: Record<string, string> = {},
  atOnce = 16,
): Promise<Measured> {
  const samples = { closed: [] as number[], unknown: [] as number[] };
  let left = pairs;
  async function work(): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    try {
      while (left-- > 0) {
        const order = Math.random() < 0.5 ? (["closed", "unknown"] as const) : (["unknown", "closed"] as const);
        for (const kind of order) samples[kind].push(await time(door, pick(kind), headers, agent));
      }
    } finally {
      agent.destroy();
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work));
  return { pairs, ...welch(trim(samples.closed, samples.unknown)) };
}

function pick(kind: "closed" | "unknown"): string {
  const macs = kind === "closed" ? CLOSED : UNKNOWN;
  return macs[Math.floor(Math.random() * macs.length)] ?? "";
}

function time(door: string, mac: string, headers: Record<string, string>, agent: Agent): Promise<number> {
  const [host, port] = door.split(":");
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const asking = request({ host, port, path: `/${mac}.xml`, agent, headers }, (response) => {
      response.resume();
      response.on("end", () => resolve(performance.now() - startedAt));
    });
    asking.on("error", reject);
    asking.end();
  });
}

/** Drops what took longer than nearly all: the machine's other work, which falls on either kind alike. */
function trim(closed: readonly number[], unknown: readonly number[]): [number[], number[]] {
  const all = [...closed, ...unknown].sort((a, b) => a - b);
  const limit = all[Math.floor(all.length * 0.98)] ?? Number.POSITIVE_INFINITY;
  return [closed.filter((ms) => ms <= limit), unknown.filter((ms) => ms <= limit)];
}

/** Welch's t-test. */
function welch([a, b]: [number[], number[]]): Omit<Measured, "pairs"> {
  const [x, y] = [momentsOf(a), momentsOf(b)];
  return { t: (x.mean - y.mean) / Math.sqrt(x.error + y.error), closedMs: x.mean, unknownMs: y.mean };
}

function momentsOf(samples: readonly number[]): { mean: number; error: number } {
  const mean = samples.reduce((sum, ms) => sum + ms, 0) / samples.length;
  const variance = samples.reduce((sum, ms) => sum + (ms - mean) ** 2, 0) / (samples.length - 1);
  return { mean, error: variance / samples.length };
}

export function describeMeasured({ pairs, t, closedMs, unknownMs }: Measured): string {
  const [closed, unknown] = [closedMs, unknownMs].map((ms) => ms.toFixed(3));
  return `${pairs} pairs: closed ${closed} ms, unknown ${unknown} ms, Welch's t = ${t.toFixed(2)}`;
}
