import { randomUUID } from "node:crypto";
import { open, readdir, stat, statfs, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { FolderFacts } from "../../provisioning/doctor/judge-data.ts";

const GROUP_AND_OTHERS = 0o077;
/** What holds secrets: the rest of the folder is closed by the folder itself. */
const SECRETS = /^(?:master\.key|.*\.db(?:-wal|-shm)?|.*\.key)$/;

/** The folder's room, whether a file can be written there, and who may read what is in it. `isOurs`: nothing of others is in it. */
export async function examineFolder(folder: string, { isOurs = true } = {}): Promise<FolderFacts> {
  const nothing = { folder, writeError: undefined, open: [], foreign: [] };
  try {
    const { bavail, bsize, blocks, ffree, files } = await statfs(folder);
    const space = { freeBytes: bavail * bsize, totalBytes: blocks * bsize, freeInodes: ffree, totalInodes: files };
    const rights = await readRights(folder, isOurs);
    return { ...nothing, ...rights, space, problem: undefined, writeError: await tryToWrite(folder) };
  } catch (error) {
    return { ...nothing, space: undefined, problem: messageOf(error) };
  }
}

async function tryToWrite(folder: string): Promise<string | undefined> {
  const path = join(folder, `.self-check-${randomUUID()}`);
  try {
    const file = await open(path, "wx", 0o600);
    try {
      // A file's beginning may still fit where its end does not.
      await file.writeFile(Buffer.alloc(16_384));
      await file.sync();
    } finally {
      await file.close();
    }
    return undefined;
  } catch (error) {
    return messageOf(error);
  } finally {
    await unlink(path).catch(() => {});
  }
}

async function readRights(folder: string, isOurs: boolean): Promise<Pick<FolderFacts, "open" | "foreign">> {
  const inside = async (path: string) =>
    (await readdir(path).catch(() => [])).filter((name) => SECRETS.test(name)).map((name) => join(path, name));
  const secrets = [...(await inside(folder)), ...(await inside(join(folder, "tls")))];
  const open: { path: string; mode: string }[] = [];
  const foreign: string[] = [];
  const { mode: folderMode } = await stat(folder);
  const own = process.geteuid?.();
  for (const path of [...(isOurs ? [folder] : []), ...secrets]) {
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) continue;
    if (own !== undefined && found.uid !== own) foreign.push(path);
    // Nobody gets through a closed folder.
    const isReachable = path === folder || (folderMode & GROUP_AND_OTHERS) !== 0;
    if (isReachable && (found.mode & GROUP_AND_OTHERS) !== 0)
      open.push({ path, mode: (found.mode & 0o777).toString(8).padStart(4, "0") });
  }
  return { open, foreign };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
