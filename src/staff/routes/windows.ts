import { Type } from "@fastify/type-provider-typebox";
import type { FastifyRequest } from "fastify";
import type { FieldError } from "../../provisioning/field-error.ts";
import { quote } from "../../provisioning/field-error.ts";
import { type StoredWindow, WindowSettings } from "../../provisioning/maintenance-window.ts";
import type { Pbx } from "../../provisioning/pbx.ts";
import { expectRevision, setEtag, staleProblem } from "../conditional.ts";
import { type Api, findPbxFor, recordAction, type StaffDeps, setCreated } from "../context.ts";
import { Problem } from "../problems.ts";
import { answers, DELETE_PROBLEMS, IdParams, IfMatchHeaders, PUT_PROBLEMS, pageOf } from "../schemas/shared.ts";
import {
  answerOpening,
  answerWindow,
  OpeningAnswer,
  WindowAnswer,
  WindowParams,
  WindowQuery,
} from "../schemas/window.ts";

const tags = ["Maintenance windows"];

export function addWindowRoutes(api: Api, deps: StaffDeps): void {
  const { store } = deps;

  async function findWindowFor(
    request: FastifyRequest,
    params: { id: string; window: string },
  ): Promise<{ pbx: Pbx; window: StoredWindow }> {
    const pbx = await findPbxFor(request, params.id, deps);
    const window = await store.findWindow(pbx.id, params.window);
    if (window === undefined) throw noWindow(params.window);
    return { pbx, window };
  }

  api.get(
    "/pbxs/:id/windows",
    {
      schema: {
        tags,
        summary: "List when the phones of a PBX may be worked on",
        params: IdParams,
        response: answers({ 200: pageOf(WindowAnswer) }, "not-found"),
      },
    },
    async (request) => {
      const pbx = await findPbxFor(request, request.params.id, deps);
      const windows = await store.listWindows(pbx.id);
      return { items: windows.map((window) => answerWindow(window, pbx)), next: null };
    },
  );

  api.get(
    "/pbxs/:id/windows/:window",
    {
      schema: {
        tags,
        summary: "Show a maintenance window",
        params: WindowParams,
        response: answers({ 200: WindowAnswer }, "not-found"),
      },
    },
    async (request, reply) => {
      const { pbx, window } = await findWindowFor(request, request.params);
      setEtag(reply, window.revision);
      return answerWindow(window, pbx);
    },
  );

  api.get(
    "/pbxs/:id/windows/:window/next",
    {
      schema: {
        tags,
        summary: "Whether a maintenance window is open, and when it opens and closes next",
        params: WindowParams,
        querystring: WindowQuery,
        response: answers({ 200: OpeningAnswer }, "invalid-query", "not-found"),
      },
    },
    async (request) => {
      const { pbx, window } = await findWindowFor(request, request.params);
      const { at } = request.query;
      return answerOpening(window, pbx, at === undefined ? deps.clock() : Date.parse(at));
    },
  );

  api.put(
    "/pbxs/:id/windows/:window",
    {
      schema: {
        tags,
        summary: "Set a maintenance window",
        description:
          "Judged by the site's clock: an hour that a change of clocks leaves out is not open, and one that comes twice is open twice.",
        params: WindowParams,
        headers: IfMatchHeaders,
        body: WindowSettings,
        response: answers({ 200: WindowAnswer, 201: WindowAnswer }, ...PUT_PROBLEMS, "stale", "too-many-windows"),
      },
    },
    async (request, reply) => {
      const pbx = await findPbxFor(request, request.params.id, deps);
      const { window: name } = request.params;
      refuseUnfit(request.body);
      const before = await store.findWindow(pbx.id, name);
      const expectedRevision = expectRevision(request.headers, before?.revision ?? 0);
      const put = await store.putWindow({ pbxId: pbx.id, name, settings: request.body, expectedRevision });
      if (put === "unknown-pbx") throw new Problem("not-found", `There is no PBX ${pbx.id}`);
      if (put === "stale") throw staleProblem();
      if (put === "too-many-windows")
        throw new Problem("too-many-windows", `The PBX ${pbx.id} has as many windows as it can have`);
      await recordAction(deps, request, { name: "window-set", pbx: pbx.id, detail: { window: name } });
      if (put.isNew) setCreated(reply, "pbxs", pbx.id, "windows", name);
      setEtag(reply, put.window.revision);
      return answerWindow(put.window, pbx);
    },
  );

  api.delete(
    "/pbxs/:id/windows/:window",
    {
      schema: {
        tags,
        summary: "Remove a maintenance window",
        params: WindowParams,
        headers: IfMatchHeaders,
        response: answers({ 204: Type.Null({ description: "Removed" }) }, ...DELETE_PROBLEMS),
      },
    },
    async (request, reply) => {
      const { pbx, window } = await findWindowFor(request, request.params);
      const outcome = await store.deleteWindow(pbx.id, window.name, expectRevision(request.headers, window.revision));
      if (outcome === "not-found") throw noWindow(window.name);
      if (outcome === "stale") throw staleProblem();
      await recordAction(deps, request, { name: "window-removed", pbx: pbx.id, detail: { window: window.name } });
      return reply.code(204).send(null);
    },
  );
}

/** What the schema cannot see: dates that run backwards, and holidays' rule without holidays. */
function refuseUnfit({ intervals, holidays = [], onHolidays }: WindowSettings): void {
  const errors: FieldError[] = intervals.flatMap(({ dates = [] }, index) =>
    dates.flatMap(({ from, to }, place) =>
      from <= to
        ? []
        : [{ pointer: `/intervals/${index}/dates/${place}/to`, detail: `is ${to}, which is before from: ${from}` }],
    ),
  );
  if (onHolidays !== undefined && holidays.length === 0)
    errors.push({ pointer: "/onHolidays", detail: "needs holidays, a list of dates" });
  const [first] = errors;
  if (first !== undefined) throw new Problem("invalid-body", `${first.pointer} ${first.detail}`, errors);
}

function noWindow(name: string): Problem {
  return new Problem("not-found", `There is no window ${quote(name)}`);
}
