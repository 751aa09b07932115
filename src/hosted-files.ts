import { join } from "node:path";
import type { Logger } from "pino";
import type { Config } from "./config/load-config.ts";
import {
  createCatalogue,
  EMPTY_CATALOGUE,
  type HostedCatalogue,
  type HostedFileStore,
  type HostedUploads,
} from "./provisioning/hosted-file.ts";
import { createHostedReads, type HostedReads } from "./servers/hosted-reads.ts";
import { createHostedUploads } from "./servers/hosted-uploads.ts";

const LOOK_EVERY_MS = 1000;

export type HostedFiles = {
  catalogue: () => HostedCatalogue;
  read: HostedReads["read"];
  openFiles: () => number;
  uploads: HostedUploads;
  /** After each change here. Other daemons on the same database are heard of within a second. */
  look: () => Promise<void>;
  stop: () => Promise<void>;
};

/** What is in the table of hosted files, always at hand, and their bytes. */
export async function startHostedFiles(
  config: Pick<Config, "dataDir" | "firmwareDir">,
  store: Pick<HostedFileStore, "listHostedFiles">,
  log: Logger,
): Promise<HostedFiles> {
  let current = EMPTY_CATALOGUE;
  let busy: Promise<void> = Promise.resolve();
  async function readTable(): Promise<void> {
    const next = createCatalogue(await store.listHostedFiles());
    if (next.version !== current.version) current = next;
  }
  await readTable();
  const look = () => {
    busy = busy.then(() =>
      readTable().catch((error: unknown) => log.error({ error: String(error) }, "hosted files could not be listed")),
    );
    return busy;
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  const folders = { firmware: config.firmwareDir, files: join(config.dataDir, "files") };
  const reads = createHostedReads(folders, (key) => current.byKey.has(key));
  return {
    catalogue: () => current,
    read: reads.read,
    openFiles: reads.openFiles,
    uploads: createHostedUploads(folders),
    look,
    async stop() {
      clearInterval(timer);
      await busy;
      await reads.close();
    },
  };
}
