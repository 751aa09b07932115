import { gatherStages } from "../gather-stages.ts";
import { familyOfPhone } from "../phone-identity.ts";
import type { Why } from "../phone-light.ts";
import { kindsTakenBy } from "../phone-passwords.ts";
import { sayWhy } from "../status-texts.ts";
import type { Vendor } from "../vendor.ts";
import { backTo, linkTo, type MenuCall, type MenuPage } from "./menu-page.ts";
import type { MenuSources } from "./menu-sources.ts";

/** A base has many; its handsets show their own. */
const MOST_LINES = 6;
/** Of a phone's newest events, among which its configuration is looked for. */
const EVENTS_LOOKED_AT = 50;
const GIVEN = [
  "file-served",
  "passwords-delivered",
  "secret-closed",
  "secret-refused",
  "secret-insecure-transport",
  "secret-waits-for-pbx",
];

/** Who the phone is, and how it is. */
export const THIS_PHONE: MenuPage = {
  name: "phone",
  entry: (call) => linkTo(call, call.texts.thisPhone, "phone"),
  async show(call, sources) {
    const { phone, pbx, found, texts, address } = call;
    const provisionedAt = await findProvisioned(call, sources);
    const lines = [
      ...linesOf(call).map(({ username, displayName }) => said(texts.extension, `${username} ${displayName}`)),
      said(texts.pbx, pbx.host),
      said(texts.phone, `${found.vendor.name} ${found.modelName}`),
      ...(phone.label === "" ? [] : [said(texts.label, phone.label)]),
      said(texts.mac, phone.mac),
      said(texts.address, address),
      said(texts.firmware, phone.firmware ?? texts.notKnown),
      said(texts.provisioned, provisionedAt === undefined ? texts.notKnown : sayLocalTime(provisionedAt, call)),
      ...(await sayState(call, sources)),
    ];
    return { kind: "text", title: texts.thisPhone, back: backTo(call), lines };
  },
};

function said(name: string, value: string): string {
  return `${name}: ${value}`;
}

/** The lines of the handset that asks, where it says which it is; else all. */
function linesOf({ phone, reader }: MenuCall): MenuCall["phone"]["lines"] {
  const named = phone.lines.filter(({ username }) => username === reader.account);
  if (named.length > 0) return named;
  const slot = phone.handsets.findIndex(({ ipui }) => ipui !== undefined && ipui.toLowerCase() === reader.ipui);
  const positions = slot < 0 ? undefined : (phone.handsets[slot]?.lines ?? [slot + 1]);
  const own = phone.lines.filter((_, index) => positions?.includes(index + 1));
  return (own.length > 0 ? own : phone.lines).slice(0, MOST_LINES);
}

/** When it last fetched its own configuration, as far as its history goes back. */
async function findProvisioned({ phone, found }: MenuCall, { store }: MenuSources): Promise<number | undefined> {
  const { items } = await store.listEvents({ mac: phone.mac, pbxIds: [phone.pbxId], limit: EVENTS_LOOKED_AT });
  return items.find(
    ({ name, detail }) => GIVEN.includes(name) && detail?.withoutBody !== true && isOwnFile(detail?.file, found.vendor),
  )?.at;
}

function isOwnFile(file: unknown, vendor: Vendor): boolean {
  return typeof file === "string" && vendor.files.find(({ path }) => path.test(file))?.kind === "phone-settings";
}

function sayLocalTime(at: number, { settings }: MenuCall): string {
  // Sweden writes a date as everybody reads it.
  return new Intl.DateTimeFormat("sv-SE", {
    timeZone: settings.timezone,
    dateStyle: "short",
    timeStyle: "short",
  }).format(at);
}

/** Whether it is registered, and why not; what its passwords have to do with it. */
async function sayState({ phone, language }: MenuCall, { store, vendors, clock }: MenuSources): Promise<string[]> {
  const { light, stages } = await gatherStages(phone, {
    store,
    kinds: kindsTakenBy(familyOfPhone(phone, vendors)),
    pbxIds: [phone.pbxId],
    sip: undefined,
    now: clock(),
  });
  const passwords = stages.find(({ stage }) => stage === "passwords")?.why;
  const reasons = light.colour === "green" || passwords === undefined ? [light.why] : [light.why, passwords];
  return reasons.map((why) => sayWhy(forUsers(why), language));
}

/** What a PBX, its link or a device said is for those who look after them. */
function forUsers({ code, params }: Why): Why {
  const kept = Object.entries(params).map(([name, value]) => [
    name,
    /^(?:words|agent|userAgent)$/.test(name) ? "" : value,
  ]);
  return { code, params: Object.fromEntries(kept) } as Why;
}
