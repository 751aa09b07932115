import { type Static, Type } from "@fastify/type-provider-typebox";
import type { FastifyRequest } from "fastify";
import { type AccountPool, findCovering } from "../../provisioning/admission.ts";
import { suggestVendor } from "../../provisioning/identify.ts";
import type { KnownIdentity } from "../../provisioning/phone-identity.ts";
import type { WantedPhone } from "../../provisioning/register-phone.ts";
import type { Sighting } from "../../provisioning/sighting.ts";
import type { Vendor } from "../../provisioning/vendor.ts";
import { canSeePbx } from "../access.ts";
import { callerOf } from "../authenticate.ts";
import { type Api, readMacParam, recordAction, type StaffDeps } from "../context.ts";
import { Problem } from "../problems.ts";
import { AdmitBody, AdmittedPhoneAnswer } from "../schemas/phone.ts";
import {
  answers,
  DEFAULT_PAGE_ITEMS,
  MacAnswer,
  MacParams,
  nullableText,
  POST_PROBLEMS,
  pageOf,
  RevealQuery,
  SearchQuery,
  Time,
  toNullableTime,
  toPage,
  toTime,
} from "../schemas/shared.ts";
import { POOL_FORMS, readPool } from "./admission.ts";
import { admitPhone, PHONE_FIELD_PROBLEMS } from "./phones.ts";

const tags = ["Sightings"];
export const SightingAnswer = Type.Object(
  {
    mac: MacAnswer,
    vendor: nullableText({ description: "Id of a vendor" }),
    model: nullableText(),
    firmware: nullableText(),
    address: Type.String(),
    via: Type.Enum(["http", "https", "tftp", "pnp", "dhcp", "search"]),
    reason: Type.String({ description: "Why it got nothing" }),
    firstSeen: Time,
    lastSeen: Time,
    count: Type.Integer(),
    pbx: nullableText({ description: "Whose admission policy covers its address" }),
    ignoredAt: nullableText({ format: "date-time", description: "Since when it is ignored; null: it is not" }),
  },
  { additionalProperties: false },
);
const SightingsQuery = Type.Object(
  {
    ...SearchQuery.properties,
    ignored: Type.Optional(Type.Boolean({ description: "Those that are ignored; without it those that are not" })),
  },
  { additionalProperties: false },
);

export function addSightingRoutes(api: Api, deps: StaffDeps): void {
  const { store, vendors } = deps;

  api.get(
    "/sightings",
    {
      schema: {
        tags,
        summary: "Phones that were seen and are not admitted",
        description: "Nobody knows yet whose they are: who sees some customers or PBXs only is shown none.",
        querystring: SightingsQuery,
        response: answers({ 200: pageOf(SightingAnswer) }, "invalid-query"),
      },
    },
    async (request) => {
      if (callerOf(request).scope !== null) return { items: [], next: null };
      const { limit = DEFAULT_PAGE_ITEMS, cursor, search, ignored: isIgnored } = request.query;
      const policies = await store.listAdmissionPolicies();
      return toPage(await store.listSightings({ limit, cursor, search, isIgnored }), (sighting) => {
        const pbx = findCovering(policies, sighting.address)?.policy.pbxId ?? null;
        return { ...answerSighting(sighting), pbx: pbx !== null && canSeePbx(callerOf(request), pbx) ? pbx : null };
      });
    },
  );

  api.post(
    "/sightings/:mac/admit",
    {
      schema: {
        tags,
        summary: "Admit a phone that was seen",
        description:
          "Like POST /phones without the MAC; vendor and model are what the phone said unless given. PBX, profile and line come from the admission policy that covers its address unless given, so that an empty body will do there.",
        params: MacParams,
        querystring: RevealQuery,
        body: AdmitBody,
        response: answers(
          { 201: AdmittedPhoneAnswer },
          ...POST_PROBLEMS,
          "not-found",
          "mac-in-use",
          "mac-elsewhere",
          "pool-empty",
          ...PHONE_FIELD_PROBLEMS,
        ),
      },
    },
    async (request, reply) => {
      const mac = readMacParam(request.params.mac);
      const caller = callerOf(request);
      const sighting = caller.scope === null ? await store.findSighting(mac) : undefined;
      const admission = sighting === undefined ? await store.findAdmission(mac) : undefined;
      if (sighting === undefined && (admission === undefined || !canSeePbx(caller, admission.pbxId))) {
        throw new Problem("not-found", `${mac} was not seen`);
      }
      const known = sighting === undefined ? undefined : knownFrom(sighting, vendors);
      const { pool: _, ...given } = request.body;
      const pool = poolOf(request.body);
      const ofPolicy = await completeBy(request, sighting?.address);
      const wanted = { mac, ...ofPolicy, ...given, ...(pool === undefined ? {} : { pool }) };
      const { pbx } = wanted;
      if (pbx === undefined) {
        const detail = "is needed: no admission policy covers the address that the phone asked from";
        throw new Problem("invalid-body", `/pbx ${detail}`, [{ pointer: "/pbx", detail }]);
      }
      return admitPhone(request, reply, { ...wanted, pbx }, known, deps, request.query.reveal);
    },
  );

  api.post(
    "/sightings/:mac/ignore",
    {
      schema: {
        tags,
        summary: "Ignore a phone that was seen",
        description:
          "It is left out of the list of sightings, however often it asks, until it is taken back or admitted. No policy minds.",
        params: MacParams,
        response: answers({ 204: Type.Null({ description: "Ignored" }) }, ...POST_PROBLEMS, "not-found"),
      },
    },
    async (request, reply) => {
      await setIgnored(request, true);
      return reply.code(204).send(null);
    },
  );

  api.delete(
    "/sightings/:mac/ignore",
    {
      schema: {
        tags,
        summary: "Show a phone again that was ignored",
        params: MacParams,
        response: answers({ 204: Type.Null({ description: "Shown again" }) }, "not-found"),
      },
    },
    async (request, reply) => {
      await setIgnored(request, false);
      return reply.code(204).send(null);
    },
  );

  async function setIgnored(request: FastifyRequest<{ Params: { mac: string } }>, isIgnored: boolean): Promise<void> {
    const mac = readMacParam(request.params.mac);
    const outcome = await store.ignoreSighting(mac, isIgnored);
    if (outcome === "not-found") throw new Problem("not-found", `${mac} was not seen`);
    const name = isIgnored ? "sighting-ignored" : "sighting-restored";
    if (outcome === "changed") await recordAction(deps, request, { name, mac });
  }

  /** What the policy of its network says of a phone; nothing where it is for another PBX than the one wanted. */
  async function completeBy(
    request: FastifyRequest<{ Body: Static<typeof AdmitBody> }>,
    address: string | undefined,
  ): Promise<Partial<WantedPhone>> {
    const policy =
      address === undefined ? undefined : findCovering(await store.listAdmissionPolicies(), address)?.policy;
    const { pbx = policy?.pbxId, lines } = request.body;
    if (policy === undefined || policy.pbxId !== pbx || !canSeePbx(callerOf(request), policy.pbxId)) return {};
    const pool = lines === undefined ? (policy.pool ?? undefined) : undefined;
    return { pbx: policy.pbxId, profile: policy.profileId, pool };
  }
}

/** Throws for one of no form, and for one beside lines. */
function poolOf({ pool: asked, lines }: Static<typeof AdmitBody>): AccountPool | undefined {
  const pool = readPool(asked ?? null);
  const detail = pool === "malformed" ? POOL_FORMS : "stands for lines, so lines may not be given, too";
  if (pool === "malformed" || (pool !== null && lines !== undefined))
    throw new Problem("invalid-body", `/pool ${detail}`, [{ pointer: "/pool", detail }]);
  return pool ?? undefined;
}

/** A vendor that only the prefix suggests stays a suggestion. */
function knownFrom(sighting: Sighting, vendors: readonly Vendor[]): KnownIdentity | undefined {
  const { mac, vendorId, model } = sighting;
  if (vendorId === null) return undefined;
  const isMerePrefix = model === null && suggestVendor(mac, vendors)?.id === vendorId;
  return {
    vendorId,
    vendorSource: isMerePrefix ? "prefix" : "phone",
    model,
    modelSource: model === null ? null : "phone",
  };
}

function answerSighting(sighting: Sighting): Omit<Static<typeof SightingAnswer>, "pbx"> {
  const { mac, vendorId, model, firmware, address, via, reason, firstSeen, lastSeen, count, ignoredAt } = sighting;
  const times = { firstSeen: toTime(firstSeen), lastSeen: toTime(lastSeen), ignoredAt: toNullableTime(ignoredAt) };
  return { mac, vendor: vendorId, model, firmware, address, via, reason, ...times, count };
}
