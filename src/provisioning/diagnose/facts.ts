import type { EventName } from "../events.ts";
import { findModelName, suggestVendor } from "../identify.ts";
import { familyOf } from "../phone-identity.ts";
import type { StoredEvent } from "../ports.ts";
import { QUIET_MS } from "../record-visit.ts";
import type { Family, Model, Vendor } from "../vendor.ts";
import { type CaseFile, MAX_EVENTS } from "./case-file.ts";
import type { Evidence } from "./reasons.ts";

/** A fetch of the phone's own settings, with or without passwords. */
export type Fetch = { at: number; address: string; file: string; event: StoredEvent | undefined };

/** What the rules ask of a case. */
export type Facts = CaseFile & {
  vendor: Vendor | undefined;
  /** The catalogue's name; the vendor's default model's while nobody said it. */
  modelName: string;
  model: Model | undefined;
  family: Family | undefined;
  /** Since it was admitted or deleted, the newest first. */
  events: readonly StoredEvent[];
  /** The last one; undefined: none since it was admitted. */
  fetch: Fetch | undefined;
  /** When and how the phone itself was last noticed. */
  contact: { at: number; address: string; door: string; evidence: Evidence } | undefined;
  latest(...names: readonly EventName[]): StoredEvent | undefined;
  /** Whether the last fetch overtook it. */
  isSettled(event: StoredEvent): boolean;
  /** The newest of these that is not settled. */
  unsettled(...names: readonly EventName[]): StoredEvent | undefined;
};

/** Events that stand for a fetch of the phone's own settings. */
const FETCHES: readonly EventName[] = [
  "passwords-delivered",
  "secret-closed",
  "secret-refused",
  "secret-insecure-transport",
];
const PHONE_DOORS: readonly string[] = ["http", "https", "tftp", "pnp", "dhcp"];
const FILE_DOORS: readonly string[] = ["http", "https", "tftp"];

export function establishFacts(file: CaseFile): Facts {
  const { phone, vendors } = file;
  const events = file.events.filter(({ at, id }) =>
    phone === undefined ? id > (file.deletion?.id ?? 0) : at >= phone.createdAt,
  );
  const vendorId = phone?.vendorId ?? file.sighting?.vendorId;
  const vendor = vendors.find(({ id }) => id === vendorId) ?? suggestVendor(file.mac, vendors);
  const called = phone?.model ?? file.sighting?.model ?? undefined;
  const modelName =
    (called === undefined ? undefined : vendor && findModelName(vendor, called)) ?? vendor?.defaultModel ?? "";
  const model = vendor?.models[modelName];
  const fetch = findFetch({ ...file, events });
  const isSettled = ({ id, at }: StoredEvent) =>
    fetch !== undefined && (fetch.event === undefined ? at <= fetch.at : id <= fetch.event.id);
  const latest = (...names: readonly EventName[]) => events.find(({ name }) => names.includes(name));
  return {
    ...{ ...file, vendor, modelName, model, events, fetch, latest },
    family: vendor && model && familyOf(vendor, model),
    contact: findContact({ ...file, events }),
    isSettled,
    unsettled(...names) {
      const event = latest(...names);
      return event === undefined || isSettled(event) ? undefined : event;
    },
  };
}

/** Whether something happened so long after the last fetch that this fetch would have left an event of its own, had it come later. */
export function isAfterFetch(at: number, fetch: Fetch | undefined): boolean {
  return fetch === undefined || at > fetch.at + QUIET_MS;
}

function findFetch({ phone, grants, events, vendors }: CaseFile): Fetch | undefined {
  const event = events.find(
    ({ name, detail }) =>
      detail?.withoutBody !== true &&
      (FETCHES.includes(name) || (name === "file-served" && isSettingsFile(textOf(detail?.file), vendors))),
  );
  if (event !== undefined)
    return { at: event.at, address: event.address ?? "", file: textOf(event.detail?.file), event };
  // What it fetched was forgotten, or lies behind all that others did in its name; that it has its passwords was not.
  const isForgotten = events.length >= MAX_EVENTS || !events.some(({ door }) => FILE_DOORS.includes(door ?? ""));
  const hasPasswords = grants.some(({ openedAt }) => openedAt !== null);
  if (phone === undefined || phone.lastSeenAt === null || !isForgotten || !hasPasswords) return undefined;
  return { at: phone.lastSeenAt, address: phone.lastAddress ?? "", file: "", event: undefined };
}

function isSettingsFile(file: string, vendors: readonly Vendor[]): boolean {
  return vendors.some(({ files }) =>
    files.some(({ kind, template, path }) => kind === "phone-settings" && template !== undefined && path.test(file)),
  );
}

function findContact({ phone, sighting, events }: CaseFile): Facts["contact"] {
  const event = events.find(({ door, address }) => address !== undefined && PHONE_DOORS.includes(door ?? ""));
  if (event?.address !== undefined)
    return { at: event.at, address: event.address, door: event.door ?? "", evidence: byEvent(event) };
  if (sighting !== undefined) {
    const { lastSeen: at, address, via: door, reason, count } = sighting;
    return { at, address, door, evidence: evidence("sighting", at, { address, door, detail: { reason, count } }) };
  }
  if (phone === undefined || phone.lastSeenAt === null) return undefined;
  const [at, address] = [phone.lastSeenAt, phone.lastAddress ?? ""];
  return { at, address, door: "", evidence: evidence("visit", at, { address }) };
}

export function byEvent(event: StoredEvent): Evidence {
  const { id, name, at, address = null, door = null, actor, detail = {} } = event;
  return {
    kind: "event",
    at,
    eventId: id,
    event: name,
    address,
    door,
    detail: actor === undefined ? detail : { ...detail, actor },
  };
}

export function evidence(
  kind: Exclude<Evidence["kind"], "event">,
  at: number | null,
  more: Partial<Pick<Evidence, "address" | "door" | "detail">> = {},
): Evidence {
  return { kind, at, eventId: null, event: null, address: null, door: null, detail: {}, ...more };
}

export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
