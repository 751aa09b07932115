import type { PasswordKind } from "./password.ts";
import type { FunctionKey } from "./phone.ts";
import type { ResolvedSettings } from "./settings.ts";
import type { TemplateData } from "./template-data.ts";

/** Everything this server knows about one maker of phones. Data and pure functions only. */
export type Vendor = {
  /** Also the folder name in src/vendors, templates and firmware. */
  id: string;
  name: string;
  /** Upper-case hex digits, any length; the longest match of all vendors suggests one. A suggestion only: 000413 is Snom's and, in slices, Gigaset's. */
  macPrefixes: readonly string[];
  /** Undefined for a User-Agent that is not this vendor's. */
  parseUserAgent(header: string): UserAgent | undefined;
  /** By catalogue name, for example `D785`. */
  models: Readonly<Record<string, Model>>;
  /** What to assume when neither the operator nor the phone said the model: file rules and limits of this one apply. */
  defaultModel: string;
  /** First match wins. */
  files: readonly FileRule[];
  /** How a family handles its passwords, by family key. Families without a slot for a kind never receive it. */
  families: Readonly<Record<string, Family>>;
  /** A function key in this vendor's own notation. Undefined: these phones cannot do that. */
  functionKey(key: FunctionKey, position: number, context: KeyContext): VendorKey | undefined;
  /** The vendor's own words for neutral settings (names of languages, zones, tones …), for its templates. Keys that do not apply are present and undefined. */
  words(settings: ResolvedSettings, data: WordsContext): Record<string, unknown>;
  discovery: {
    /** The provisioning URL that a phone is told, from the base that ends in `/`. Families may spell its place-holders differently. */
    settingsUrl(base: string, family: string): string;
    /** The path an operator types into the phone by hand, and how. */
    manual: string;
  };
};

export type UserAgent = {
  /** As the phone says it, mapped to a catalogue name where one fits. */
  model: string | undefined;
  firmware: string | undefined;
  /** Any notation; absent where the phone does not say it. */
  mac: string | undefined;
};

export type Model = {
  /** The key into `Vendor.families`. */
  family: string;
  /** SIP identities at most. */
  lines: number;
  /** Function keys on the device, all pages, no expansion modules. */
  keys: number;
  display: "none" | "mono" | "colour" | "touch";
  /** Why there is no configuration for it; such a model is refused on entry. */
  unsupported?: string;
  /** Other names for the same thing: what the phone calls itself in User-Agents and paths. */
  aliases?: readonly string[];
};

export type Family = {
  name: string;
  secrets: readonly SecretSlot[];
  /** Whether a phone keeps a setting that is absent from a later file: the ground of the one-time rule. With its source. */
  keepsAbsentSettings: { value: boolean; source: string };
  /** Exact form of a menu password where the family's menu takes digits only. */
  menuDigits?: { min: number; max: number };
  /**
   * Where every line has a menu password of its own: that line's, made from the phone's. Gigaset's DECT bases tell by the
   * registration PIN which slot a handset takes. A preview hands in the mask, which must stay one.
   */
  menuPasswordOfLine?: (menuPassword: string, lineIndex0: number) => string;
  /** By SIP PnP these phones are told a base without `/` at its end, to which they add a path of their own. */
  isToldBaseByPnp?: true;
  /** No configuration switches SIP PnP off, so that a phone asks again after a factory reset does not stand out. */
  alwaysAsksByPnp?: true;
};

/** A setting, or several that carry the same value, through which passwords reach a phone. */
type SecretSlot = {
  /** Several kinds: one setting opens all of them, and goes out only while every one of them is granted. */
  kinds: readonly PasswordKind[];
  /** Names in the file; `{n}` stands for the line's index as this family counts. */
  settings: readonly string[];
};

/** `backup`: what a phone itself has saved, to fetch it again. */
type FileKind = "phone-settings" | "boot" | "common-settings" | "firmware-index" | "backup";
export type EscapeKind = "xml" | "cfg-line";

export type FileRule = {
  /** On the file name, case-insensitive; may name the groups `mac` and `model`. */
  path: RegExp;
  kind: FileKind;
  /** Below `templates/`. Undefined: phones ask for it, and 404 is the right answer, for the reason given. */
  template: string | undefined;
  why?: string;
  /** Which families this rule is for; all when absent. */
  families?: readonly string[];
  /** The name this phone would ask for, for listings; `MAC` and `mac` stand for upper and lower case hex. */
  name: (mac: string, model: string) => string;
  contentType: string;
  escape: EscapeKind;
  /** Only these files may ever receive passwords. */
  carriesSecrets: boolean;
};

export type KeyContext = { model: Model; settings: ResolvedSettings; lines: TemplateData["lines"]; pbxHost: string };

/** A function key as a template writes it. */
export type VendorKey = Record<string, string | number>;

export type WordsContext = { model: Model; pbx: TemplateData["pbx"] };

/** For `FileRule.path`: twelve hex digits, bare or in pairs with `:` or `-`. Phones write it in either case. */
export const MAC_IN_NAME = "(?<mac>[0-9a-f]{2}(?:[:-]?[0-9a-f]{2}){5})";
