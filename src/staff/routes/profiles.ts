import { Type } from "@fastify/type-provider-typebox";
import type { FastifyRequest } from "fastify";
import { checkProfile } from "../../provisioning/check-profile.ts";
import { quote } from "../../provisioning/field-error.ts";
import type { Pbx } from "../../provisioning/pbx.ts";
import type { Profile } from "../../provisioning/profile.ts";
import { expectRevision, setEtag, staleProblem } from "../conditional.ts";
import { type Api, findPbxFor, recordAction, type StaffDeps, setCreated } from "../context.ts";
import { Problem } from "../problems.ts";
import { answerProfile, NewProfileBody, ProfileAnswer, ProfileParams, ProfilePatchBody } from "../schemas/profile.ts";
import {
  answers,
  DEFAULT_PAGE_ITEMS,
  DELETE_PROBLEMS,
  IdParams,
  IfMatchHeaders,
  PATCH_PROBLEMS,
  POST_PROBLEMS,
  pageOf,
  SearchQuery,
  toPage,
} from "../schemas/shared.ts";

const tags = ["Profiles"];

export function addProfileRoutes(api: Api, deps: StaffDeps): void {
  const { store, vendors } = deps;

  async function findProfileFor(
    request: FastifyRequest,
    params: { id: string; profile: string },
  ): Promise<{ pbx: Pbx; profile: Profile }> {
    const pbx = await findPbxFor(request, params.id, deps);
    const profile = await store.findProfile(pbx.id, params.profile);
    if (profile === undefined) throw noProfile(params.profile);
    return { pbx, profile };
  }

  api.get(
    "/pbxs/:id/profiles",
    {
      schema: {
        tags,
        summary: "List the profiles of a PBX",
        params: IdParams,
        querystring: SearchQuery,
        response: answers({ 200: pageOf(ProfileAnswer) }, "invalid-query", "not-found"),
      },
    },
    async (request) => {
      const pbx = await findPbxFor(request, request.params.id, deps);
      const { limit = DEFAULT_PAGE_ITEMS, cursor, search } = request.query;
      const page = await store.listProfiles(pbx.id, { limit, cursor, search });
      return toPage(page, (profile) => answerProfile(profile, vendors));
    },
  );

  api.post(
    "/pbxs/:id/profiles",
    {
      schema: {
        tags,
        summary: "Make a profile",
        description: "A named set of settings and key layouts for many phones of one PBX.",
        params: IdParams,
        body: NewProfileBody,
        response: answers({ 201: ProfileAnswer }, ...POST_PROBLEMS, "not-found", "profile-exists"),
      },
    },
    async (request, reply) => {
      const pbx = await findPbxFor(request, request.params.id, deps);
      const { id, label = "", settings = {}, layouts = {} } = request.body;
      refuseUnfit(request.body, pbx);
      const profile = await store.createProfile({ pbxId: pbx.id, id, label, settings, layouts });
      if (profile === "unknown-pbx") throw new Problem("not-found", `There is no PBX ${pbx.id}`);
      if (profile === "profile-exists") {
        const errors = [{ pointer: "/id", detail: `is taken: ${id}` }];
        throw new Problem("profile-exists", `The PBX has a profile ${id} already`, errors);
      }
      await recordAction(deps, request, { name: "profile-created", pbx: pbx.id, detail: { profile: id } });
      setCreated(reply, "pbxs", pbx.id, "profiles", id);
      setEtag(reply, profile.revision);
      return answerProfile(profile, vendors);
    },
  );

  api.get(
    "/pbxs/:id/profiles/:profile",
    {
      schema: {
        tags,
        summary: "Show a profile",
        params: ProfileParams,
        response: answers({ 200: ProfileAnswer }, "not-found"),
      },
    },
    async (request, reply) => {
      const { profile } = await findProfileFor(request, request.params);
      setEtag(reply, profile.revision);
      return answerProfile(profile, vendors);
    },
  );

  api.patch(
    "/pbxs/:id/profiles/:profile",
    {
      schema: {
        tags,
        summary: "Change a profile",
        description: "The phones that have it get the change when they ask next.",
        params: ProfileParams,
        headers: IfMatchHeaders,
        body: ProfilePatchBody,
        response: answers({ 200: ProfileAnswer }, ...PATCH_PROBLEMS),
      },
    },
    async (request, reply) => {
      const { pbx, profile } = await findProfileFor(request, request.params);
      const { settings = profile.settings, layouts = profile.layouts } = request.body;
      refuseUnfit({ settings, layouts }, pbx);
      const expected = expectRevision(request.headers, profile.revision);
      const changed = await store.updateProfile(pbx.id, profile.id, request.body, expected);
      if (changed === "not-found") throw noProfile(profile.id);
      if (changed === "stale") throw staleProblem();
      await recordAction(deps, request, {
        name: "profile-changed",
        pbx: pbx.id,
        detail: { profile: profile.id, fields: Object.keys(request.body) },
      });
      setEtag(reply, changed.revision);
      return answerProfile(changed, vendors);
    },
  );

  api.delete(
    "/pbxs/:id/profiles/:profile",
    {
      schema: {
        tags,
        summary: "Delete a profile",
        params: ProfileParams,
        headers: IfMatchHeaders,
        response: answers({ 204: Type.Null({ description: "Deleted" }) }, ...DELETE_PROBLEMS, "profile-in-use"),
      },
    },
    async (request, reply) => {
      const { pbx, profile } = await findProfileFor(request, request.params);
      const outcome = await store.deleteProfile(pbx.id, profile.id, expectRevision(request.headers, profile.revision));
      if (outcome === "not-found") throw noProfile(profile.id);
      if (outcome === "stale") throw staleProblem();
      if (outcome === "profile-in-policy")
        throw new Problem(
          "profile-in-use",
          `The admission policy of the PBX ${pbx.id} gives phones the profile ${profile.id}`,
        );
      if (outcome === "profile-in-use")
        throw new Problem("profile-in-use", `Phones of the PBX ${pbx.id} have the profile ${profile.id}`);
      await recordAction(deps, request, { name: "profile-deleted", pbx: pbx.id, detail: { profile: profile.id } });
      return reply.code(204).send(null);
    },
  );

  function refuseUnfit(wanted: Parameters<typeof checkProfile>[0], pbx: Pbx): void {
    const errors = checkProfile(wanted, pbx, vendors);
    if (errors[0] !== undefined)
      throw new Problem("invalid-body", `The profile does not fit: ${errors[0].pointer} ${errors[0].detail}`, errors);
  }
}

function noProfile(id: string): Problem {
  return new Problem("not-found", `There is no profile ${quote(id)}`);
}
