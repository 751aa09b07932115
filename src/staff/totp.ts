import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

const STEP_SECONDS = 30;
const DIGITS = 6;
/** A code of the step before or after is taken: clocks differ (RFC 6238, 5.2). */
const DRIFT_STEPS = 1;
/** As long as the hash (RFC 4226, section 4, R6). */
const SECRET_BYTES = 20;
const RECOVERY_CODES = 10;
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** A fresh secret in base32 (RFC 4648), as authenticator apps take it. */
export function newTotpSecret(): string {
  return toBase32(randomBytes(SECRET_BYTES));
}

/** What an app's camera reads. */
export function totpUri(secret: string, login: string): string {
  const label = `Offhook:${encodeURIComponent(login)}`;
  return `otpauth://totp/${label}?secret=${secret}&issuer=Offhook&algorithm=SHA1&digits=${DIGITS}&period=${STEP_SECONDS}`;
}

/** The step that a code is of, by a clock in milliseconds; undefined: it is of none that is taken. */
export function stepOfCode(code: string, secret: string, now: number): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const key = fromBase32(secret);
  const current = Math.floor(now / 1000 / STEP_SECONDS);
  let found: number | undefined;
  for (let step = current - DRIFT_STEPS; step <= current + DRIFT_STEPS; step++) {
    if (timingSafeEqual(Buffer.from(code), Buffer.from(codeOf(key, step)))) found ??= step;
  }
  return found;
}

/** RFC 4226, section 5.3, with HMAC-SHA-1: what every authenticator app can do. */
function codeOf(key: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", key).update(counter).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0xf;
  const number = mac.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, "0");
}

/** Codes for who lost the app: 80 random bits each, so that a fast hash of them cannot be searched. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () => toBase32(randomBytes(10)).replace(/(.{4})(?=.)/g, "$1-"));
}

/** A recovery code as it is hashed, however it was typed. Undefined: it is none. */
export function readRecoveryCode(text: string): string | undefined {
  const letters = text.toUpperCase().replace(/[\s-]/g, "");
  return /^[A-Z2-7]{16}$/.test(letters) ? letters : undefined;
}

function toBase32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{5}/g) ?? []).map((five) => BASE32[Number.parseInt(five, 2)]).join("");
}

function fromBase32(text: string): Buffer {
  const bits = [...text].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)));
}
