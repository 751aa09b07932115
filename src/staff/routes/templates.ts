import { Type } from "@fastify/type-provider-typebox";
import type { FastifyRequest } from "fastify";
import { faultFrom } from "../../provisioning/check-rendering.ts";
import type { TemplateCheck } from "../../provisioning/check-template.ts";
import type { FieldError } from "../../provisioning/field-error.ts";
import { quote } from "../../provisioning/field-error.ts";
import type { TemplateState } from "../../provisioning/keep-templates.ts";
import { callerOf } from "../authenticate.ts";
import { expectRevision, setEtag } from "../conditional.ts";
import { type Api, findPhoneFor, recordAction, type StaffDeps } from "../context.ts";
import { Problem } from "../problems.ts";
import {
  answers,
  DEFAULT_PAGE_ITEMS,
  DELETE_PROBLEMS,
  IfMatchHeaders,
  POST_PROBLEMS,
  PUT_PROBLEMS,
  pageOf,
  SearchQuery,
  toPage,
} from "../schemas/shared.ts";
import {
  answerChange,
  answerCheck,
  answerState,
  answerTemplatePhone,
  answerTrial,
  answerVersion,
  ChangeAnswer,
  CheckAnswer,
  RollbackBody,
  TemplateAnswer,
  TemplateBody,
  TemplateDiffBody,
  TemplateItem,
  TemplateParams,
  TemplatePhone,
  TrialAnswer,
  TrialBody,
  VersionAnswer,
  VersionParams,
} from "../schemas/template.ts";

const tags = ["Templates"];
const DEFAULT_DIFFS = 10;

export function addTemplateRoutes(api: Api, deps: StaffDeps): void {
  const { store } = deps;
  const { keeper, renderer, trials, measure } = deps.templates;

  function findTemplate({ vendor, name }: { vendor: string; name: string }): TemplateState {
    const state = keeper.find(`${vendor}/${name}`);
    if (state === undefined) throw new Problem("not-found", `There is no template ${quote(`${vendor}/${name}`)}`);
    return state;
  }

  async function answerTemplate(name: string) {
    const state = keeper.find(name) ?? { name, version: undefined, refused: undefined };
    const shipped = renderer.shippedText(name);
    const versions = await store.listTemplateVersions(name);
    const text = state.version?.text ?? shipped;
    return { ...answerState(state), text, shipped, versions: versions.map(answerVersion) };
  }

  async function take(request: FastifyRequest, name: string, text: string) {
    const put = await keeper.put(name, text, callerOf(request).name);
    if ("refused" in put) throw unfit(name, put.refused);
    const { version } = put.version;
    await recordAction(deps, request, { name: "template-changed", detail: { template: name, version } });
    return version;
  }

  api.get(
    "/templates",
    {
      schema: {
        tags,
        summary: "List the templates, and which of them the operator's own is in use of",
        response: answers({ 200: pageOf(TemplateItem) }),
      },
    },
    async () => ({ items: keeper.list().map(answerState), next: null }),
  );

  api.get(
    "/templates/:vendor/:name",
    {
      schema: {
        tags,
        summary: "Show a template: the text in use, the shipped one, and its versions",
        params: TemplateParams,
        response: answers({ 200: TemplateAnswer }, "not-found"),
      },
    },
    async (request, reply) => {
      const { name, version } = findTemplate(request.params);
      setEtag(reply, version?.version ?? 0);
      return answerTemplate(name);
    },
  );

  api.get(
    "/templates/:vendor/:name/versions/:version",
    {
      schema: {
        tags,
        summary: "Show a version of a template of the operator's",
        params: VersionParams,
        response: answers({ 200: VersionAnswer }, "not-found", "no-such-version"),
      },
    },
    async (request) => {
      const { name } = findTemplate(request.params);
      const version = await findVersion(name, request.params.version);
      return { ...answerVersion(version), text: version.text };
    },
  );

  api.put(
    "/templates/:vendor/:name",
    {
      schema: {
        tags,
        summary: "Take a text into use as the operator's template",
        description:
          "First every admitted phone's file is rendered with it and read by the format's own parser; a text that does not compile, or of which a phone could not read what it writes, is refused and what was in use stays so. Writes data/templates.",
        params: TemplateParams,
        headers: IfMatchHeaders,
        body: TemplateBody,
        response: answers({ 200: TemplateAnswer }, ...PUT_PROBLEMS, "stale", "template-unfit"),
      },
    },
    async (request, reply) => {
      const { name, version } = findTemplate(request.params);
      expectRevision(request.headers, version?.version ?? 0);
      setEtag(reply, await take(request, name, request.body.text));
      return answerTemplate(name);
    },
  );

  api.delete(
    "/templates/:vendor/:name",
    {
      schema: {
        tags,
        summary: "Take the operator's template away: the shipped one comes into use",
        params: TemplateParams,
        headers: IfMatchHeaders,
        response: answers({ 204: Type.Null({ description: "Taken away" }) }, ...DELETE_PROBLEMS),
      },
    },
    async (request, reply) => {
      const { name, version } = findTemplate(request.params);
      expectRevision(request.headers, version?.version ?? 0);
      const outcome = await keeper.remove(name, callerOf(request).name);
      if (outcome === "not-found") throw new Problem("not-found", `The operator has no template ${quote(name)}`);
      await recordAction(deps, request, { name: "template-removed", detail: { template: name } });
      return reply.code(204).send(null);
    },
  );

  api.post(
    "/templates/:vendor/:name/rollback",
    {
      schema: {
        tags,
        summary: "Take an older version of the operator's template into use again",
        description: "Checked as any other text is. A version that was a removal brings the shipped one back.",
        params: TemplateParams,
        headers: IfMatchHeaders,
        body: RollbackBody,
        response: answers(
          { 200: TemplateAnswer },
          ...POST_PROBLEMS,
          "not-found",
          "no-such-version",
          "stale",
          "template-unfit",
        ),
      },
    },
    async (request, reply) => {
      const { name, version: current } = findTemplate(request.params);
      expectRevision(request.headers, current?.version ?? 0);
      const { text } = await findVersion(name, request.body.version);
      if (text !== null) setEtag(reply, await take(request, name, text));
      else {
        await keeper.remove(name, callerOf(request).name);
        await recordAction(deps, request, { name: "template-removed", detail: { template: name } });
      }
      return answerTemplate(name);
    },
  );

  api.post(
    "/templates/:vendor/:name/check",
    {
      schema: {
        tags,
        summary: "Try a text on every admitted phone without using it",
        params: TemplateParams,
        body: TemplateBody,
        response: answers({ 200: CheckAnswer }, ...POST_PROBLEMS, "not-found"),
      },
    },
    async (request) => answerCheck(await keeper.check(findTemplate(request.params).name, request.body.text)),
  );

  api.post(
    "/templates/:vendor/:name/diff",
    {
      schema: {
        tags,
        summary: "What a text would change for admitted phones: how many, in which distinct ways",
        description: "Passwords and tokens are masked. Moves no grant, writes nothing.",
        params: TemplateParams,
        body: TemplateDiffBody,
        response: answers({ 200: ChangeAnswer }, ...POST_PROBLEMS, "not-found", "template-unfit"),
      },
    },
    async (request) => {
      const { name } = findTemplate(request.params);
      const { text, diffs = DEFAULT_DIFFS } = request.body;
      try {
        // Told here, so that a mistake in the survey itself is no mistake of the text.
        renderer.trial(name, text);
      } catch (error) {
        throw unfit(name, { phones: 0, illFormed: 0, examples: [], fault: faultFrom(error) });
      }
      return answerChange(await measure({ template: { name, text } }, diffs));
    },
  );

  api.get(
    "/templates/:vendor/:name/phones",
    {
      schema: {
        tags,
        summary: "List admitted phones that get files by a template",
        description: "A page may hold fewer than `limit` although there are more.",
        params: TemplateParams,
        querystring: SearchQuery,
        response: answers({ 200: pageOf(TemplatePhone) }, "invalid-query", "not-found"),
      },
    },
    async (request) => {
      const { limit = DEFAULT_PAGE_ITEMS, cursor, search } = request.query;
      const { name } = findTemplate(request.params);
      return toPage(await trials.listPhones(name, { limit, cursor, search }), answerTemplatePhone);
    },
  );

  api.post(
    "/templates/:vendor/:name/preview",
    {
      schema: {
        tags,
        summary: "Show what a text would write for one phone",
        description: "Passwords and tokens are masked. Moves no grant, writes nothing.",
        params: TemplateParams,
        body: TrialBody,
        response: answers({ 200: TrialAnswer }, ...POST_PROBLEMS, "not-found"),
      },
    },
    async (request) => {
      const { name } = findTemplate(request.params);
      const { text, mac } = request.body;
      const phone = mac === undefined ? undefined : await findPhoneFor(request, mac, deps);
      const shown = await trials.show(name, text, phone);
      if (shown === undefined) throw new Problem("not-found", `No phone's file is made of ${quote(name)} alone`);
      return answerTrial(shown);
    },
  );

  async function findVersion(name: string, version: number) {
    const found = (await store.listTemplateVersions(name)).find((one) => one.version === version);
    if (found === undefined) throw new Problem("no-such-version", `${name} has no version ${version}`);
    return found;
  }
}

function unfit(name: string, { fault, illFormed, examples }: TemplateCheck): Problem {
  const errors: FieldError[] =
    fault === undefined
      ? examples.map(({ mac, label, file, why }) => ({
          pointer: "/text",
          detail: `${mac}${label === "" ? "" : ` (${label})`}, ${file}: ${why}`,
        }))
      : [{ pointer: "/text", detail: fault.why }];
  const count = illFormed > errors.length ? `; ${illFormed} phones in all` : "";
  return new Problem("template-unfit", `${name}: ${errors[0]?.detail ?? ""}${count}`, errors);
}
