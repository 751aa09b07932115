import { authorityRule, reportRule } from "../../provisioning/answer-static.ts";
import type { UploadKind } from "../../provisioning/phone-upload.ts";
import { type FileRule, MAC_IN_NAME } from "../../provisioning/vendor.ts";
import { families } from "./families.ts";
import { yealinkMenuRule } from "./menu.ts";
import { commonFileStemOf } from "./models.ts";
import { bookRule } from "./phone-book.ts";

const CONTENT_TYPE = "text/plain; charset=utf-8";
/** Any number, not only those of the table: a new model's question is as normal as a known one's. */
const COMMON_STEM = "(?<model>y0{9}\\d{3})";

const NO_BOOT_FILE =
  "A boot file makes the phone fetch only what it includes, and with an overwrite mode of 1 reset what is absent, its passwords among it. Without one it fetches its own file and keeps what is absent.";
const NO_COMMON_FILE =
  "All phones of a model share this file, whoever they belong to. Everything is in the phone's own file.";
const NO_ENCRYPTED_FILE = "Files are not encrypted: the vendor's keys are public. HTTPS protects them.";
/** What came from a phone could otherwise be brought to it by whoever sent it in its name, past the rule of passwords. */
const NO_BACKUP =
  "What phones save here, if they may, is for staff. It is never given back: it can hold passwords, and settings that win over ours.";

/** In the order in which phones ask (yealink.md §1.3); the file with settings is the phone's own one. */
export const files: readonly FileRule[] = [
  absent("boot", `${MAC_IN_NAME}\\.boot`, (mac) => `${mac}.boot`, NO_BOOT_FILE),
  absent("boot", "y0{12}\\.boot", () => "y000000000000.boot", NO_BOOT_FILE),
  absent("common-settings", `${COMMON_STEM}\\.cfg`, (_mac, model) => `${commonFileStemOf(model)}.cfg`, NO_COMMON_FILE),
  settings(
    "yealink/desk",
    Object.keys(families).filter((family) => !family.startsWith("dect")),
  ),
  settings("yealink/dect", ["dect"]),
  settings("yealink/dect-multicell", ["dect-multicell"]),
  settings("yealink/dect-base", ["dect-base"]),
  saved("settings", "-local.cfg"),
  saved("contacts", "-contact.xml"),
  saved("call-log", "-calllog.xml"),
  absent(
    "common-settings",
    `${COMMON_STEM}\\.enc`,
    (_mac, model) => `${commonFileStemOf(model)}.enc`,
    NO_ENCRYPTED_FILE,
  ),
  absent(
    "common-settings",
    `${COMMON_STEM}_Security\\.enc`,
    (_mac, model) => `${commonFileStemOf(model)}_Security.enc`,
    NO_ENCRYPTED_FILE,
  ),
  absent("phone-settings", `${MAC_IN_NAME}\\.enc`, (mac) => `${mac}.enc`, NO_ENCRYPTED_FILE),
  absent("phone-settings", `${MAC_IN_NAME}_Security\\.enc`, (mac) => `${mac}_Security.enc`, NO_ENCRYPTED_FILE),
  bookRule(Object.keys(families).filter((family) => families[family]?.cannot.phoneBook === undefined)),
  yealinkMenuRule(Object.keys(families).filter((family) => families[family]?.capabilities.includes("xml-menu"))),
  authorityRule(MAC_IN_NAME),
  reportRule(MAC_IN_NAME),
  {
    // The exact names are unconfirmed (yealink.md §1.5).
    ...absent("log", `${MAC_IN_NAME}-(?:sys|boot)[\\w.-]{0,40}\\.log`, (mac) => `${mac}-sys.log`, NO_BACKUP),
    upload: "log",
  },
];

/** What a phone saves under a name of its own, and would fetch again. */
function saved(upload: UploadKind, ending: string): FileRule {
  const pattern = `${MAC_IN_NAME}${ending.replace(".", "\\.")}`;
  return { ...absent("backup", pattern, (mac) => `${mac}${ending}`, NO_BACKUP), upload };
}

/** The phone's own file. */
function settings(template: string, ofFamilies: readonly string[]): FileRule {
  return {
    path: fileName(`${MAC_IN_NAME}\\.cfg`),
    kind: "phone-settings",
    template,
    families: ofFamilies,
    name: (mac) => `${mac.toLowerCase()}.cfg`,
    contentType: CONTENT_TYPE,
    escape: "cfg-line",
    carriesSecrets: true,
  };
}

/** A file that phones ask for and that is right not to be there. */
function absent(kind: FileRule["kind"], pattern: string, name: FileRule["name"], why: string): FileRule {
  return {
    path: fileName(pattern),
    kind,
    template: undefined,
    why,
    name: (mac, model) => name(mac.toLowerCase(), model),
    contentType: CONTENT_TYPE,
    escape: "cfg-line",
    carriesSecrets: false,
  };
}

/** Some phones write their MAC in upper case in some names (yealink.md §1.3). */
function fileName(pattern: string): RegExp {
  return new RegExp(`^${pattern}$`, "i");
}
