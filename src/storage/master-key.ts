import { randomBytes } from "node:crypto";
import { copyFile, link, mkdir, open, readFile, rename, stat, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Where the master key comes from. `file` is the only one that the daemon can exchange itself. */
type MasterKeySource = "environment" | "credential" | "file";

export type MasterKeys = {
  source: MasterKeySource;
  /** Seals. */
  current: Buffer;
  /** Opens only: the key before or after an exchange. */
  other: Buffer | undefined;
  /** Makes the next key, on disk, or finds the one that an exchange has begun with. */
  makeNext?(): Promise<Buffer>;
  /** Puts the next key in its place. The one before stays beside it, for backups that need it. */
  replace?(): Promise<void>;
};

export type MasterKeySettings = {
  dataDir: string;
  /** As text. */
  given?: string | undefined;
  masterKeyOther?: string | undefined;
  /** Instead of `master.key` in the data folder. */
  masterKeyFile?: string | undefined;
  /** Where systemd puts what `LoadCredential=` names. */
  credentialsDirectory?: string | undefined;
};

const KEY_BYTES = 32;
const KEY_FORMS = "64 hex digits or the base64 of 32 bytes";
const CREDENTIAL = "offhook-master-key";

/** The environment's, else systemd's credential, else a file, which is made at the first start. */
export async function loadMasterKeys(settings: MasterKeySettings): Promise<MasterKeys> {
  const {
    dataDir,
    given,
    masterKeyOther: givenOther,
    masterKeyFile: file,
    credentialsDirectory: credentialsDir,
  } = settings;
  const otherOfEnvironment = givenOther === undefined ? undefined : decodeGiven(givenOther);
  if (given !== undefined) return { source: "environment", current: decodeGiven(given), other: otherOfEnvironment };
  if (credentialsDir !== undefined) {
    const current = await readKeyIfThere(join(credentialsDir, CREDENTIAL));
    const other = otherOfEnvironment ?? (await readKeyIfThere(join(credentialsDir, `${CREDENTIAL}-other`)));
    if (current !== undefined) return { source: "credential", current, other };
  }
  const path = file ?? join(dataDir, "master.key");
  const next = `${path}.next`;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const stored = (await readOwnKey(path)) ?? decodeFile(await makeKeyFile(path), path);
  const begun = await readOwnKey(next);
  return {
    source: "file",
    current: begun ?? stored,
    other: begun === undefined ? otherOfEnvironment : stored,
    makeNext: async () => (await readOwnKey(next)) ?? decodeFile(await makeKeyFile(next), next),
    async replace() {
      await copyFile(path, `${path}.previous`);
      await syncPath(`${path}.previous`);
      await rename(next, path);
      await syncPath(dirname(path));
    },
  };
}

function decodeGiven(text: string): Buffer {
  const key = decodeKey(text);
  if (key === undefined) throw new Error(`The master key given by the environment is not ${KEY_FORMS}`);
  return key;
}

function decodeFile(text: string, path: string): Buffer {
  const key = decodeKey(text);
  if (key === undefined) throw new Error(`${path} does not hold ${KEY_FORMS}`);
  return key;
}

async function readKeyIfThere(path: string): Promise<Buffer | undefined> {
  const text = await readIfThere(path);
  return text === undefined ? undefined : decodeFile(text, path);
}

/** A file of ours, which others must not read. A credential's mode is systemd's business. */
async function readOwnKey(path: string): Promise<Buffer | undefined> {
  const key = await readKeyIfThere(path);
  if (key === undefined) return undefined;
  const { mode } = await stat(path);
  if ((mode & 0o077) !== 0) {
    throw new Error(
      `${path} has mode 0${(mode & 0o777).toString(8)}; others must not read the master key: chmod 600 it`,
    );
  }
  return key;
}

async function syncPath(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function decodeKey(text: string): Buffer | undefined {
  const trimmed = text.trim();
  if (/^[0-9a-f]{64}$/i.test(trimmed)) return Buffer.from(trimmed, "hex");
  if (/^[0-9A-Za-z+/]{43}=?$/.test(trimmed)) return Buffer.from(trimmed, "base64");
  return undefined;
}

/** Written and synced beside its place, then linked: a crash leaves no half key, and of two first starts one wins. */
async function makeKeyFile(path: string): Promise<string> {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString("hex")}`;
  const file = await open(draft, "wx", 0o600);
  try {
    await file.writeFile(`${randomBytes(KEY_BYTES).toString("hex")}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(draft, path);
  } catch (error) {
    if (!isErrno(error, "EEXIST")) throw error;
  } finally {
    await unlink(draft);
  }
  return readFile(path, "utf8");
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (isErrno(error, "ENOENT")) return undefined;
    throw error;
  }
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
