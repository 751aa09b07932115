import { randomBytes } from "node:crypto";
import { type Static, Type } from "@fastify/type-provider-typebox";
import type { FastifyRequest } from "fastify";
import { quote } from "../../provisioning/field-error.ts";
import { ROTATED_STATES, ROTATION_STATES, type RotatedPhone, type Rotation } from "../../provisioning/rotation.ts";
import { canSeePbx } from "../access.ts";
import { callerOf } from "../authenticate.ts";
import { type Api, findPbxFor, readMacParam, recordAction, type StaffDeps } from "../context.ts";
import { Problem } from "../problems.ts";
import {
  answers,
  countsOf,
  DEFAULT_PAGE_ITEMS,
  IdParams,
  MacAnswer,
  MacParams,
  NullableTime,
  nullableText,
  POST_PROBLEMS,
  pageOf,
  Time,
  toNullableTime,
  toTime,
} from "../schemas/shared.ts";

const DEFAULT_MOST = 5;
const tags = ["Rotations"];
const Id = Type.String({ pattern: "^rot_[0-9a-f]{18}$" });
const RotationParams = Type.Object({ rotation: Id });
const NewBody = Type.Object(
  {
    profile: Type.Optional(Type.String({ format: "short-name", description: "Only phones of this profile" })),
    mostUnregistered: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 10_000,
        description: "So many phones may be without their registration at a time; 5 unless given",
      }),
    ),
    reason: Type.Optional(Type.String({ format: "text-line", maxLength: 500 })),
  },
  { additionalProperties: false },
);
const Counts = countsOf(ROTATED_STATES, "How many phones are in which state");
const RotationAnswer = Type.Object(
  {
    id: Id,
    pbx: Type.String(),
    profile: nullableText(),
    state: Type.Enum(ROTATION_STATES),
    mostUnregistered: Type.Integer(),
    requestedBy: Type.String(),
    reason: nullableText(),
    phones: Counts,
    createdAt: Time,
    updatedAt: Time,
  },
  { additionalProperties: false },
);
const PhoneAnswer = Type.Object(
  {
    mac: MacAnswer,
    state: Type.Enum(ROTATED_STATES),
    begunAt: NullableTime,
    toldAt: NullableTime,
    words: nullableText({ description: "Why it was skipped, or what is still to come" }),
  },
  { additionalProperties: false },
);
const PhonesQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
    cursor: Type.Optional(Type.String({ pattern: "^[0-9A-F]{12}$" })),
    state: Type.Optional(Type.Enum(ROTATED_STATES)),
  },
  { additionalProperties: false },
);

/** New SIP passwords for all phones of a PBX, a few at a time. */
export function addRotationRoutes(api: Api, deps: StaffDeps): void {
  const { store, rotations } = deps;

  async function findFor(request: FastifyRequest, id: string): Promise<Rotation> {
    const rotation = await store.findRotation(id);
    if (rotation === undefined || !canSeePbx(callerOf(request), rotation.pbxId))
      throw new Problem("not-found", `There is no rotation ${quote(id)}`);
    return rotation;
  }

  api.post(
    "/pbxs/:id/rotations",
    {
      schema: {
        tags,
        summary: "Give all phones of a PBX or a profile new SIP passwords, a few at a time",
        description:
          "PBX and phones are told in the order of the PBX's link. The next phones are begun when those before are through: they have fetched, the PBX has the new password, and where it tells who is registered, they are again.",
        params: IdParams,
        body: NewBody,
        response: answers(
          { 201: RotationAnswer },
          ...POST_PROBLEMS,
          "not-found",
          "unknown-profile",
          "rotation-running",
          "no-phones",
        ),
      },
    },
    async (request, reply) => {
      const { id: pbxId } = await findPbxFor(request, request.params.id, deps);
      const { profile = null, mostUnregistered = DEFAULT_MOST, reason = null } = request.body;
      const id = `rot_${randomBytes(9).toString("hex")}`;
      const requestedBy = callerOf(request).name;
      const made = await store.startRotation({ id, pbxId, profileId: profile, mostUnregistered, requestedBy, reason });
      if (made === "unknown-pbx") throw new Problem("not-found", `There is no PBX ${quote(pbxId)}`);
      if (made === "unknown-profile") {
        const detail = `is ${quote(profile)}, which is no profile of the PBX ${pbxId}`;
        throw new Problem("unknown-profile", `/profile ${detail}`, [{ pointer: "/profile", detail }]);
      }
      if (made === "rotation-running")
        throw new Problem("rotation-running", `The PBX ${pbxId} has a rotation that is not over`);
      if (made === "no-phones")
        throw new Problem("no-phones", `No phone of the PBX ${pbxId} that is meant has an account`);
      rotations.wake();
      await recordAction(deps, request, {
        name: "rotation-begun",
        pbx: pbxId,
        detail: { rotation: id, profile, mostUnregistered, reason },
      });
      void reply.code(201).header("location", `/api/v1/rotations/${id}`);
      return answerRotation(made);
    },
  );

  api.get(
    "/pbxs/:id/rotations",
    {
      schema: {
        tags,
        summary: "The last hundred rotations of a PBX, the youngest first",
        params: IdParams,
        response: answers({ 200: pageOf(RotationAnswer) }, "not-found"),
      },
    },
    async (request) => {
      const { id } = await findPbxFor(request, request.params.id, deps);
      return { items: (await store.listRotations(id)).map(answerRotation), next: null };
    },
  );

  api.get(
    "/rotations/:rotation",
    {
      schema: {
        tags,
        summary: "How far a rotation is",
        params: RotationParams,
        response: answers({ 200: RotationAnswer }, "not-found"),
      },
    },
    async (request) => answerRotation(await findFor(request, request.params.rotation)),
  );

  api.get(
    "/rotations/:rotation/phones",
    {
      schema: {
        tags,
        summary: "The phones of a rotation, by MAC",
        params: RotationParams,
        querystring: PhonesQuery,
        response: answers({ 200: pageOf(PhoneAnswer) }, "not-found", "invalid-query"),
      },
    },
    async (request) => {
      const { id } = await findFor(request, request.params.rotation);
      const { limit = DEFAULT_PAGE_ITEMS, cursor, state } = request.query;
      const phones = await store.listRotated(id, { state, after: cursor, limit: limit + 1 });
      const items = phones.slice(0, limit);
      return { items: items.map(answerPhone), next: phones.length > limit ? (items.at(-1)?.mac ?? null) : null };
    },
  );

  const ACTIONS = { pause: "paused", resume: "running", cancel: "cancelled" } as const;
  const SUMMARIES = {
    pause: "Begin no more phones; those under way are brought to their end",
    resume: "Go on with a rotation that was paused",
    cancel: "End a rotation; phones under way are brought to their end, the others keep their passwords",
  };
  for (const [action, state] of Object.entries(ACTIONS) as [keyof typeof ACTIONS, (typeof ACTIONS)["pause"]][]) {
    api.post(
      `/rotations/:rotation/${action}`,
      {
        schema: {
          tags,
          summary: SUMMARIES[action],
          params: RotationParams,
          response: answers({ 200: RotationAnswer }, ...POST_PROBLEMS, "not-found", "rotation-over"),
        },
      },
      async (request) => {
        const { id, pbxId } = await findFor(request, request.params.rotation);
        const changed = await store.setRotationState(id, state);
        if (changed === "not-found") throw new Problem("not-found", `There is no rotation ${quote(id)}`);
        if (changed === "over") throw new Problem("rotation-over", `The rotation ${id} is over`);
        rotations.wake();
        await recordAction(deps, request, {
          name: "rotation-changed",
          pbx: pbxId,
          detail: { rotation: id, state },
        });
        return answerRotation(changed);
      },
    );
  }

  api.post(
    "/rotations/:rotation/phones/:mac/skip",
    {
      schema: {
        tags,
        summary: "Wait no longer for a phone of a rotation",
        params: Type.Object({ ...RotationParams.properties, ...MacParams.properties }),
        response: answers({ 200: RotationAnswer }, ...POST_PROBLEMS, "not-found"),
      },
    },
    async (request) => {
      const { id, pbxId } = await findFor(request, request.params.rotation);
      const mac = readMacParam(request.params.mac);
      const words = `skipped by ${callerOf(request).name}`;
      if (!(await store.skipRotated(id, mac, words)))
        throw new Problem("not-found", `The rotation ${id} waits for no phone ${mac}`);
      rotations.wake();
      await recordAction(deps, request, {
        name: "rotation-changed",
        mac,
        pbx: pbxId,
        detail: { rotation: id, skipped: true },
      });
      return answerRotation(await findFor(request, id));
    },
  );
}

function answerRotation(rotation: Rotation): Static<typeof RotationAnswer> {
  const { id, pbxId, profileId, state, mostUnregistered, requestedBy, reason, phones, createdAt, updatedAt } = rotation;
  return {
    ...{ id, pbx: pbxId, profile: profileId, state, mostUnregistered, requestedBy, reason, phones },
    createdAt: toTime(createdAt),
    updatedAt: toTime(updatedAt),
  };
}

function answerPhone({ mac, state, begunAt, toldAt, words }: RotatedPhone): Static<typeof PhoneAnswer> {
  return { mac, state, begunAt: toNullableTime(begunAt), toldAt: toNullableTime(toldAt), words };
}
