import { createHmac } from "node:crypto";
import { isSameHash } from "../audit.ts";
import type { Admission } from "../phone.ts";
import type { ProofStore } from "../proof-store.ts";

/** What opens a phone's menu. Nothing is stored of it: every daemon with the same master key makes the same. */
export type MenuKeys = {
  keyOf(phone: Whose): string;
  fits(phone: Whose, shown: string | undefined): boolean;
};
/** A phone that is admitted anew, or moves to another PBX, has another key. */
type Whose = Pick<Admission, "phoneId" | "mac" | "pbxId">;

const PURPOSE = "phone menus";
const KEY_BYTES = 16;

/** While a master key is being exchanged, what the one before opened stays open: phones learn the new address in their own time. */
export function createMenuKeys({ deriveKeys }: Pick<ProofStore, "deriveKeys">): MenuKeys {
  const keysOf = ({ phoneId, mac, pbxId }: Whose): string[] =>
    deriveKeys(PURPOSE).map((key) => {
      const whose = JSON.stringify([phoneId, mac, pbxId]);
      return createHmac("sha256", key).update(whose).digest().subarray(0, KEY_BYTES).toString("base64url");
    });

  return {
    keyOf(phone) {
      const [key] = keysOf(phone);
      if (key === undefined) throw new Error("There is no key to make a menu's key of");
      return key;
    },
    fits(phone, shown = "") {
      let isFound = false;
      for (const key of keysOf(phone)) if (isSameHash(key, shown)) isFound = true;
      return isFound;
    },
  };
}
