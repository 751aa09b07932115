import { constants } from "node:fs";
import { type FileHandle, lstat, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { HostedFile } from "../provisioning/hosted-file.ts";
import { createRecentMap } from "../provisioning/recent-map.ts";

/** Where hosted files lie: one folder for each vendor in either. */
export type HostedFolders = { firmware: string; files: string };

export type HostedReads = {
  /**
   * `length` bytes from `position` on, fewer at the end of the file. Others may hold the same buffer. Rejects where the file on the disk is not, or no longer, the one
   * that the table tells of.
   */
  read(file: HostedFile, position: number, length: number): Promise<Buffer>;
  /** How many files are open. */
  openFiles(): number;
  close(): Promise<void>;
};

type Open = {
  handle: Promise<FileHandle>;
  users: number;
  usedAt: number;
  /** What was read last, by place and length: phones that update together ask for the same within moments. */
  pieces: ReturnType<typeof createRecentMap<string, Promise<Buffer>>>;
};

/** Phones update by the hundred, and read the same few files. */
const MAX_IDLE = 32;
const IDLE_MS = 1000;
/** For each file; 32 KB each. They go with the handle. */
const MAX_PIECES = 64;

/** Vendor and name come from the table alone; they are checked when a file is entered there. */
export function pathOfHosted(folders: HostedFolders, { kind, vendorId, name }: HostedFile): string {
  return join(kind === "firmware" ? folders.firmware : folders.files, vendorId, name);
}

/**
 * Reads pieces of hosted files for whoever sends them. All who read a file share one handle, and nobody holds it between two pieces: a
 * phone that reads slowly, or never again, keeps nothing open.
 */
export function createHostedReads(folders: HostedFolders, isKnown: (key: string) => boolean): HostedReads {
  const opened = new Map<string, Open>();
  let sweeping: NodeJS.Timeout | undefined;

  async function openChecked(file: HostedFile): Promise<FileHandle> {
    const path = pathOfHosted(folders, file);
    if (!(await lstat(dirname(path))).isDirectory()) throw new Error(`${file.name}: its folder is not a folder`);
    const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    const stat = await handle.stat();
    if (stat.isFile() && stat.size === file.bytes) return handle;
    await handle.close();
    throw new Error(`${file.name} is not the file that was uploaded: it has another size`);
  }

  function acquire(file: HostedFile): Open {
    const known = opened.get(file.key);
    if (known !== undefined) return known;
    const made: Open = {
      handle: openChecked(file),
      users: 0,
      usedAt: performance.now(),
      pieces: createRecentMap(MAX_PIECES),
    };
    opened.set(file.key, made);
    made.handle.catch(() => opened.delete(file.key));
    sweeping ??= setInterval(sweep, IDLE_MS).unref();
    return made;
  }

  async function readPiece(handle: FileHandle, file: HostedFile, position: number, length: number): Promise<Buffer> {
    const wanted = Math.max(0, Math.min(length, file.bytes - position));
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafeSlow(wanted), 0, wanted, position);
    if (bytesRead < wanted) throw new Error(`${file.name} became shorter while it was sent`);
    return buffer;
  }

  function sweep(): void {
    const idle = [...opened].filter(([, { users }]) => users === 0).sort(([, a], [, b]) => b.usedAt - a.usedAt);
    const now = performance.now();
    for (const [index, [key, entry]] of idle.entries()) {
      if (index >= MAX_IDLE || now - entry.usedAt >= IDLE_MS) closeOne(key, entry);
    }
    if (opened.size > 0) return;
    clearInterval(sweeping);
    sweeping = undefined;
  }

  function closeOne(key: string, { handle }: Open): void {
    opened.delete(key);
    void handle.then((one) => one.close()).catch(() => {});
  }

  return {
    async read(file, position, length) {
      // A deleted file's name may be another file's by now.
      if (!isKnown(file.key)) throw new Error(`${file.name} was deleted while it was sent`);
      const entry = acquire(file);
      entry.users += 1;
      const place = `${position} ${length}`;
      try {
        const readNow = () => entry.handle.then((handle) => readPiece(handle, file, position, length));
        const piece = entry.pieces.get(place) ?? readNow();
        entry.pieces.set(place, piece);
        return await piece;
      } catch (error) {
        entry.pieces.delete(place);
        throw error;
      } finally {
        entry.users -= 1;
        entry.usedAt = performance.now();
      }
    },
    openFiles: () => opened.size,
    async close() {
      clearInterval(sweeping);
      const all = [...opened.values()];
      opened.clear();
      await Promise.all(all.map(({ handle }) => handle.then((one) => one.close()).catch(() => {})));
    },
  };
}
