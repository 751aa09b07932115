import type { Static } from "@fastify/type-provider-typebox";
import type { DoctorAnswer } from "../../routes/doctor.ts";
import type { EventAnswer } from "../../routes/history.ts";
import type { SightingAnswer } from "../../routes/sightings.ts";
import type { ModelAnswer, VendorAnswer } from "../../routes/vendors.ts";
import type { LinkAnswer } from "../../schemas/link.ts";
import type { AccountAnswer, PbxAnswer } from "../../schemas/pbx.ts";
import type { ProfileAnswer } from "../../schemas/profile.ts";
import type { RedirectAccountAnswer } from "../../schemas/redirect.ts";
import {
  fieldsOf,
  readCount,
  readFlag,
  readList,
  readOneOf,
  readOptionalText,
  readText,
  readTime,
  writePlain,
} from "../read.ts";
import { readFinding, type ShownFinding } from "./phone-state.ts";

export type ShownVendor = { id: string; name: string; macPrefixes: readonly string[] };

export function readVendor(raw: unknown): ShownVendor {
  const vendor = fieldsOf<Static<typeof VendorAnswer>>(raw);
  const id = readText(vendor.id);
  return { id, name: readText(vendor.name) || id, macPrefixes: readList(vendor.macPrefixes, readText) };
}

export type ShownModel = { name: string; isSupported: boolean };

export function readModel(raw: unknown): ShownModel {
  const model = fieldsOf<Static<typeof ModelAnswer>>(raw);
  return { name: readText(model.name), isSupported: readFlag(model.isSupported) };
}

export type ShownPbx = {
  id: string;
  host: string;
  port: number;
  transport: string;
  customer: string | null;
  pausedAt: number | null;
};

export function readPbx(raw: unknown): ShownPbx {
  const pbx = fieldsOf<Static<typeof PbxAnswer>>(raw);
  return {
    id: readText(pbx.id),
    host: readText(pbx.host),
    port: readCount(pbx.port),
    transport: readText(pbx.transport),
    customer: readOptionalText(pbx.customer),
    pausedAt: readTime(pbx.pausedAt),
  };
}

export type ShownLink = { pending: number; failed: number; lastError: string | null };

export function readLink(raw: unknown): ShownLink {
  const link = fieldsOf<Static<typeof LinkAnswer>>(raw);
  return {
    pending: readCount(link.pending),
    failed: readCount(link.failed),
    lastError: readOptionalText(link.lastError),
  };
}

export type KnownAccount = { username: string; displayName: string };

export function readAccount(raw: unknown): KnownAccount {
  const account = fieldsOf<Static<typeof AccountAnswer>>(raw);
  return { username: readText(account.username), displayName: readText(account.displayName) };
}

export type KnownProfile = { id: string; label: string };

export function readProfile(raw: unknown): KnownProfile {
  const profile = fieldsOf<Static<typeof ProfileAnswer>>(raw);
  return { id: readText(profile.id), label: readText(profile.label) };
}

/** Whether a redirect service takes phones of its vendor by MAC-ID only. */
export type MacIdRule = { vendor: string; needsMacId: boolean };

export function readMacIdRule(raw: unknown): MacIdRule {
  const account = fieldsOf<Static<typeof RedirectAccountAnswer>>(raw);
  return { vendor: readText(account.vendor), needsMacId: readFlag(account.needsMacId) };
}

export type ShownSighting = {
  mac: string;
  vendor: string | null;
  model: string | null;
  firmware: string | null;
  address: string;
  via: string;
  reason: string;
  pbx: string | null;
  firstSeen: number | null;
  lastSeen: number | null;
  count: number;
  ignoredAt: number | null;
};

export function readSighting(raw: unknown): ShownSighting {
  const sighting = fieldsOf<Static<typeof SightingAnswer>>(raw);
  return {
    mac: readText(sighting.mac),
    vendor: readOptionalText(sighting.vendor),
    model: readOptionalText(sighting.model),
    firmware: readOptionalText(sighting.firmware),
    address: readText(sighting.address),
    via: readText(sighting.via),
    reason: readText(sighting.reason),
    pbx: readOptionalText(sighting.pbx),
    firstSeen: readTime(sighting.firstSeen),
    lastSeen: readTime(sighting.lastSeen),
    count: readCount(sighting.count),
    ignoredAt: readTime(sighting.ignoredAt),
  };
}

const EVENT_LEVELS = ["debug", "info", "warn", "error"] as const;
export type ShownEvent = {
  id: string;
  name: string;
  level: (typeof EVENT_LEVELS)[number];
  help: string;
  at: number | null;
  mac: string | null;
  pbx: string | null;
  address: string | null;
  door: string | null;
  actor: string | null;
  detail: readonly { name: string; value: string }[];
};

export function readEvent(raw: unknown): ShownEvent {
  const event = fieldsOf<Static<typeof EventAnswer>>(raw);
  return {
    id: readText(event.id),
    name: readText(event.name),
    level: readOneOf(event.level, EVENT_LEVELS) ?? "info",
    help: readText(event.help),
    at: readTime(event.at),
    mac: readOptionalText(event.mac),
    pbx: readOptionalText(event.pbx),
    address: readOptionalText(event.address),
    door: readOptionalText(event.door),
    actor: readOptionalText(event.actor),
    detail: Object.entries(fieldsOf<Record<string, unknown>>(event.detail)).map(([name, value]) => ({
      name,
      value: writePlain(value),
    })),
  };
}

export type ShownExamination = { at: number | null; findings: readonly ShownFinding[] };

export function readExamination(raw: unknown): ShownExamination {
  const { at, findings } = fieldsOf<Static<typeof DoctorAnswer>>(raw);
  return { at: readTime(at), findings: readList(findings, readFinding) };
}
