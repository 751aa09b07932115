import type { HostedRules } from "./check-hosted.ts";
import type { CheckSync } from "./check-sync.ts";
import type { FunctionKey } from "./function-key.ts";
import type { Localised } from "./language.ts";
import type { MenuForm } from "./menu/menu-form.ts";
import type { PasswordKind } from "./password.ts";
import type { BookForm } from "./phone-book/book-form.ts";
import type { UploadKind } from "./phone-upload.ts";
import type { RedirectServiceId } from "./redirect.ts";
import type { LoginScheme } from "./request.ts";
import type { ResolvedSettings, SettingName } from "./settings.ts";
import type { HostedTold } from "./tell-hosted.ts";
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
  functionKey(key: FunctionKey, place: KeyPlace, context: KeyContext): VendorKey | undefined;
  /** The vendor's own words for neutral settings (names of languages, zones, tones …), for its templates. Keys that do not apply are present and undefined. */
  words(settings: ResolvedSettings, data: WordsContext): Record<string, unknown>;
  /** Settings under the vendor's own names, which an admin may lay over what a template writes. */
  raw: RawSettings;
  firmware: FirmwareNaming;
  /** What its phones can be given besides. */
  hosts: HostedRules;
  discovery: {
    /** The provisioning URL that a phone is told, from the base that ends in `/`. Families may spell its place-holders differently. */
    settingsUrl(base: string, family: string): string;
    /** The URL for its redirect services, where that is not `settingsUrl`. */
    redirectUrl?(base: string, family: string, mac: string): string | undefined;
    /** Its redirect services. */
    redirects?: readonly RedirectServiceId[];
    /** What its phones say and read in DHCP. */
    dhcp?: DhcpHabits;
    /** The model that the page of a phone's web server names, or its login, to somebody without a password. */
    modelOnPage?(page: WebPage): string | undefined;
    /** How a model is led here by hand, and where it looks by itself. Undefined for models without a configuration. */
    byHand(modelName: string): ByHand | undefined;
  };
  /** What SIP NOTIFY has phones of a family do (discovery.md §7). */
  checkSync(family: string): CheckSync;
};

/** What a phone's web server says of itself. */
export type WebPage = { title: string | undefined; realm: string | undefined; server: string | undefined };

export type DhcpHabits = {
  /** On option 60, which its phones send. */
  vendorClass: RegExp;
  /** How option 60 begins, for servers that cannot do more than compare. Absent where that is not known. */
  classPrefix?: string;
  /** Options that carry the URL as text. They are sent though nobody asks for them; of other vendors they are kept away. */
  urlOptions: readonly number[];
  /** Of these, how many characters a phone takes. A longer URL goes into option 66. */
  maxUrlLength?: number;
  /** Sub-options inside option 43, text with a NUL that counts: values of the direct options with these codes. */
  encapsulated?: readonly number[];
};

/** Where a phone looks for its server, step by step. */
export const SEARCH_STEPS = [
  "redirect",
  "pnp",
  "dhcp",
  "dhcp-114",
  "dhcp-custom",
  "dhcp-66",
  "dhcp-43",
  "stored",
  "tr69",
] as const;
export type SearchStep = (typeof SEARCH_STEPS)[number];

/**
 * What an operator needs who stands before the phone. What no source confirms is absent, and the instructions say so. A path on the
 * phone's own web server begins with `/`.
 */
export type ByHand = {
  /** The page where the address is typed. */
  page?: string;
  /** In which field there, or in which setting. */
  field?: string;
  /** User and password of its web page, or its PIN, as it leaves the factory. */
  login?: string;
  /** A page that makes it fetch its configuration, or restart, at once. */
  fetchPage?: string;
  restartPage?: string;
  /** What is known of a reset to the factory. No source tells the whole way at any device. */
  resetHint?: Localised<string>;
  search: { steps: readonly SearchStep[]; isConfirmed: boolean };
  /** What must be as it leaves the factory, or it looks for nothing: a setting, its value, and for what. */
  switches: readonly { setting: string; value: string; effect: SwitchEffect }[];
  notes?: readonly Localised<string>[];
};
type SwitchEffect = "pnp" | "dhcp" | "redirect" | "order" | "download" | "at-start";

export type UserAgent = {
  /** As the phone says it, mapped to a catalogue name where one fits. */
  model: string | undefined;
  firmware: string | undefined;
  /** Any notation; absent where the phone does not say it. */
  mac: string | undefined;
  /** How many handsets a DECT base says that it takes. */
  handsets?: number | undefined;
};

/** What else a model can do, for those who choose one. */
export const CAPABILITIES = ["xml-menu", "blf", "ldap", "srtp", "mtls", "dect-handsets", "wifi"] as const;
export type Capability = (typeof CAPABILITIES)[number];
/** How a phone finds its server by itself. */
export const ZERO_TOUCH = ["pnp", "dhcp", "redirect"] as const;
export type ZeroTouch = (typeof ZERO_TOUCH)[number];

export type Model = {
  /** The key into `Vendor.families`. */
  family: string;
  /** SIP identities at most. */
  lines: number;
  /** Function keys on the device, all pages, no expansion modules. */
  keys: number;
  /** Of these, the last so many lie apart, as memory keys. */
  memoryKeys?: number;
  display: "none" | "mono" | "colour" | "touch";
  /** Pixels, where a source says them. */
  displaySize?: { width: number; height: number };
  /** Expansion modules that it takes: how many, and how many keys each has. `isClearedWhole`: those not in the list are written as unused, or the phone would keep them (Snom). */
  expansion?: { name: string; modules: number; keys: number; isClearedWhole?: boolean };
  /** How many handsets a DECT base takes. */
  handsets?: number;
  /** Instead of the family's. */
  capabilities?: readonly Capability[];
  /** Instead of the family's. */
  zeroTouch?: readonly ZeroTouch[];
  /** Why there is no configuration for it; such a model is refused on entry. */
  unsupported?: string;
  /** Other names for the same thing: what the phone calls itself in User-Agents and paths. */
  aliases?: readonly string[];
  /** Other models that it may say it is in its User-Agent, without that being a conflict. */
  reportsAs?: readonly string[];
};

export type Family = {
  name: string;
  capabilities: readonly Capability[];
  zeroTouch: readonly ZeroTouch[];
  /** Neutral settings that these phones have no setting for, or none that a source confirms, each with the reason. All others change the file. */
  cannot: Readonly<Partial<Record<Exclude<SettingName, "raw">, string>>>;
  secrets: readonly SecretSlot[];
  /** How these phones are given a certificate authority to trust. Absent: no source confirms a way, so they are not moved to https for it. */
  takesAuthority?: "inline" | "file";
  /** They speak no TLS 1.2, so their https address is that of the legacy door. */
  hasOldTls?: true;
  /** Whether a phone keeps a setting that is absent from a later file: the ground of the one-time rule. With its source. */
  keepsAbsentSettings: { value: boolean; source: string };
  /** These phones take HA1 instead of a SIP password: as this setting, `{n}` as in `secrets`. With its source. */
  ha1?: { setting: string; source: string };
  /** How they are told to drop an account: its password's settings, and what stands there then. Absent: no source says, so nobody can share such a phone. */
  dropsAccount?: { settings: readonly string[]; value: string; source: string };
  /** Exact form of a menu password where the family's menu takes digits only. */
  menuDigits?: { min: number; max: number };
  /**
   * Where every line has a menu password of its own: that line's, made from the phone's. Gigaset's DECT bases tell by the
   * registration PIN which slot a handset takes. A preview hands in the mask, which must stay one.
   */
  menuPasswordOfLine?: (menuPassword: string, lineIndex0: number) => string;
  /** How the file writes the menu password where it does not stand there as it is. A preview hands in the mask, which must stay one. */
  menuPasswordAsWritten?: (menuPassword: string) => string;
  /** The settings by which a file tells the phone its name and password for HTTP. Absent: no source confirms any. */
  loginSettings?: readonly string[];
  /** No setting is known that tells it an address, so that it keeps the first token that it is told whenever it looks for us. */
  keepsFirstToken?: true;
  /** How it is asked to log in, where it does not take every way. Best first. */
  loginSchemes?: readonly LoginScheme[];
  /** By SIP PnP these phones are told a base without `/` at its end, to which they add a path of their own. */
  isToldBaseByPnp?: true;
  /** Older firmware does not understand what it is given. With its source. */
  oldestFirmware?: { version: string; source: string };
  /** No configuration switches SIP PnP off, so that a phone asks again after a factory reset does not stand out. */
  alwaysAsksByPnp?: true;
};

/** A setting, or several that carry the same value, through which passwords reach a phone. */
type SecretSlot = {
  /** Several kinds: one setting opens all of them, and goes out only while every one of them is granted. */
  kinds: readonly PasswordKind[];
  /** Names in the file; `{n}` stands for the line's index as this family counts, or for its handset. */
  settings: readonly string[];
};

/**
 * `backup`: what a phone itself has saved, to fetch it again. `log`: what it sends and never asks for. `index-chain`: the same bytes for
 * everybody, which lead to the phone's own file. `authority`: a certificate to trust. `phone-book`: entries of the phone's book, as asked
 * for. `menu`: pages for its display. `report`: the phone tells what happened by asking for it; the group `report` in its path says what.
 */
type FileKind =
  | "phone-settings"
  | "boot"
  | "common-settings"
  | "firmware-index"
  | "backup"
  | "log"
  | "index-chain"
  | "authority"
  | "phone-book"
  | "menu"
  | "report";
export type EscapeKind = "xml" | "cfg-line" | "latin1-xml";

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
  /** The file's bytes instead of a template: the same for everybody who asks, so nothing of a phone is in it. */
  bytes?: (fileName: string) => Uint8Array;
  /** Of a phone book: its template gets a `BookPage`. */
  book?: BookForm;
  /** Of a menu: its pages come from `menu/show-menu.ts`. */
  menu?: MenuForm;
  /** What phones send under this name, where they are let. */
  upload?: UploadKind;
};

/** `module` 0 is the device itself, 1 the first expansion module. `index0` counts within it. */
export type KeyPlace = { module: number; index0: number };
export type KeyContext = {
  modelName: string;
  model: Model;
  settings: ResolvedSettings;
  lines: TemplateData["lines"];
  pbx: TemplateData["pbx"];
  /** Whoever sat at the phone may have left keys there, so one without a function must replace all that the phone would keep. */
  isLeftByOthers?: boolean;
};

/** A function key as a template writes it. */
export type VendorKey = Record<string, string | number>;

export type WordsContext = Pick<TemplateData, "lines" | "handsets" | "pbx" | "server" | "phone"> & {
  modelName: string;
  model: Model;
  hosted: HostedTold;
};

/** What the names of a maker's images say. */
export type FirmwareNaming = {
  /** Its version, and the models that it is for: absent where the name does not tell. Undefined: no name of an image of this maker's. */
  read(fileName: string): { version: string; models?: readonly string[] } | undefined;
  /** What such names look like, for those who gave another one. */
  example: string;
  /** Models of one firmware family run the same image. Undefined: no image of this model is known. */
  familyOf(modelName: string): string | undefined;
  /** Why its phones are never told an older image than theirs, as the end of a sentence. Absent: nothing is known against it. */
  whyNotBack?: string;
};

export type RawSettings = {
  /** Names that some source tells of. Others are written as well, with a warning that names the nearest of these. */
  known: ReadonlySet<string>;
  /** Whole numbers that some source gives limits for, under names as in `known`. */
  ranges?: Readonly<Record<string, { min: number; max: number }>>;
  /** Why this cannot be written into a file of this vendor, as the end of a sentence: its grammar, or that its name is one of a password. */
  findFault(name: string, value: string): string | undefined;
  /** Matches each line of a rendered file that gives this setting. Of several the last one remains. */
  lineOf(name: string): RegExp;
  /**
   * For vendors with several formats: how this family's template writes a setting of this name, as its template calls it.
   * Undefined: these phones have no such setting, so it is left out of their files.
   */
  formOf?(name: string, family: string): string | undefined;
};

/** For `FileRule.path`: twelve hex digits, bare or in pairs with `:` or `-`. Phones write it in either case. */
export const MAC_IN_NAME = "(?<mac>[0-9a-f]{2}(?:[:-]?[0-9a-f]{2}){5})";
