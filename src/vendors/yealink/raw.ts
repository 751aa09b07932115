import type { RawSettings } from "../../provisioning/vendor.ts";
import { KNOWN_SETTINGS } from "./known-settings.ts";

/** yealink.md §4.1. */
const NAME = /^\w+(?:\.\w+)*$/;
/** Whatever opens something: passwords, PINs, keys of encrypted files (yealink.md §4.4, §4.8, §4.12, §8.4, §11). */
const SECRET_NAME =
  /password|passwd|passphrase|secret|credential|(?:^|[._])(?:pwd|psk|pin)(?:[._]|$)|pin_code|aes_key(?:_(?:\d+|\{n\}))?\.|_aes(?:$|\.)/i;
/** Switches that merely speak of a password. */
const HARMLESS_NAME = /(?:_pwd_enable|double_pin_code\.enable)$/;

/** Settings under Yealink's own names. */
export const raw: RawSettings = {
  known: new Set([...KNOWN_SETTINGS].filter((name) => !isSecret(name))),
  // yealink.md §4.2 to §4.10
  ranges: {
    "sip.reg_surge_prevention": { min: 0, max: 60 },
    "account.{n}.sip_server.{n}.transport_type": { min: 0, max: 3 },
    "local_time.dst_time_type": { min: 0, max: 1 },
    "static.syslog.level": { min: 0, max: 6 },
    "static.syslog.transport_type": { min: 0, max: 2 },
    "phone_setting.active_backlight_level": { min: 1, max: 10 },
    "phone_setting.contrast": { min: 1, max: 10 },
    "phone_setting.lock": { min: 0, max: 4 },
  },
  findFault,
  lineOf: (name) => new RegExp(`^${name.replaceAll(".", "\\.")}[ \\t]*=[^\\n]*(?:\\n|$)`),
};

function findFault(name: string, value: string): string | undefined {
  if (!NAME.test(name)) return "must be named by words of letters, digits and _, with dots between them";
  if (isSecret(name))
    return "would carry a password or another secret, which Offhook gives out by itself and only once";
  if (/[\u0000-\u001f\u007f]/.test(value)) return "must be one line without control characters";
  if (value === "" || value !== value.trim())
    return "must neither be empty nor begin or end with a blank: phones cut blanks off, and some fail at an empty value";
  if (/^%(?:NULL|EMPTY)%$/i.test(value)) return 'must not be a word that phones read as "clear this setting"';
  return undefined;
}

function isSecret(name: string): boolean {
  return SECRET_NAME.test(name) && !HARMLESS_NAME.test(name);
}
