import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import type { Store } from "../../src/provisioning/ports.ts";
import { openStore } from "../../src/storage/open-store.ts";
import { COMPILE_CACHE } from "../started-source.ts";
import { ALL_KINDS, admit, macNumber, newLine } from "./sample-rows.ts";

const PHONES = 100;
const KILLS = 20;
const dataDir = mkdtempSync(join(tmpdir(), "offhook-rotation-"));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

function open(): Promise<Store> {
  const rest = { clock: Date.now, keepPlaintext: true, maxSightings: 10 };
  return openStore({ url: undefined, dataDir, masterKey: undefined, ...rest });
}

/** What would be delivered, of every phone. At once, since each delivery is written to the audit trail. */
function readAll(store: Store): Promise<string[]> {
  return Promise.all(
    Array.from({ length: PHONES }, async (_, number) => {
      const phone = await store.findPhone(macNumber(number));
      const passwords = phone === undefined ? [] : await store.readPasswords(phone.phoneId, ALL_KINDS);
      return passwords.map(({ kind, password }) => `${kind} ${password.reveal()}`).join(", ");
    }),
  );
}

/** Resolves when it is dead: after so many lines of progress, or so long after the first one. */
function rotateAndKill(afterLines: number, afterMs: number): Promise<{ lines: string[]; wasKilled: boolean }> {
  const script = fileURLToPath(new URL("rotate-child.ts", import.meta.url));
  const child = spawn(process.execPath, [script, dataDir], {
    env: { ...process.env, ...COMPILE_CACHE },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    lines.push(line);
    if (lines.length === 1) void sleep(afterMs).then(() => child.kill("SIGKILL"));
    if (lines.length >= afterLines) child.kill("SIGKILL");
  });
  return new Promise((resolve) => child.once("close", (_, signal) => resolve({ lines, wasKilled: signal !== null })));
}

test(`a key exchange that is killed ${KILLS} times at random moments goes on, and every password remains deliverable`, async () => {
  const made = await open();
  for (let number = 0; number < PHONES; number += 1)
    await admit(made, { mac: macNumber(number), lines: [newLine(String(number))] });
  const before = await readAll(made);
  await made.close();
  let killedInTheMiddle = 0;
  let seed = 20_261_126;
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  for (let round = 0; round < KILLS; round += 1) {
    // Among the batches, or in the pause before the end and at the end itself.
    const isEarly = round % 4 < 3;
    const { wasKilled } = await rotateAndKill(
      isEarly ? 1 + Math.floor(random() * 6) : Number.POSITIVE_INFINITY,
      isEarly ? 60_000 : random() * 1500,
    );
    if (wasKilled && existsSync(join(dataDir, "master.key.next"))) killedInTheMiddle += 1;
    // What is lost once stays lost: to look now and then is enough.
    if (round % 5 !== 0) continue;
    const between = await open();
    expect(await readAll(between)).toEqual(before);
    await between.close();
  }
  expect(killedInTheMiddle).toBeGreaterThan(KILLS / 2);
  const { lines, wasKilled } = await rotateAndKill(Number.POSITIVE_INFINITY, 120_000);
  expect([wasKilled, lines.at(-1)?.split(" ", 1)[0]]).toEqual([false, "idle"]);
  expect(existsSync(join(dataDir, "master.key.next"))).toBe(false);
  const after = await open();
  expect(await readAll(after)).toEqual(before);
  expect((await after.verifyAudit()).broken).toBeNull();
  await after.close();
}, 900_000);
