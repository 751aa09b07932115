import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from "node:crypto";

type Cost = { memory: number; passes: number; parallelism: number };

export type PasswordHasher = {
  /** A PHC string with a salt of its own. */
  hash(password: string): Promise<string>;
  /** Against nothing it takes as long, and is false. */
  verify(password: string, encoded: string | null): Promise<boolean>;
  /** Whether it was made with other costs than today's. */
  isOutdated(encoded: string): boolean;
};
/** More sign-ins wait than may. */
export class TooBusyError extends Error {}

/** OWASP's password storage cheat sheet: 19 MiB (in KiB), two passes, one lane. */
const COST: Cost = { memory: 19_456, passes: 2, parallelism: 1 };
const SALT_BYTES = 16;
const TAG_BYTES = 32;
/** A pass takes one of the process's four worker threads, which files and names need as well, and its memory. */
const MOST_AT_ONCE = 2;
const MOST_WAITING = 32;
/** RFC 9106 and the PHC string format: base64 without padding. */
const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;

/** Argon2id, a few at a time: who signs in can use up neither processors nor memory. Rejects with TooBusyError. */
export function createPasswordHasher(mostAtOnce = MOST_AT_ONCE): PasswordHasher {
  const waiting: (() => void)[] = [];
  let running = 0;

  async function derive(password: string, nonce: Buffer, tagLength: number, cost: Cost): Promise<Buffer> {
    if (running >= mostAtOnce) {
      if (waiting.length >= MOST_WAITING) throw new TooBusyError("too many passwords are being checked");
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await derivedKey({ message: password.normalize("NFC"), nonce, tagLength, ...cost });
    } finally {
      const next = waiting.shift();
      // The place goes over to the next one, so nobody slips in between.
      if (next === undefined) running -= 1;
      else next();
    }
  }

  /** What a login without a password is checked against: no password has this hash. */
  const nobodys = encode(COST, randomBytes(SALT_BYTES), randomBytes(TAG_BYTES));

  return {
    async hash(password) {
      const salt = randomBytes(SALT_BYTES);
      return encode(COST, salt, await derive(password, salt, TAG_BYTES, COST));
    },
    async verify(password, encoded) {
      const { cost, salt, tag } = decode(encoded ?? nobodys);
      return timingSafeEqual(await derive(password, salt, tag.length, cost), tag);
    },
    isOutdated(encoded) {
      const { cost } = decode(encoded);
      return Object.entries(COST).some(([name, value]) => cost[name as keyof Cost] !== value);
    },
  };
}

function derivedKey(parameters: Argon2Parameters): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    argon2("argon2id", parameters, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}

function encode({ memory, passes, parallelism }: Cost, salt: Buffer, tag: Buffer): string {
  const base64 = (bytes: Buffer) => bytes.toString("base64").replaceAll("=", "");
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(tag)}`;
}

function decode(encoded: string): { cost: Cost; salt: Buffer; tag: Buffer } {
  const [, memory, passes, parallelism, salt = "", tag = ""] = PHC.exec(encoded) ?? [];
  if (memory === undefined) throw new Error("a stored password hash is not one of argon2id");
  return {
    cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt, "base64"),
    tag: Buffer.from(tag, "base64"),
  };
}
