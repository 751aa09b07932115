import type { RawSettings } from "../../provisioning/vendor.ts";
import { snom } from "../snom/index.ts";
import { MX_SETTINGS, N510_SETTINGS, N720_SETTINGS, NX_SETTINGS } from "./known-settings.ts";

/** Settings of N510 and N720; those without a dot are elements of their own. */
const PROVIDER_FRAME_NAME =
  /^(?:BS_\w+(?:\[(?:\d{1,3}|%)\])?(?:\.\w+(?:\[(?:\d{1,3}|%)\])?)+|S_\w+|EXTENDED_PROFILE|CERTIFICATE)$/;
/** Settings of Maxwell and NX. */
const DOTTED_NAME = /^[A-Za-z]\w*(?:\.\w+)+$/;
/** Every password, PIN and digest secret that gigaset.md names, and whatever sounds like one. */
const SECRET = /passw|pwd|DECT_AC|KdsPin|RegistrationPIN|DIGEST_|secret|private_?key|(?:^|[._])pin(?:$|[._[])/i;
/** The last part of names whose value is text, among byte lists that begin alike (gigaset.md §3.1). */
const TEXT_NAME =
  /^(?:auc(?!KdsPin|I_|AvailableNetdirs|ActivatedNetdirs|NetdirSel|CountryCode)|NetCode|NameFilter|NumberFilter|ServerURL)/;

const PROVIDER_FRAME_TEXT = /^[ !#-%(-;=?-~\u00a0-\u00ff]*$/;
const PROVIDER_FRAME_NUMBER = /^(?:\d{1,10}|0x[0-9a-f]{1,8}|0x[0-9a-f]{1,2}(?:,0x[0-9a-f]{1,2})+)$/i;

const BY_FAMILY: Readonly<Record<string, ReadonlySet<string>>> = {
  nx: new Set(NX_SETTINGS),
  mx: new Set(MX_SETTINGS),
  n510: new Set(N510_SETTINGS),
  n720: new Set(N720_SETTINGS),
};
/** Families that share a grammar: a name that neither knows may be of either. */
const SISTERS: Readonly<Record<string, string>> = { nx: "mx", mx: "nx", n510: "n720", n720: "n510" };

/** Names tell formats apart: Maxwell's and NX's have dots, ProviderFrame's begin with `BS_` or `S_`, all others are Snom's. */
export const rawSettings: RawSettings = {
  known: new Set([...Object.values(BY_FAMILY).flatMap((names) => [...names]), ...snom.raw.known]),
  findFault(name, value) {
    if (SECRET.test(name)) return "is or guards a password, which no raw setting may carry";
    if (PROVIDER_FRAME_NAME.test(name)) return findProviderFrameFault(name, value);
    if (DOTTED_NAME.test(name)) return findDottedFault(name, value);
    return isOwn(name) ? "is not how these devices write the name of a setting" : snom.raw.findFault(name, value);
  },
  lineOf(name) {
    if (!isOwn(name)) return snom.raw.lineOf(name);
    const own = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return new RegExp(`^ *<(?:param name="${own}" value=|SYMB_ITEM ID="${own}" |${own} class=)[^\\n]*/>\\n`);
  },
  formOf(name, family) {
    if (family === "p") return isOwn(name) ? undefined : "setting";
    const isProviderFrame = PROVIDER_FRAME_NAME.test(name);
    if (!(isProviderFrame ? ["n510", "n720"] : ["nx", "mx"]).includes(family)) return undefined;
    if (!isProviderFrame && !DOTTED_NAME.test(name)) return undefined;
    const isKnownTo = (of: string) => BY_FAMILY[of]?.has(name.replace(/\d+/g, "{n}")) ?? false;
    if (!isKnownTo(family) && isKnownTo(SISTERS[family] ?? "")) return undefined;
    return isProviderFrame ? providerFrameForm(name) : "param";
  },
};

function isOwn(name: string): boolean {
  return name.includes(".") || /^(?:BS_|S_)|^(?:EXTENDED_PROFILE|CERTIFICATE)$/.test(name);
}

/** `tag`: an element of that name. `text`: quoted twice. `number`: a number or a list of bytes. */
function providerFrameForm(name: string): "tag" | "text" | "number" {
  if (!name.includes(".")) return "tag";
  return TEXT_NAME.test(name.split(".").at(-1) ?? "") ? "text" : "number";
}

function findProviderFrameFault(name: string, value: string): string | undefined {
  if (providerFrameForm(name) === "number")
    return PROVIDER_FRAME_NUMBER.test(value)
      ? undefined
      : "must be a number, 0x and hex digits, or bytes like 0x01,0xff";
  return PROVIDER_FRAME_TEXT.test(value)
    ? undefined
    : "must be text of ISO-8859-1 without quotes, & and < or >, which these bases may not read";
}

function findDottedFault(name: string, value: string): string | undefined {
  if (value === "") return "must not be empty: an empty value has unpredictable effects on these devices";
  return /^hs\.(?:\w+\.)?RegStatus$/.test(name)
    ? "must be left to Offhook: it can remove a handset's slot, and its password with it"
    : undefined;
}
