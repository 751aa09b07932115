import { type Static, Type } from "@fastify/type-provider-typebox";
import type { FastifyRequest } from "fastify";
import type { FieldError } from "../../provisioning/field-error.ts";
import { LINKS, type Link } from "../../provisioning/pbx-link.ts";
import { expectRevision, setEtag, staleProblem } from "../conditional.ts";
import { type Api, findPbxFor, recordAction, type StaffDeps, setCreated } from "../context.ts";
import { Problem } from "../problems.ts";
import { answerLink, LinkAnswer, LinkBody } from "../schemas/link.ts";
import { answers, DELETE_PROBLEMS, IdParams, IfMatchHeaders, POST_PROBLEMS, PUT_PROBLEMS } from "../schemas/shared.ts";

const tags = ["Links to PBXs"];

export function addLinkRoutes(api: Api, deps: StaffDeps): void {
  const { store, links } = deps;

  async function findLinkFor(request: FastifyRequest, id: string): Promise<Link> {
    const pbx = await findPbxFor(request, id, deps);
    const link = await store.findLink(pbx.id);
    if (link === undefined) throw noLink(pbx.id);
    return link;
  }

  api.get(
    "/pbxs/:id/link",
    {
      schema: {
        tags,
        summary: "Show how a PBX is told of its accounts and phones, and what it has not been told yet",
        params: IdParams,
        response: answers({ 200: LinkAnswer }, "not-found"),
      },
    },
    async (request, reply) => {
      const link = await findLinkFor(request, request.params.id);
      setEtag(reply, link.revision);
      return answerLink(link);
    },
  );

  api.put(
    "/pbxs/:id/link",
    {
      schema: {
        tags,
        summary: "Set how a PBX is told of its accounts and phones",
        description:
          "Replaces it as a whole, credentials too. The PBX is told of all accounts that are on a phone; what it has of other accounts stays.",
        params: IdParams,
        body: LinkBody,
        response: answers({ 200: LinkAnswer, 201: LinkAnswer }, ...PUT_PROBLEMS),
      },
    },
    async (request, reply) => {
      const pbx = await findPbxFor(request, request.params.id, deps);
      const { settings, credentials = {}, passwordOrder = "pbx-first" } = request.body;
      refuseUnfit(request.body, deps.webhooks.allowsPrivate);
      const put = await store.putLink({ pbxId: pbx.id, settings, credentials, passwordOrder });
      if (put === "unknown-pbx") throw new Problem("not-found", `There is no PBX ${pbx.id}`);
      links.wake();
      await recordAction(deps, request, {
        name: "link-set",
        pbx: pbx.id,
        detail: { kind: settings.kind, passwordOrder },
      });
      if (put.isNew) setCreated(reply, "pbxs", pbx.id, "link");
      setEtag(reply, put.link.revision);
      return answerLink(put.link);
    },
  );

  api.delete(
    "/pbxs/:id/link",
    {
      schema: {
        tags,
        summary: "Remove a PBX's link",
        description: "Forgets its credentials and what was still to be told. What the PBX was told stays there.",
        params: IdParams,
        headers: IfMatchHeaders,
        response: answers({ 204: Type.Null({ description: "Removed" }) }, ...DELETE_PROBLEMS),
      },
    },
    async (request, reply) => {
      const { pbxId, revision } = await findLinkFor(request, request.params.id);
      const outcome = await store.deleteLink(pbxId, expectRevision(request.headers, revision));
      if (outcome === "not-found") throw noLink(pbxId);
      if (outcome === "stale") throw staleProblem();
      await recordAction(deps, request, { name: "link-removed", pbx: pbxId });
      return reply.code(204).send(null);
    },
  );

  api.post(
    "/pbxs/:id/link/retry",
    {
      schema: {
        tags,
        summary: "Tell a PBX now what failed, and what waits for phones that do not fetch",
        params: IdParams,
        response: answers({ 200: LinkAnswer }, ...POST_PROBLEMS, "not-found"),
      },
    },
    async (request) => {
      const { pbxId } = await findLinkFor(request, request.params.id);
      await store.retryLink(pbxId);
      links.wake();
      await recordAction(deps, request, { name: "link-retried", pbx: pbxId });
      return answerLink((await store.findLink(pbxId)) ?? (await findLinkFor(request, pbxId)));
    },
  );
}

/** Throws where a kind lacks something, or was given what it does not take. */
function refuseUnfit(
  { settings, credentials = {}, passwordOrder }: Static<typeof LinkBody>,
  allowsPrivate: boolean,
): void {
  const { kind } = settings;
  const { orders, credentials: taken, needs } = LINKS[kind];
  const errors: FieldError[] = [];
  const given = Object.keys(credentials) as (keyof typeof credentials)[];
  for (const name of given) {
    if (!taken.includes(name))
      errors.push({
        pointer: `/credentials/${name}`,
        detail: `is not known for ${kind}; allowed: ${taken.join(", ")}`,
      });
  }
  for (const name of needs)
    if (!given.includes(name)) errors.push({ pointer: `/credentials/${name}`, detail: `is needed for ${kind}` });
  if (passwordOrder !== undefined && !orders.includes(passwordOrder))
    errors.push({ pointer: "/passwordOrder", detail: `is ${passwordOrder}; ${kind} can do ${orders.join(", ")}` });
  const { databaseUrl, secret } = credentials;
  if (databaseUrl !== undefined && !/^(?:postgres(?:ql)?:\/\/|sqlite:\/)/.test(databaseUrl))
    errors.push({
      pointer: "/credentials/databaseUrl",
      detail: "must begin with postgres:// or be sqlite: and an absolute path",
    });
  if (secret !== undefined && !/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/.test(secret))
    errors.push({ pointer: "/credentials/secret", detail: "must be whsec_ and the base64 of at least 24 bytes" });
  if (settings.kind === "webhook" && !settings.url.startsWith("https://") && !allowsPrivate)
    errors.push({
      pointer: "/settings/url",
      detail: "must begin with https://; http:// is only taken with the setting webhooks.private",
    });
  if (settings.kind === "asterisk-pjsip") {
    if ((settings.wizardFile === undefined) === (credentials.databaseUrl === undefined))
      errors.push({
        pointer: "/settings/wizardFile",
        detail: "or /credentials/databaseUrl is needed, and not both",
      });
    if (settings.wizardFile?.startsWith("/") === false)
      errors.push({ pointer: "/settings/wizardFile", detail: "must be an absolute path" });
    const isWhole = [settings.ami, credentials.amiUser, credentials.amiSecret].filter((part) => part !== undefined);
    if (isWhole.length % 3 !== 0)
      errors.push({
        pointer: "/settings/ami",
        detail: "needs amiUser and amiSecret in credentials, and they need it",
      });
    if (settings.wizardFile !== undefined && settings.ami === undefined)
      errors.push({
        pointer: "/settings/ami",
        detail: "is needed with wizardFile: Asterisk must be told to reload it",
      });
  }
  if (
    settings.kind === "freeswitch" &&
    (settings.eventSocket === undefined) !== (credentials.eventSocketPassword === undefined)
  )
    errors.push({
      pointer: "/settings/eventSocket",
      detail: "needs eventSocketPassword in credentials, and that needs it",
    });
  const [first] = errors;
  if (first !== undefined) throw new Problem("invalid-body", `${first.pointer} ${first.detail}`, errors);
}

function noLink(pbxId: string): Problem {
  return new Problem("not-found", `The PBX ${pbxId} has no link`);
}
