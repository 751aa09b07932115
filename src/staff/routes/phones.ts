import { type Static, Type } from "@fastify/type-provider-typebox";
import type { FastifyReply, FastifyRequest } from "fastify";
import { asksForProof } from "../../provisioning/first-tokens.ts";
import { parseMac } from "../../provisioning/mac.ts";
import type { Phone } from "../../provisioning/phone.ts";
import type { KnownIdentity } from "../../provisioning/phone-identity.ts";
import type { Rejection } from "../../provisioning/phone-rejections.ts";
import { statusOf } from "../../provisioning/phone-status.ts";
import { PHONE_STATUSES } from "../../provisioning/ports.ts";
import { changePhone, type Registered, registerPhone, type WantedPhone } from "../../provisioning/register-phone.ts";
import { REGISTRATION_STATES } from "../../provisioning/registration-standing.ts";
import { canSeePbx, pbxScopeOf } from "../access.ts";
import { callerOf, checkReveal } from "../authenticate.ts";
import { expectRevision, setEtag, staleProblem } from "../conditional.ts";
import { type Api, deadlineIn, findPhoneFor, recordAction, type StaffDeps, setCreated } from "../context.ts";
import { Problem, problemOf } from "../problems.ts";
import {
  AdmittedPhoneAnswer,
  answerListedPhone,
  answerPhone,
  NewPhoneBody,
  PhoneAnswer,
  PhoneListItem,
  PhonePatchBody,
  PhonesOutline,
} from "../schemas/phone.ts";
import {
  answers,
  DEFAULT_PAGE_ITEMS,
  DELETE_PROBLEMS,
  IfMatchHeaders,
  MacParams,
  PATCH_PROBLEMS,
  POST_PROBLEMS,
  pageOf,
  queryText,
  RevealQuery,
  SearchQuery,
  toPage,
} from "../schemas/shared.ts";
import { answerListedStanding } from "../schemas/status.ts";
import { revealUrl } from "./proofs.ts";

const tags = ["Phones"];
const PhonesQuery = Type.Object(
  {
    ...SearchQuery.properties,
    pbx: Type.Optional(queryText(64, "Id of a PBX")),
    vendor: Type.Optional(queryText(64, "Id of a vendor")),
    profile: Type.Optional(queryText(64, "Id of a profile of whichever PBX")),
    status: Type.Optional(Type.Enum(PHONE_STATUSES)),
    registration: Type.Optional(Type.Enum(REGISTRATION_STATES)),
  },
  { additionalProperties: false },
);
const { cursor: _, ...outlineQuery } = PhonesQuery.properties;
const OutlineQuery = Type.Object(outlineQuery, { additionalProperties: false });

/** What can be wrong with the fields of a phone. */
export const PHONE_FIELD_PROBLEMS = [
  "vendor-unknown",
  "model-not-supported",
  "mac-id-wrong",
  "mac-id-required",
  "unknown-pbx",
  "unknown-account",
  "unknown-profile",
  "too-many-lines",
] as const;

export function addPhoneRoutes(api: Api, deps: StaffDeps): void {
  const { store, vendors } = deps;

  api.get(
    "/phones",
    {
      schema: {
        tags,
        summary: "The phones table",
        querystring: PhonesQuery,
        response: answers({ 200: pageOf(PhoneListItem) }, "invalid-query"),
      },
    },
    async (request) => {
      const { limit = DEFAULT_PAGE_ITEMS, cursor, search, pbx, vendor, profile, status, registration } = request.query;
      const where = { pbxId: pbx, pbxIds: pbxScopeOf(callerOf(request)), vendorId: vendor, profileId: profile };
      const filter = { ...where, status, registration };
      const page = await store.listPhones({ limit, cursor, search, ...filter });
      const now = deps.clock();
      return toPage(page, (phone) => ({
        ...answerListedPhone(phone, vendors),
        ...answerListedStanding(phone, { now, sip: deps.sipAnswers.last(phone.mac) }),
      }));
    },
  );

  api.get(
    "/phones/outline",
    {
      schema: {
        tags,
        summary: "How long the phones table is, and where its pages begin",
        description: "For those who want to see the middle of it at once: a cursor of GET /phones for each page.",
        querystring: OutlineQuery,
        response: answers({ 200: PhonesOutline }, "invalid-query"),
      },
    },
    async (request) => {
      const { limit = DEFAULT_PAGE_ITEMS, search, pbx, vendor, profile, status, registration } = request.query;
      const where = { pbxId: pbx, pbxIds: pbxScopeOf(callerOf(request)), vendorId: vendor, profileId: profile };
      return store.outlinePhones({ limit, search, ...where, status, registration });
    },
  );

  api.post(
    "/phones",
    {
      schema: {
        tags,
        summary: "Admit a phone",
        description: "Puts the MAC on the allow-list and arms its passwords.",
        querystring: RevealQuery,
        body: NewPhoneBody,
        response: answers(
          { 201: AdmittedPhoneAnswer },
          ...POST_PROBLEMS,
          "mac-in-use",
          "mac-elsewhere",
          "invalid-mac",
          ...PHONE_FIELD_PROBLEMS,
        ),
      },
    },
    async (request, reply) => admitPhone(request, reply, request.body, undefined, deps, request.query.reveal),
  );

  api.get(
    "/phones/:mac",
    {
      schema: {
        tags,
        summary: "Show a phone: everything but its passwords",
        params: MacParams,
        response: answers({ 200: PhoneAnswer }, "not-found"),
      },
    },
    async (request, reply) => answerWithStatus(reply, await findPhoneFor(request, request.params.mac, deps), deps),
  );

  api.patch(
    "/phones/:mac",
    {
      schema: {
        tags,
        summary: "Change a phone",
        params: MacParams,
        headers: IfMatchHeaders,
        body: PhonePatchBody,
        response: answers({ 200: PhoneAnswer }, ...PATCH_PROBLEMS, ...PHONE_FIELD_PROBLEMS),
      },
    },
    async (request, reply) => {
      const phone = await findPhoneFor(request, request.params.mac, deps);
      const expected = expectRevision(request.headers, phone.revision);
      const changed = await changePhone(phone, request.body, expected, registrationFor(request, deps));
      if ("rejected" in changed) throw problemOf(changed);
      deps.redirects.wake();
      await recordNewAccounts(request, changed, deps);
      const { mac, pbxId } = changed.phone;
      if (phone.seat !== null && changed.phone.seat === null) await deps.desks.tell(mac, "somebody left");
      await recordAction(deps, request, {
        name: "phone-changed",
        mac,
        pbx: pbxId,
        detail: { fields: Object.keys(request.body) },
      });
      return answerWithStatus(reply, changed.phone, deps);
    },
  );

  api.delete(
    "/phones/:mac",
    {
      schema: {
        tags,
        summary: "Take a phone off the allow-list",
        description: "Its grants close at once.",
        params: MacParams,
        headers: IfMatchHeaders,
        response: answers({ 204: Type.Null({ description: "Deleted" }) }, ...DELETE_PROBLEMS),
      },
    },
    async (request, reply) => {
      const phone = await findPhoneFor(request, request.params.mac, deps);
      const outcome = await store.deletePhone(phone.mac, expectRevision(request.headers, phone.revision));
      if (outcome === "not-found") throw new Problem("not-found", `No phone ${phone.mac} is admitted`);
      if (outcome === "stale") throw staleProblem();
      deps.redirects.wake();
      await recordAction(deps, request, { name: "phone-deleted", mac: phone.mac, pbx: phone.pbxId });
      return reply.code(204).send(null);
    },
  );
}

/** Admits a phone for the caller and answers with it. */
export async function admitPhone(
  request: FastifyRequest,
  reply: FastifyReply,
  wanted: WantedPhone,
  known: KnownIdentity | undefined,
  deps: StaffDeps,
  wantsReveal: boolean | undefined,
): Promise<Static<typeof AdmittedPhoneAnswer>> {
  const isRevealed = checkReveal(request, wantsReveal);
  const admitted = await admitFor(request, wanted, known, deps);
  setCreated(reply, "phones", admitted.phone.mac);
  const answer = await answerWithStatus(reply, admitted.phone, deps);
  if (!isRevealed || !asksForProof(admitted.phone)) return answer;
  return { ...answer, provisioningUrl: await revealUrl(request, admitted.phone, deps) };
}

/** Admits a phone for the caller, with all that is to be written and told about it. */
export async function admitFor(
  request: FastifyRequest,
  wanted: WantedPhone,
  known: KnownIdentity | undefined,
  deps: StaffDeps,
): Promise<Registered> {
  const admitted = await registerPhone(wanted, known, registrationFor(request, deps));
  if ("rejected" in admitted) throw await refusal(request, wanted, admitted, deps);
  const { mac, pbxId, vendorId, model } = admitted.phone;
  deps.redirects.wake();
  await recordNewAccounts(request, admitted, deps);
  await recordAction(deps, request, { name: "phone-admitted", mac, pbx: pbxId, detail: { vendor: vendorId, model } });
  return admitted;
}

/** The problem of a phone that was not admitted. */
export async function refusal(
  request: FastifyRequest,
  { mac }: WantedPhone,
  rejection: Rejection,
  deps: StaffDeps,
): Promise<Problem> {
  return rejection.rejected === "mac-in-use" ? inUseProblem(request, mac, deps) : problemOf(rejection);
}

export function registrationFor(request: FastifyRequest, deps: StaffDeps) {
  const caller = callerOf(request);
  return {
    store: deps.store,
    vendors: deps.vendors,
    connectRedirect: deps.redirects.connect,
    armedUntil: deadlineIn(deps.policy.armedForRegisteredMs, deps),
    canSee: (pbxId: string) => canSeePbx(caller, pbxId),
  };
}

/** Names the PBX only to those who may see it. */
async function inUseProblem(request: FastifyRequest, text: string, deps: StaffDeps): Promise<Problem> {
  const mac = parseMac(text);
  const found = mac === undefined ? undefined : await deps.store.findAdmission(mac);
  const isVisible = found !== undefined && canSeePbx(callerOf(request), found.pbxId);
  const detail = isVisible ? `is already admitted, for the PBX ${found.pbxId}` : "is already admitted";
  return new Problem("mac-in-use", `${mac} ${detail}`, [{ pointer: "/mac", detail }]);
}

async function recordNewAccounts(
  request: FastifyRequest,
  { phone, newAccounts }: Registered,
  deps: StaffDeps,
): Promise<void> {
  for (const account of newAccounts) {
    await recordAction(deps, request, {
      name: "account-created",
      mac: phone.mac,
      pbx: phone.pbxId,
      detail: { account },
    });
  }
}

async function answerWithStatus(
  reply: FastifyReply,
  phone: Phone,
  deps: StaffDeps,
): Promise<Static<typeof PhoneAnswer>> {
  setEtag(reply, phone.revision);
  const grants = await deps.store.listGrants(phone.phoneId);
  return answerPhone({ ...phone, status: statusOf(grants) }, deps.vendors);
}
