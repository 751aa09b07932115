import { randomBytes } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { compareVersions } from "../../provisioning/choose-firmware.ts";
import { quote } from "../../provisioning/field-error.ts";
import { parseMac } from "../../provisioning/mac.ts";
import type { NewRollout, Rollout } from "../../provisioning/rollout.ts";
import { canSeePbx } from "../access.ts";
import { callerOf } from "../authenticate.ts";
import { type Api, findPbxFor, recordAction, type StaffDeps } from "../context.ts";
import { Problem, type ProblemCode } from "../problems.ts";
import {
  answerRolled,
  answerRollout,
  NewRolloutBody,
  RolledAnswer,
  RolledQuery,
  RolloutAnswer,
  RolloutParams,
  RolloutPlanAnswer,
  RolloutQuery,
} from "../schemas/rollout.ts";
import { answers, DEFAULT_PAGE_ITEMS, IdParams, POST_PROBLEMS, pageOf } from "../schemas/shared.ts";

const tags = ["Roll-outs"];
const DEFAULT_STAGES = [5, 25, 100];

/** A firmware for many phones, in stages. */
export function addRolloutRoutes(api: Api, deps: StaffDeps): void {
  const { store, rollouts } = deps;

  async function findFor(request: FastifyRequest, id: string): Promise<Rollout> {
    const rollout = await store.findRollout(id);
    if (rollout === undefined || !canSeePbx(callerOf(request), rollout.pbxId))
      throw new Problem("not-found", `There is no roll-out ${quote(id)}`);
    return rollout;
  }

  function findFitting(version: string, vendor: string | undefined, model: string | undefined): NewRollout["fitting"] {
    const fitting = deps.hosted.catalogue().files.flatMap(({ vendorId, firmware }) => {
      if (firmware === null || compareVersions(firmware.version, version) !== 0) return [];
      if (vendor !== undefined && vendor !== vendorId) return [];
      const models = firmware.models.filter((one) => model === undefined || one === model);
      return models.length === 0 ? [] : [{ vendorId, models }];
    });
    if (fitting.length === 0)
      throw fieldProblem("unknown-firmware", "version", version, "of which there is no image for the phones meant");
    return fitting;
  }

  api.post(
    "/pbxs/:id/rollouts",
    {
      schema: {
        tags,
        summary: "Give phones of a PBX another firmware, in stages",
        description:
          "A stage is begun when the phones of the one before are through. Phones are through when they say that they run the version.",
        params: IdParams,
        querystring: RolloutQuery,
        body: NewRolloutBody,
        response: answers(
          { 200: RolloutPlanAnswer, 201: RolloutAnswer },
          ...POST_PROBLEMS,
          "not-found",
          "unknown-profile",
          "unknown-window",
          "unknown-firmware",
          "rollout-running",
          "no-phones",
        ),
      },
    },
    async (request, reply) => {
      const { id: pbxId } = await findPbxFor(request, request.params.id, deps);
      const { body } = request;
      const { version, profile = null, window = null, reason = null, stages = DEFAULT_STAGES } = body;
      if (stages.at(-1) !== 100 || stages.some((percent, at) => percent <= (stages[at - 1] ?? 0)))
        throw fieldProblem("invalid-body", "stages", stages.join(", "), "but must grow and end with 100");
      const macs = body.phones?.map((mac) => {
        const parsed = parseMac(mac);
        if (parsed === undefined) throw fieldProblem("invalid-body", "phones", mac, "which is no MAC");
        return parsed;
      });
      const fitting = findFitting(version, body.vendor, body.model);
      const id = `rol_${randomBytes(9).toString("hex")}`;
      const wanted: NewRollout = {
        ...{ id, pbxId, version, stages, window, reason, macs, fitting, profileId: profile },
        ...{ haltAbove: body.haltAbove ?? 10, withinMs: (body.withinMinutes ?? 30) * 60_000 },
        requestedBy: callerOf(request).name,
      };
      const made = request.query.dryRun ? await store.planRollout(wanted) : await store.startRollout(wanted);
      if (made === "unknown-pbx") throw new Problem("not-found", `There is no PBX ${quote(pbxId)}`);
      if (made === "unknown-profile")
        throw fieldProblem(made, "profile", profile ?? "", `which is no profile of the PBX ${pbxId}`);
      if (made === "unknown-window")
        throw fieldProblem(made, "window", window ?? "", `which is no window of the PBX ${pbxId}`);
      if (made === "rollout-running") throw new Problem(made, `The PBX ${pbxId} has a roll-out that is not over`);
      if (made === "no-phones") throw new Problem(made, `No phone of the PBX ${pbxId} that is meant fits ${version}`);
      if (Array.isArray(made)) return { dryRun: true as const, version, stages: [...stages], phonesByStage: made };
      rollouts.wake();
      const detail = { rollout: id, version, stages: stages.join(", "), reason };
      await recordAction(deps, request, { name: "rollout-begun", pbx: pbxId, detail });
      void reply.code(201).header("location", `/api/v1/rollouts/${id}`);
      return answerRollout(made);
    },
  );

  api.get(
    "/pbxs/:id/rollouts",
    {
      schema: {
        tags,
        summary: "The last hundred roll-outs of a PBX, the youngest first",
        params: IdParams,
        response: answers({ 200: pageOf(RolloutAnswer) }, "not-found"),
      },
    },
    async (request) => {
      const { id } = await findPbxFor(request, request.params.id, deps);
      return { items: (await store.listRollouts(id)).map(answerRollout), next: null };
    },
  );

  api.get(
    "/rollouts/:rollout",
    {
      schema: {
        tags,
        summary: "How far a roll-out is",
        params: RolloutParams,
        response: answers({ 200: RolloutAnswer }, "not-found"),
      },
    },
    async (request) => answerRollout(await findFor(request, request.params.rollout)),
  );

  api.get(
    "/rollouts/:rollout/phones",
    {
      schema: {
        tags,
        summary: "The phones of a roll-out, by MAC",
        params: RolloutParams,
        querystring: RolledQuery,
        response: answers({ 200: pageOf(RolledAnswer) }, "not-found", "invalid-query"),
      },
    },
    async (request) => {
      const { id } = await findFor(request, request.params.rollout);
      const { limit = DEFAULT_PAGE_ITEMS, cursor, state } = request.query;
      const phones = await store.listRolled(id, { state, after: cursor, limit: limit + 1 });
      const items = phones.slice(0, limit);
      return { items: items.map(answerRolled), next: phones.length > limit ? (items.at(-1)?.mac ?? null) : null };
    },
  );

  const ACTIONS = { pause: "paused", resume: "running", rollback: "rolling-back", cancel: "cancelled" } as const;
  const SUMMARIES = {
    pause: "Begin no more phones",
    resume: "Go on with a roll-out that was paused or halted; phones that failed so far do not halt it again",
    rollback: "Give phones whose turn has come their previous version again",
    cancel: "End a roll-out; phones whose turn has come keep the new version, the others theirs",
  };
  for (const [action, state] of Object.entries(ACTIONS) as [keyof typeof ACTIONS, (typeof ACTIONS)["pause"]][])
    api.post(
      `/rollouts/:rollout/${action}`,
      {
        schema: {
          tags,
          summary: SUMMARIES[action],
          params: RolloutParams,
          response: answers({ 200: RolloutAnswer }, ...POST_PROBLEMS, "not-found", "rollout-over", "rollout-running"),
        },
      },
      async (request) => {
        const { id, pbxId } = await findFor(request, request.params.rollout);
        const changed = await store.setRolloutState(id, state);
        if (changed === "not-found") throw new Problem(changed, `There is no roll-out ${quote(id)}`);
        if (changed === "over") throw new Problem("rollout-over", `The roll-out ${id} is over`);
        if (changed === "rollout-running")
          throw new Problem(changed, `The PBX ${pbxId} has another one that is not over`);
        rollouts.wake();
        await recordAction(deps, request, { name: "rollout-changed", pbx: pbxId, detail: { rollout: id, state } });
        return answerRollout(changed);
      },
    );
}

function fieldProblem(code: ProblemCode, field: string, value: string, why: string): Problem {
  const detail = `is ${quote(value)}, ${why}`;
  return new Problem(code, `/${field} ${detail}`, [{ pointer: `/${field}`, detail }]);
}
