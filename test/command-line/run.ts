import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { vi } from "vitest";
import { COMPILE_CACHE } from "../compile-cache.ts";

// Every run starts a process, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const CLI = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));

export type Run = { code: number | null; out: string; err: string };

/**
 * Runs the command line as a process of its own, with nothing of Offhook in its environment but `env`.
 * `before`: the words of a command that runs another, such as one that enters a network.
 */
export async function offhook(
  args: readonly string[],
  env: Record<string, string> = {},
  input = "",
  before: readonly string[] = [],
): Promise<Run> {
  const [command = "", ...all] = [...before, process.execPath, CLI, ...args];
  const child = spawn(command, all, { env: { PATH: process.env.PATH, ...COMPILE_CACHE, ...env } });
  child.stdin.end(input);
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.on("close", resolve)),
  ]);
  return { code, out, err };
}
