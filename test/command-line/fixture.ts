import { test as base } from "vitest";
import { offhook, type Run } from "./run.ts";
import { type Reply, startStaffServer } from "./staff-server.ts";

type Start = typeof startStaffServer;

export const KEY = "ohk_test-key";

/** `staff` starts a server that is closed after the test. */
export const test = base.extend<{
  staff: (replies: Parameters<Start>[0]) => ReturnType<Start>;
}>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the pattern to learn what a fixture needs
  staff: async ({}, use) => {
    const servers: Awaited<ReturnType<Start>>[] = [];
    await use(async (replies) => {
      const server = await startStaffServer(replies);
      servers.push(server);
      return server;
    });
    await Promise.all(servers.map(({ close }) => close()));
  },
});

/** Runs a command against a server, its key in the environment. */
export function runAt(server: { url: string }, args: readonly string[], input?: string): Promise<Run> {
  return offhook(args, { OFFHOOK_URL: server.url, OFFHOOK_KEY: KEY }, input);
}

export function page(...items: unknown[]): Reply {
  return { json: { items, next: null } };
}
