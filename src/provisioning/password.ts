import { randomInt } from "node:crypto";
import { inspect } from "node:util";

/** The three kinds of password that a provisioned phone holds. */
export const PASSWORD_KINDS = ["sip", "menu", "web"] as const;
export type PasswordKind = (typeof PASSWORD_KINDS)[number];

/** How staff and previews see any password. */
export const MASK = "********";

/** A password in the clear. It shows itself only when asked by `reveal()`: printing, logging or serialising it yields the mask. */
export class Password {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  reveal(): string {
    return this.#text;
  }
  toString(): string {
    return MASK;
  }
  toJSON(): string {
    return MASK;
  }
  [inspect.custom](): string {
    return MASK;
  }
}

const UNAMBIGUOUS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789";
const DIGITS = "0123456789";

/** A random password of `length` characters, without the ones people mix up (0 O, 1 l I). */
export function generatePassword(length: number): Password {
  return new Password(pick(UNAMBIGUOUS, length));
}

/** A random PIN of `length` digits. */
export function generatePin(length: number): Password {
  return new Password(pick(DIGITS, length));
}

function pick(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");
}
