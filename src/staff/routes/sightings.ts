import { type Static, Type } from "@fastify/type-provider-typebox";
import { suggestVendor } from "../../provisioning/identify.ts";
import type { KnownIdentity } from "../../provisioning/phone-identity.ts";
import type { Sighting } from "../../provisioning/ports.ts";
import type { Vendor } from "../../provisioning/vendor.ts";
import { canSeePbx } from "../access.ts";
import { callerOf } from "../authenticate.ts";
import { type Api, readMacParam, type StaffDeps } from "../context.ts";
import { Problem } from "../problems.ts";
import { AdmitBody, PhoneAnswer } from "../schemas/phone.ts";
import {
  answers,
  DEFAULT_PAGE_ITEMS,
  MacAnswer,
  MacParams,
  nullableText,
  POST_PROBLEMS,
  pageOf,
  SearchQuery,
  Time,
  toPage,
  toTime,
} from "../schemas/shared.ts";
import { admitPhone, PHONE_FIELD_PROBLEMS } from "./phones.ts";

const tags = ["Sightings"];
const SightingAnswer = Type.Object(
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
        querystring: SearchQuery,
        response: answers({ 200: pageOf(SightingAnswer) }, "invalid-query"),
      },
    },
    async (request) => {
      if (callerOf(request).scope !== null) return { items: [], next: null };
      const { limit = DEFAULT_PAGE_ITEMS, cursor, search } = request.query;
      return toPage(await store.listSightings({ limit, cursor, search }), answerSighting);
    },
  );

  api.post(
    "/sightings/:mac/admit",
    {
      schema: {
        tags,
        summary: "Admit a phone that was seen",
        description: "Like POST /phones without the MAC; vendor and model are what the phone said unless given.",
        params: MacParams,
        body: AdmitBody,
        response: answers(
          { 201: PhoneAnswer },
          ...POST_PROBLEMS,
          "not-found",
          "mac-in-use",
          "mac-elsewhere",
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
      return admitPhone(request, reply, { ...request.body, mac }, known, deps);
    },
  );
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

function answerSighting(sighting: Sighting): Static<typeof SightingAnswer> {
  const { mac, vendorId, model, firmware, address, via, reason, firstSeen, lastSeen, count } = sighting;
  const times = { firstSeen: toTime(firstSeen), lastSeen: toTime(lastSeen) };
  return { mac, vendor: vendorId, model, firmware, address, via, reason, ...times, count };
}
