import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hash,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from "node:crypto";

/** Seals short texts under the master key. `identity` says which row and column the text belongs to: elsewhere it does not open. */
export type Vault = {
  seal(text: string, identity: string): Buffer;
  /** Throws when the key is another one, the bytes were changed, or they were moved from another row. */
  open(sealed: Buffer, identity: string): string;
  /** Whether it opens with the key that seals now, not merely with an older one. */
  isCurrent(sealed: Buffer, identity: string): boolean;
  /** 32 bytes for one purpose, made from the key that seals now. */
  derive(purpose: string): Buffer;
  /** The same from each key that opens, the one that seals now first; as keys, which are quicker to use than bytes. */
  deriveAll(purpose: string): readonly KeyObject[];
  /** Names the key that seals now, and tells nothing about it. */
  keyId(): string;
  /** Seals with another key from now on, and still opens what older ones sealed. */
  switchTo(masterKey: Buffer): void;
};

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = 1;

/**
 * AES-256-GCM, a random nonce for each text.
 *
 *   version (1) | nonce (12) | tag (16) | ciphertext
 *
 * `others` open what they have sealed, and seal nothing.
 */
export function createVault(masterKey: Buffer, others: readonly Buffer[] = []): Vault {
  let bytes = masterKey;
  // Made once: for each password anew, it would cost more than the decryption.
  let keys = [masterKey, ...others].map((key) => createSecretKey(key));
  const derived = new Map<string, readonly KeyObject[]>();

  function sealWith(key: KeyObject | undefined, text: string, identity: string): Buffer {
    if (key === undefined) throw new Error("The vault has no key");
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(identity));
    const ciphertext = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
    return Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), ciphertext]);
  }

  return {
    seal: (text, identity) => sealWith(keys[0], text, identity),
    open(sealed, identity) {
      let cause: unknown;
      for (const key of keys) {
        try {
          return openWith(key, sealed, identity);
        } catch (error) {
          cause ??= error;
        }
      }
      throw new Error(`${identity} cannot be opened: the master key is another one, or the row was changed`, { cause });
    },
    isCurrent(sealed, identity) {
      try {
        return keys[0] !== undefined && openWith(keys[0], sealed, identity) !== undefined;
      } catch {
        return false;
      }
    },
    derive: (purpose) => deriveFrom(bytes, purpose),
    deriveAll(purpose) {
      const known = derived.get(purpose) ?? keys.map((key) => createSecretKey(deriveFrom(key, purpose)));
      derived.set(purpose, known);
      return known;
    },
    keyId: () => hash("sha256", Buffer.concat([Buffer.from("offhook master key id "), bytes])).slice(0, 16),
    switchTo(other) {
      if (other.equals(bytes)) return;
      keys = [createSecretKey(other), ...keys];
      derived.clear();
      bytes = other;
    },
  };
}

function deriveFrom(key: Buffer | KeyObject, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", key, "", `offhook ${purpose}`, 32));
}

function openWith(key: KeyObject, sealed: Buffer, identity: string): string {
  const tagAt = 1 + NONCE_BYTES;
  const textAt = tagAt + TAG_BYTES;
  if (sealed[0] !== VERSION || sealed.length < textAt) throw new Error("not a sealed value of this version");
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(1, tagAt), { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(identity))
    .setAuthTag(sealed.subarray(tagAt, textAt));
  return Buffer.concat([decipher.update(sealed.subarray(textAt)), decipher.final()]).toString("utf8");
}
