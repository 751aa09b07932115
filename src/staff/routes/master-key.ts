import { type Static, Type } from "@fastify/type-provider-typebox";
import { type Api, recordAction, type StaffDeps } from "../context.ts";
import { Problem } from "../problems.ts";
import { answers, NullableTime, POST_PROBLEMS, toNullableTime } from "../schemas/shared.ts";

const BY_HAND = {
  "given-from-outside": "The master key is given from outside, so the daemon cannot put another one in its place",
  "other-daemons": "Other daemons work on this database and would not know the next key",
  "cannot-write": "The daemon may not write into the folder of the master key",
} as const;

export const MasterKeyAnswer = Type.Object(
  {
    source: Type.Enum(["environment", "credential", "file"], { description: "Where the master key comes from" }),
    key: Type.String({ description: "Names the key that seals now, and tells nothing about it" }),
    state: Type.Enum(["idle", "running", "failed"]),
    resealed: Type.Integer({ description: "Values sealed anew since it began or went on" }),
    looked: Type.Integer({ description: "Values looked at in this pass" }),
    unreadable: Type.Integer({ description: "Values that no key opens: they were changed" }),
    startedAt: NullableTime,
    finishedAt: NullableTime,
  },
  { additionalProperties: false },
);

export function addMasterKeyRoutes(api: Api, deps: StaffDeps): void {
  const { store } = deps;

  api.get(
    "/master-key",
    {
      schema: {
        tags: ["Master key"],
        summary: "Where the master key comes from, and how an exchange of it stands",
        response: answers({ 200: MasterKeyAnswer }),
      },
    },
    async () => readState(),
  );

  api.post(
    "/master-key/rotate",
    {
      schema: {
        tags: ["Master key"],
        summary: "Exchange the master key, and seal everything anew while the daemon serves",
        response: answers({ 202: MasterKeyAnswer }, ...POST_PROBLEMS, "rotation-by-hand"),
      },
    },
    async (request, reply) => {
      const outcome = await store.rotateMasterKey();
      if (outcome !== "started" && outcome !== "running") throw new Problem("rotation-by-hand", BY_HAND[outcome]);
      const state = readState();
      if (outcome === "started")
        await recordAction(deps, request, { name: "master-key-rotation", detail: { key: state.key } });
      return reply.code(202).send(state);
    },
  );

  function readState(): Static<typeof MasterKeyAnswer> {
    const { keyId, startedAt, finishedAt, ...rest } = store.masterKeyState();
    return { ...rest, key: keyId, startedAt: toNullableTime(startedAt), finishedAt: toNullableTime(finishedAt) };
  }
}
