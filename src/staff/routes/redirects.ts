import { type Static, Type } from "@fastify/type-provider-typebox";
import type { FastifyRequest } from "fastify";
import { type FieldError, quote } from "../../provisioning/field-error.ts";
import { Password } from "../../provisioning/password.ts";
import { REDIRECT_SERVICES, type RedirectAccount, type RedirectServiceId } from "../../provisioning/redirect.ts";
import { expectRevision, setEtag, staleProblem } from "../conditional.ts";
import { type Api, findPbxFor, findPhoneFor, recordAction, type StaffDeps, setCreated } from "../context.ts";
import { Problem } from "../problems.ts";
import {
  answerPhoneRedirect,
  answerRedirectAccount,
  hasOption,
  PhoneRedirectAnswer,
  RedirectAccountAnswer,
  RedirectAccountBody,
  RedirectParams,
} from "../schemas/redirect.ts";
import { answers, DELETE_PROBLEMS, IfMatchHeaders, MacParams, POST_PROBLEMS, PUT_PROBLEMS } from "../schemas/shared.ts";

const tags = ["Redirect services"];
const DEFAULT_LABEL = "Offhook";

export function addRedirectRoutes(api: Api, deps: StaffDeps): void {
  const { store, redirects } = deps;

  async function findAccountFor(request: FastifyRequest, params: { id: string; service: RedirectServiceId }) {
    const pbx = await findPbxFor(request, params.id, deps);
    const account = await store.findRedirectAccount(pbx.id, params.service);
    if (account === undefined) throw noAccount(pbx.id, params.service);
    return account;
  }

  async function answerAccount(account: RedirectAccount): Promise<Static<typeof RedirectAccountAnswer>> {
    const phones = await store.countRedirects(account.pbxId, account.service);
    return answerRedirectAccount(account, phones, redirects.phonesUrl);
  }

  api.get(
    "/pbxs/:id/redirects/:service",
    {
      schema: {
        tags,
        summary: "Show a PBX's account at a redirect service, without its credentials",
        params: RedirectParams,
        response: answers({ 200: RedirectAccountAnswer }, "not-found"),
      },
    },
    async (request, reply) => {
      const account = await findAccountFor(request, request.params);
      setEtag(reply, account.revision);
      return answerAccount(account);
    },
  );

  api.put(
    "/pbxs/:id/redirects/:service",
    {
      schema: {
        tags,
        summary: "Set a PBX's account at a redirect service",
        description:
          "Replaces it as a whole. The PBX's phones of that vendor are registered there, those that were before anew.",
        params: RedirectParams,
        body: RedirectAccountBody,
        response: answers(
          { 200: RedirectAccountAnswer, 201: RedirectAccountAnswer },
          ...PUT_PROBLEMS,
          "redirect-exists",
        ),
      },
    },
    async (request, reply) => {
      const pbx = await findPbxFor(request, request.params.id, deps);
      const { service } = request.params;
      const { credentials, label = DEFAULT_LABEL, checkFirst = true } = request.body;
      refuseUnfit(service, request.body);
      const vendorId = deps.vendors.find(({ discovery }) => discovery.redirects?.includes(service))?.id;
      if (vendorId === undefined) throw new Error(`No vendor has the redirect service ${service}`);
      const put = await store.putRedirectAccount({
        pbxId: pbx.id,
        service,
        vendorId,
        baseUrl: request.body.baseUrl ?? REDIRECT_SERVICES[service].baseUrl,
        label,
        needsMacId: hasOption(service, "needsMacId") && (request.body.needsMacId ?? true),
        checkFirst,
        username: new Password(credentials.username),
        password: new Password(credentials.password),
      });
      if (put === "unknown-pbx") throw new Problem("not-found", `There is no PBX ${pbx.id}`);
      if (put === "other-service") {
        throw new Problem(
          "redirect-exists",
          `The PBX ${pbx.id} has another redirect service for phones of ${vendorId}`,
        );
      }
      redirects.wake();
      await recordAction(deps, request, { name: "redirect-set", pbx: pbx.id, detail: { service } });
      if (put.isNew) setCreated(reply, "pbxs", pbx.id, "redirects", service);
      setEtag(reply, put.account.revision);
      return answerAccount(put.account);
    },
  );

  api.delete(
    "/pbxs/:id/redirects/:service",
    {
      schema: {
        tags,
        summary: "Remove a PBX's account at a redirect service",
        description: "Forgets its credentials and what was still to be told. What is registered there stays so.",
        params: RedirectParams,
        headers: IfMatchHeaders,
        response: answers({ 204: Type.Null({ description: "Removed" }) }, ...DELETE_PROBLEMS),
      },
    },
    async (request, reply) => {
      const { pbxId, service, revision } = await findAccountFor(request, request.params);
      const outcome = await store.deleteRedirectAccount(pbxId, service, expectRevision(request.headers, revision));
      if (outcome === "not-found") throw noAccount(pbxId, service);
      if (outcome === "stale") throw staleProblem();
      await recordAction(deps, request, { name: "redirect-removed", pbx: pbxId, detail: { service } });
      return reply.code(204).send(null);
    },
  );

  api.get(
    "/phones/:mac/redirect",
    {
      schema: {
        tags,
        summary: "How a phone stands at its vendor's redirect service",
        params: MacParams,
        response: answers({ 200: PhoneRedirectAnswer }, "not-found"),
      },
    },
    async (request) => {
      const phone = await findPhoneFor(request, request.params.mac, deps);
      return answerPhoneRedirect(await store.findPhoneRedirect(phone));
    },
  );

  api.post(
    "/phones/:mac/redirect/retry",
    {
      schema: {
        tags,
        summary: "Register a phone anew at its vendor's redirect service, now",
        params: MacParams,
        response: answers({ 200: PhoneRedirectAnswer }, ...POST_PROBLEMS, "not-found"),
      },
    },
    async (request) => {
      const phone = await findPhoneFor(request, request.params.mac, deps);
      if (!(await store.retryRedirect(phone.mac)))
        throw new Problem(
          "not-found",
          `The PBX ${phone.pbxId} has no redirect service for phones of ${phone.vendorId}`,
        );
      redirects.wake();
      await recordAction(deps, request, { name: "redirect-retried", mac: phone.mac, pbx: phone.pbxId });
      return answerPhoneRedirect(await store.findPhoneRedirect(phone));
    },
  );
}

function refuseUnfit(service: RedirectServiceId, body: Static<typeof RedirectAccountBody>): void {
  const errors: FieldError[] = [];
  for (const option of ["label", "needsMacId"] as const) {
    if (body[option] !== undefined && !hasOption(service, option))
      errors.push({ pointer: `/${option}`, detail: `is not known for ${service}` });
  }
  if (body.baseUrl !== undefined && !isServiceUrl(body.baseUrl)) {
    const allowed = "an https:// address without user, password, query and fragment; http:// on loopback only";
    errors.push({ pointer: "/baseUrl", detail: `must be ${allowed}, but is ${quote(withoutUser(body.baseUrl))}` });
  }
  const [first] = errors;
  if (first !== undefined) throw new Problem("invalid-body", `${first.pointer} ${first.detail}`, errors);
}

/** Credentials go there, so nobody on the way may read along. */
function isServiceUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, search, hash } = new URL(text);
  const isLoopback = /^127\.\d+\.\d+\.\d+$/.test(hostname) || hostname === "[::1]" || hostname === "localhost";
  return username + password + search + hash === "" && (protocol === "https:" || (protocol === "http:" && isLoopback));
}

function withoutUser(url: string): string {
  return url.replace(/\/\/[^/]*@/, "//…@");
}

function noAccount(pbxId: string, service: string): Problem {
  return new Problem("not-found", `The PBX ${pbxId} has no account at ${service}`);
}
