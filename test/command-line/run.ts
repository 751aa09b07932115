import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { vi } from "vitest";
import { CLI, COMPILE_CACHE } from "../started-source.ts";

// Every run starts a process, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

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
