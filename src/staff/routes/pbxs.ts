import { Type } from "@fastify/type-provider-typebox";
import type { FastifyRequest } from "fastify";
import {
  checkRaw,
  checkVendorIds,
  checkVendorSettings,
  type Warning,
  warnOfRaw,
} from "../../provisioning/check-settings.ts";
import type { Pbx } from "../../provisioning/pbx.ts";
import { completeAccess } from "../../provisioning/pbx-access.ts";
import type { PbxPatch } from "../../provisioning/ports.ts";
import type { Settings } from "../../provisioning/settings.ts";
import { canSeeCustomer, pbxScopeOf } from "../access.ts";
import { callerOf } from "../authenticate.ts";
import { expectRevision, setEtag, staleProblem } from "../conditional.ts";
import { type Api, findPbxFor, recordAction, type StaffDeps, setCreated } from "../context.ts";
import { unknownCustomer } from "../give-scope.ts";
import { Problem } from "../problems.ts";
import { answerPbx, NewPbxBody, PbxAnswer, PbxPatchBody } from "../schemas/pbx.ts";
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

const SIP_PORT = 5060;
const SIPS_PORT = 5061;
const tags = ["PBXs"];

export function addPbxRoutes(api: Api, deps: StaffDeps): void {
  const { store } = deps;

  /** Who sees all customers makes one by naming it; others choose among theirs. */
  async function ensureCustomer(request: FastifyRequest, customer: string | null): Promise<void> {
    const caller = callerOf(request);
    if (caller.scope !== null) {
      if (customer === null || !canSeeCustomer(caller, customer)) throw unknownCustomer(customer);
      return;
    }
    if (customer === null || (await store.createCustomer({ id: customer, name: customer })) === "customer-exists")
      return;
    await recordAction(deps, request, { name: "customer-created", detail: { customer } });
  }

  api.get(
    "/pbxs",
    {
      schema: {
        tags,
        summary: "List PBXs",
        querystring: SearchQuery,
        response: answers({ 200: pageOf(PbxAnswer) }, "invalid-query"),
      },
    },
    async (request) => {
      const { limit = DEFAULT_PAGE_ITEMS, cursor, search } = request.query;
      const ids = pbxScopeOf(callerOf(request));
      return toPage(await store.listPbxs({ limit, cursor, search, ids }), (pbx) => answerPbx(pbx));
    },
  );

  api.post(
    "/pbxs",
    {
      schema: {
        tags,
        summary: "Register a PBX",
        description: "A customer that is not there yet is made.",
        body: NewPbxBody,
        response: answers({ 201: PbxAnswer }, ...POST_PROBLEMS, "pbx-exists", "unknown-customer"),
      },
    },
    async (request, reply) => {
      const { id, host, transport = "udp", customer = null, realm = null } = request.body;
      const port = request.body.port ?? (transport === "tls" ? SIPS_PORT : SIP_PORT);
      const settings = mergeShortcuts(request.body.settings ?? {}, request.body);
      const { vendors: byVendor = {}, clientCertificates = {} } = request.body;
      refuseUnfit({ settings, vendors: byVendor, clientCertificates }, deps);
      const access = completeAccess(request.body.access ?? {});
      if ((await store.findPbx(id)) !== undefined) throw taken(id);
      await ensureCustomer(request, customer);
      const pbx = await store.createPbx({
        ...{ id, host, port, transport, customer, realm, settings, vendors: byVendor, clientCertificates, access },
      });
      if (pbx === "pbx-exists") throw taken(id);
      if (pbx === "unknown-customer") throw unknownCustomer(customer);
      await deps.pbxChanged();
      await recordAction(deps, request, { name: "pbx-created", pbx: id, detail: { host, transport } });
      setCreated(reply, "pbxs", id);
      setEtag(reply, pbx.revision);
      return answerPbx(pbx, warnOfPbx(pbx, deps));
    },
  );

  api.get(
    "/pbxs/:id",
    {
      schema: { tags, summary: "Show a PBX", params: IdParams, response: answers({ 200: PbxAnswer }, "not-found") },
    },
    async (request, reply) => {
      const pbx = await findPbxFor(request, request.params.id, deps);
      setEtag(reply, pbx.revision);
      return answerPbx(pbx, warnOfPbx(pbx, deps));
    },
  );

  api.patch(
    "/pbxs/:id",
    {
      schema: {
        tags,
        summary: "Change a PBX",
        params: IdParams,
        headers: IfMatchHeaders,
        body: PbxPatchBody,
        response: answers({ 200: PbxAnswer }, ...PATCH_PROBLEMS, "unknown-customer"),
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const pbx = await findPbxFor(request, id, deps);
      const { timezone, language, access, ...rest } = request.body;
      const settings = mergeShortcuts(
        request.body.settings ?? pbx.settings,
        request.body,
        request.body.settings !== undefined,
      );
      const patch: PbxPatch = {
        ...rest,
        settings,
        ...(access === undefined ? {} : { access: completeAccess(access) }),
      };
      const { vendors: byVendor = {}, clientCertificates = {}, customer = null } = rest;
      refuseUnfit({ settings, vendors: byVendor, clientCertificates }, deps);
      const expected = expectRevision(request.headers, pbx.revision);
      if (rest.customer !== undefined && customer !== pbx.customer) await ensureCustomer(request, customer);
      const changed = await store.updatePbx(id, patch, expected);
      if (changed === "unknown-customer") throw unknownCustomer(customer);
      if (changed === "not-found") throw new Problem("not-found", `There is no PBX ${id}`);
      if (changed === "stale") throw staleProblem();
      await deps.pbxChanged();
      const { paused, ...others } = request.body;
      const fields = Object.keys(others);
      if (paused !== undefined && paused !== (pbx.pausedAt !== null))
        await recordAction(deps, request, { name: paused ? "pbx-paused" : "pbx-resumed", pbx: id });
      if (fields.length > 0 || paused === undefined)
        await recordAction(deps, request, { name: "pbx-changed", pbx: id, detail: { fields } });
      setEtag(reply, changed.revision);
      return answerPbx(changed, warnOfPbx(changed, deps));
    },
  );

  api.delete(
    "/pbxs/:id",
    {
      schema: {
        tags,
        summary: "Delete a PBX and its accounts",
        params: IdParams,
        headers: IfMatchHeaders,
        response: answers(
          { 204: Type.Null({ description: "Deleted" }) },
          ...DELETE_PROBLEMS,
          "pbx-in-use",
          "redirect-pending",
        ),
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const pbx = await findPbxFor(request, id, deps);
      const outcome = await store.deletePbx(id, expectRevision(request.headers, pbx.revision));
      if (outcome === "not-found") throw new Problem("not-found", `There is no PBX ${id}`);
      if (outcome === "stale") throw staleProblem();
      if (outcome === "pbx-in-use") throw new Problem("pbx-in-use", `Phones still point at the PBX ${id}`);
      if (outcome === "redirect-pending")
        throw new Problem("redirect-pending", `Phones of the PBX ${id} are still to be released at a redirect service`);
      await deps.pbxChanged();
      await recordAction(deps, request, { name: "pbx-deleted", pbx: id });
      return reply.code(204).send(null);
    },
  );
}

function taken(id: string): Problem {
  return new Problem("pbx-exists", `There is a PBX ${id} already`, [{ pointer: "/id", detail: "is taken" }]);
}

/** Throws where a vendor, a model or a raw setting is none. */
function refuseUnfit(
  { settings, vendors: byVendor, clientCertificates }: Pick<Pbx, "settings" | "vendors" | "clientCertificates">,
  { vendors }: StaffDeps,
): void {
  const errors = [
    ...checkRaw(settings, vendors, "/settings"),
    ...checkVendorSettings(byVendor, vendors, "/vendors"),
    ...checkVendorIds(Object.keys(clientCertificates), vendors, "/clientCertificates"),
  ];
  if (errors.length > 0) throw new Problem("invalid-body", "Settings do not fit the phones they are for", errors);
}

function warnOfPbx(pbx: Pbx, { vendors }: StaffDeps): Warning[] {
  const ofVendors = Object.entries(pbx.vendors).flatMap(([id, { settings = {}, models = {} }]) => [
    ...warnOfRaw(settings, vendors, `/vendors/${id}/settings`),
    ...Object.entries(models).flatMap(([model, ofModel]) =>
      warnOfRaw(ofModel, vendors, `/vendors/${id}/models/${model}`),
    ),
  ]);
  return [...warnOfRaw(pbx.settings, vendors, "/settings"), ...ofVendors];
}

type Shortcuts = { timezone?: string | null | undefined; language?: Settings["language"] | null | undefined };

/** Settings with the two that may stand beside them. Null takes one away. */
function mergeShortcuts(settings: Settings, shortcuts: Shortcuts, isGiven = true): Settings {
  const merged: Settings = { ...settings };
  for (const name of ["timezone", "language"] as const) {
    const value = shortcuts[name];
    if (value === undefined) continue;
    if (isGiven && settings[name] !== undefined && settings[name] !== value) {
      const detail = `says something else than /settings/${name}`;
      throw new Problem("invalid-body", `/${name} ${detail}`, [{ pointer: `/${name}`, detail }]);
    }
    if (value === null) delete merged[name];
    else Object.assign(merged, { [name]: value });
  }
  return merged;
}
