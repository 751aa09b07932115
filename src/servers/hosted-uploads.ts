import { createHash, randomBytes } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { HostedUploads } from "../provisioning/hosted-file.ts";
import { type HostedFolders, pathOfHosted } from "./hosted-reads.ts";

const INCOMING = ".incoming";
const HEAD_BYTES = 4096;

export function createHostedUploads(folders: HostedFolders): HostedUploads {
  // What a crash left behind is nobody's.
  const cleaned = Promise.all(
    [folders.firmware, folders.files].map((folder) => rm(join(folder, INCOMING), { recursive: true, force: true })),
  ).then(
    () => undefined,
    () => undefined,
  );

  return {
    async receive(body, kind, maxBytes) {
      await cleaned;
      const folder = join(kind === "firmware" ? folders.firmware : folders.files, INCOMING);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const path = join(folder, randomBytes(16).toString("hex"));
      const discard = () => rm(path, { force: true });
      try {
        const written = await write(body, path, maxBytes);
        if (typeof written !== "string")
          return {
            ...written,
            content: () => readFile(path),
            discard,
            async keep(file) {
              const place = pathOfHosted(folders, file);
              await mkdir(dirname(place), { recursive: true, mode: 0o755 });
              await rename(path, place);
              await sync(dirname(place));
            },
          };
        await discard();
        return written;
      } catch (error) {
        await discard();
        throw error;
      }
    },
    remove: (file) => rm(pathOfHosted(folders, file), { force: true }),
  };
}

async function write(body: AsyncIterable<Uint8Array>, path: string, maxBytes: number) {
  const hash = createHash("sha256");
  let bytes = 0;
  let head = Buffer.alloc(0);
  const handle = await open(path, "wx", 0o644);
  try {
    for await (const piece of body) {
      bytes += piece.length;
      if (bytes > maxBytes) return "too-large" as const;
      hash.update(piece);
      if (head.length < HEAD_BYTES) head = Buffer.concat([head, piece.subarray(0, HEAD_BYTES - head.length)]);
      for (let at = 0; at < piece.length; ) at += (await handle.write(piece, at)).bytesWritten;
    }
    if (bytes === 0) return "empty" as const;
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { bytes, sha256: hash.digest("hex"), head };
}

/** So that the name is on the disk, too. */
async function sync(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
