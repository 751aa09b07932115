import type { RawSettings } from "../../provisioning/vendor.ts";
import { KNOWN_SETTINGS } from "./known-settings.ts";

/** A setting's name, and its place in a list in brackets: `user_ringer[1]` is `<user_ringer idx="1">`. */
const NAME = /^([a-z][a-z0-9_]{0,99})(?:\[(\d{1,4})\])?$/;
const KEY = /^fkey\[\d+\](?:\.\w+)?$/;
/** SIP, web and menu passwords and their hashes, those of LDAP, HTTP and 802.1X, PINs of handsets (snom.md §0, §3, §7.3, §9). */
const SECRET = /pass|pwd|secret|hash|(?:^|_)(?:pin|psk|hs_?code|ac_code|private_?key)(?:_|$)/;
/** Switches whose names only sound like it. */
const NO_SECRETS: readonly string[] = ["encrypt_secrets"];

export const raw: RawSettings = {
  known: KNOWN_SETTINGS,
  // snom.md §3.3
  ranges: { log_level: { min: 0, max: 9 }, backlight: { min: 3, max: 15 }, contrast: { min: 0, max: 30 } },
  findFault(name) {
    if (KEY.test(name)) return "is a function key, which belongs into keys";
    const base = NAME.exec(name)?.[1];
    if (base === undefined)
      return "must be a setting's name in lower-case letters, digits and _, with its place in a list as in user_ringer[1]";
    if (SECRET.test(base) && !NO_SECRETS.includes(base)) return "carries a password, and those are never given raw";
    return undefined;
  },
  lineOf(name) {
    const [, base = name, index] = NAME.exec(name) ?? [];
    const element = base.replace(/[^a-z0-9_]/g, "\\$&");
    const place = index === undefined ? "(?![^>]*\\sidx=)" : `(?=[^>]*\\sidx="${index}")`;
    return new RegExp(`^[ \\t]*<${element}(?=[\\s/>])${place}[^>]*>[^<]*</${element}>[ \\t]*\\r?\\n`);
  },
};
