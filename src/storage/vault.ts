import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, randomBytes } from "node:crypto";
import { link, mkdir, open, readFile, stat, unlink } from "node:fs/promises";
import { join } from "node:path";

/** Seals short texts under the master key. `identity` says which row and column the text belongs to: elsewhere it does not open. */
export type Vault = {
  seal(text: string, identity: string): Buffer;
  /** Throws when the key is another one, the bytes were changed, or they were moved from another row. */
  open(sealed: Buffer, identity: string): string;
  /** A key of its own for each purpose, from which nobody finds the master key or another one (RFC 5869). */
  deriveKey(purpose: string): Buffer;
};

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = 1;
const KEY_FORMS = "64 hex digits or the base64 of 32 bytes";

/**
 * AES-256-GCM, a random nonce for each text.
 *
 *   version (1) | nonce (12) | tag (16) | ciphertext
 */
export function createVault(masterKey: Buffer): Vault {
  // Made once: for each password anew, it would cost more than the decryption.
  const key = createSecretKey(masterKey);
  return {
    deriveKey: (purpose) => Buffer.from(hkdfSync("sha256", masterKey, "", `offhook ${purpose}`, KEY_BYTES)),
    seal(text, identity) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(identity));
      const ciphertext = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), ciphertext]);
    },
    open(sealed, identity) {
      const tagAt = 1 + NONCE_BYTES;
      const textAt = tagAt + TAG_BYTES;
      try {
        if (sealed[0] !== VERSION || sealed.length < textAt) throw new Error("not a sealed value of this version");
        const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(1, tagAt), {
          authTagLength: TAG_BYTES,
        })
          .setAAD(Buffer.from(identity))
          .setAuthTag(sealed.subarray(tagAt, textAt));
        return Buffer.concat([decipher.update(sealed.subarray(textAt)), decipher.final()]).toString("utf8");
      } catch (cause) {
        throw new Error(`${identity} cannot be opened: the master key is another one, or the row was changed`, {
          cause,
        });
      }
    },
  };
}

/** The key given as text, else the one in `master.key` of the data folder, which is made at the first start. */
export async function loadMasterKey(dataDir: string, given?: string): Promise<Buffer> {
  if (given !== undefined) {
    const key = decodeKey(given);
    if (key === undefined) throw new Error(`The master key given by the environment is not ${KEY_FORMS}`);
    return key;
  }
  const path = join(dataDir, "master.key");
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const text = (await readIfThere(path)) ?? (await makeKeyFile(path));
  const { mode } = await stat(path);
  if ((mode & 0o077) !== 0) {
    throw new Error(
      `${path} has mode 0${(mode & 0o777).toString(8)}; others must not read the master key: chmod 600 it`,
    );
  }
  const key = decodeKey(text);
  if (key === undefined) throw new Error(`${path} does not hold ${KEY_FORMS}`);
  return key;
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
