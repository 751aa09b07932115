import { test as base } from "vitest";
import type { Mac } from "../../src/provisioning/mac.ts";
import { parseMac } from "../../src/provisioning/mac.ts";
import { type FileServer, startFileServer } from "./file-server.ts";

/** A test with a web server of its own, empty at first. */
export const test = base.extend<{ server: FileServer }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the pattern to learn what a fixture needs
  server: async ({}, use) => {
    const server = await startFileServer({});
    await use(server);
    await server.close();
  },
});

export function mac(text: string): Mac {
  const parsed = parseMac(text);
  if (parsed === undefined) throw new Error(`${text} is not a MAC`);
  return parsed;
}
