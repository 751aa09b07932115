import { type Static, Type } from "@fastify/type-provider-typebox";
import type { AccountPool, AdmissionPolicy } from "../../provisioning/admission.ts";
import { type FieldError, quote } from "../../provisioning/field-error.ts";
import { isPrivateNetwork, parseNetwork } from "../../provisioning/networks.ts";
import { canSeePbx } from "../access.ts";
import { callerOf } from "../authenticate.ts";
import { expectRevision, setEtag, staleProblem } from "../conditional.ts";
import { type Api, findPbxFor, recordAction, type StaffDeps, setCreated } from "../context.ts";
import { Problem } from "../problems.ts";
import {
  AdmissionAnswer,
  AdmissionBody,
  answerAdmission,
  DEFAULT_LIMIT,
  noPolicy,
  TeachInBody,
} from "../schemas/admission.ts";
import {
  answers,
  DELETE_PROBLEMS,
  IdParams,
  IfMatchHeaders,
  POST_PROBLEMS,
  PUT_PROBLEMS,
  pageOf,
  toTime,
} from "../schemas/shared.ts";

const tags = ["Admission"];
const MINUTE_MS = 60_000;

export function addAdmissionRoutes(api: Api, deps: StaffDeps): void {
  const { store, vendors } = deps;

  async function answerPolicy(policy: AdmissionPolicy): Promise<Static<typeof AdmissionAnswer>> {
    const { pbxId, pool } = policy;
    return answerAdmission(policy, pool && (await store.countFreeAccounts(pbxId, pool)), deps.clock());
  }

  api.get(
    "/admission-policies",
    {
      schema: {
        tags,
        summary: "List the admission policies of all PBXs that have one",
        response: answers({ 200: pageOf(AdmissionAnswer) }),
      },
    },
    async (request) => {
      const policies = await store.listAdmissionPolicies();
      const seen = policies.filter(({ pbxId }) => canSeePbx(callerOf(request), pbxId));
      return { items: await Promise.all(seen.map(answerPolicy)), next: null };
    },
  );

  api.get(
    "/pbxs/:id/admission",
    {
      schema: {
        tags,
        summary: "Show how a PBX takes phones that nobody admitted",
        description: "Without a policy it takes phones on its allow-list only.",
        params: IdParams,
        response: answers({ 200: AdmissionAnswer }, "not-found"),
      },
    },
    async (request, reply) => {
      const pbx = await findPbxFor(request, request.params.id, deps);
      const policy = (await store.findAdmissionPolicy(pbx.id)) ?? noPolicy(pbx.id);
      setEtag(reply, policy.revision);
      return answerPolicy(policy);
    },
  );

  api.put(
    "/pbxs/:id/admission",
    {
      schema: {
        tags,
        summary: "Set how a PBX takes phones that nobody admitted",
        description: "Replaces the policy as a whole: its count begins anew, and a teach-in ends.",
        params: IdParams,
        body: AdmissionBody,
        response: answers(
          { 200: AdmissionAnswer, 201: AdmissionAnswer },
          ...PUT_PROBLEMS,
          ...(["unknown-profile", "unknown-account", "network-in-use"] as const),
        ),
      },
    },
    async (request, reply) => {
      const pbx = await findPbxFor(request, request.params.id, deps);
      const { mode, profile = null, limit = DEFAULT_LIMIT, limitPerHour = limit } = request.body;
      const { networks, pool } = readBody(request.body);
      const policy = { pbxId: pbx.id, mode, networks, pool, vendors: request.body.vendors ?? [] };
      const put = await store.putAdmissionPolicy({ ...policy, profileId: profile, limit, limitPerHour });
      if (put === "unknown-pbx") throw new Problem("not-found", `There is no PBX ${pbx.id}`);
      if (put === "unknown-profile") throw refused("unknown-profile", "/profile", `is no profile of the PBX ${pbx.id}`);
      if ("problem" in put) {
        if (put.problem === "unknown-account")
          throw refused(
            "unknown-account",
            "/pool/accounts",
            `holds ${quote(put.account)}, which the PBX does not have`,
          );
        const owner = canSeePbx(callerOf(request), put.pbxId) ? `the PBX ${put.pbxId}` : "another PBX";
        const detail = `holds ${put.network}, which is in the admission policy of ${owner}`;
        throw refused("network-in-use", "/networks", detail);
      }
      const detail = { mode, networks, vendors: policy.vendors, profile, limit };
      await recordAction(deps, request, { name: "admission-set", pbx: pbx.id, detail });
      if (put.isNew) setCreated(reply, "pbxs", pbx.id, "admission");
      setEtag(reply, put.policy.revision);
      return answerPolicy(put.policy);
    },
  );

  api.delete(
    "/pbxs/:id/admission",
    {
      schema: {
        tags,
        summary: "Remove a PBX's admission policy",
        description: "Phones that were admitted stay; others are refused.",
        params: IdParams,
        headers: IfMatchHeaders,
        response: answers({ 204: Type.Null({ description: "Removed" }) }, ...DELETE_PROBLEMS),
      },
    },
    async (request, reply) => {
      const pbx = await findPbxFor(request, request.params.id, deps);
      const policy = await store.findAdmissionPolicy(pbx.id);
      if (policy === undefined) throw withoutPolicy(pbx.id);
      const outcome = await store.deleteAdmissionPolicy(pbx.id, expectRevision(request.headers, policy.revision));
      if (outcome === "not-found") throw withoutPolicy(pbx.id);
      if (outcome === "stale") throw staleProblem();
      await recordAction(deps, request, { name: "admission-removed", pbx: pbx.id });
      return reply.code(204).send(null);
    },
  );

  api.post(
    "/pbxs/:id/admission/teach-in",
    {
      schema: {
        tags,
        summary: "Admit phones of the policy's networks automatically for a while",
        description:
          "Afterwards the policy's mode holds again by itself, over a restart too. Begun again it lasts from now.",
        params: IdParams,
        body: TeachInBody,
        response: answers({ 200: AdmissionAnswer }, ...POST_PROBLEMS, "not-found", "networks-needed"),
      },
    },
    async (request, reply) => {
      const pbx = await findPbxFor(request, request.params.id, deps);
      const policy = await store.setTeachIn(pbx.id, request.body.minutes * MINUTE_MS);
      if (typeof policy === "string")
        throw new Problem("networks-needed", `The PBX ${pbx.id} has no admission policy that names networks`);
      const until = toTime(policy.teachInUntil ?? 0);
      await recordAction(deps, request, { name: "teach-in-begun", pbx: pbx.id, detail: { until } });
      setEtag(reply, policy.revision);
      return answerPolicy(policy);
    },
  );

  api.delete(
    "/pbxs/:id/admission/teach-in",
    {
      schema: {
        tags,
        summary: "End a teach-in before its time",
        params: IdParams,
        response: answers({ 204: Type.Null({ description: "Ended" }) }, "not-found"),
      },
    },
    async (request, reply) => {
      const pbx = await findPbxFor(request, request.params.id, deps);
      if ((await store.setTeachIn(pbx.id, null)) === "not-found") throw withoutPolicy(pbx.id);
      await recordAction(deps, request, { name: "teach-in-ended", pbx: pbx.id });
      return reply.code(204).send(null);
    },
  );

  /** Networks in their one spelling, and the pool in one of its forms; throws for what is not allowed. */
  function readBody(body: Static<typeof AdmissionBody>): { networks: string[]; pool: AccountPool | null } {
    const errors: FieldError[] = [];
    const networks = (body.networks ?? []).map((text, index) => {
      const network = parseNetwork(text);
      if (network !== undefined && isPrivateNetwork(network)) return network.text;
      const allowed = "a private, unique-local, link-local or loopback network such as 10.1.0.0/16 or fd00:1::/64";
      errors.push({ pointer: `/networks/${index}`, detail: `must be ${allowed}, but is ${quote(text)}` });
      return text;
    });
    if (networks.length === 0 && body.mode !== "allow-list")
      errors.push({ pointer: "/networks", detail: `must name at least one network where mode is ${body.mode}` });
    for (const [index, id] of (body.vendors ?? []).entries()) {
      if (vendors.some((vendor) => vendor.id === id)) continue;
      const known = vendors.map((vendor) => vendor.id).join(", ");
      errors.push({ pointer: `/vendors/${index}`, detail: `must be one of ${known}, but is ${quote(id)}` });
    }
    const pool = readPool(body.pool ?? null);
    if (pool === "malformed") {
      errors.push({ pointer: "/pool", detail: POOL_FORMS });
    }
    const [first] = errors;
    if (first !== undefined) throw new Problem("invalid-body", `${first.pointer} ${first.detail}`, errors);
    return { networks: [...new Set(networks)], pool: pool === "malformed" ? null : pool };
  }
}

export const POOL_FORMS =
  "must hold one of: accounts; fromNumber and toNumber with as many digits, the lower one first; free";

/** One of its forms. */
export function readPool(pool: Static<typeof AdmissionBody>["pool"] | null): AccountPool | null | "malformed" {
  if (!pool) return null;
  const { accounts, fromNumber, toNumber, free } = pool;
  if ([accounts, fromNumber ?? toNumber, free].filter((form) => form !== undefined).length !== 1) return "malformed";
  if (accounts !== undefined) return { accounts };
  if (free) return { free };
  if (fromNumber === undefined || toNumber === undefined) return "malformed";
  return fromNumber.length === toNumber.length && fromNumber <= toNumber ? { fromNumber, toNumber } : "malformed";
}

function refused(
  code: "unknown-profile" | "unknown-account" | "network-in-use",
  pointer: string,
  detail: string,
): Problem {
  return new Problem(code, `${pointer} ${detail}`, [{ pointer, detail }]);
}

function withoutPolicy(pbxId: string): Problem {
  return new Problem("not-found", `The PBX ${pbxId} has no admission policy`);
}
