import { randomBytes } from "node:crypto";
import { type Static, Type } from "@fastify/type-provider-typebox";
import { quote } from "../../provisioning/field-error.ts";
import { Password } from "../../provisioning/password.ts";
import { WEBHOOK_EVENTS, type Webhook } from "../../provisioning/webhook.ts";
import { expectRevision, setEtag, staleProblem } from "../conditional.ts";
import { type Api, findPbxFor, recordAction, type StaffDeps, setCreated } from "../context.ts";
import { Problem } from "../problems.ts";
import {
  answers,
  DELETE_PROBLEMS,
  IdParams,
  IfMatchHeaders,
  nullableText,
  PATCH_PROBLEMS,
  POST_PROBLEMS,
  pageOf,
  Time,
  toTime,
} from "../schemas/shared.ts";

const SECRET_BYTES = 32;
const tags = ["Webhooks"];
const Url = Type.String({
  format: "http-url",
  maxLength: 500,
  description: "https://…; with the setting webhooks.private also http:// and addresses of one's own networks",
});
const Events = Type.Array(Type.Enum(WEBHOOK_EVENTS), {
  minItems: 1,
  uniqueItems: true,
  description: "All unless given",
});
const NewBody = Type.Object({ url: Url, events: Type.Optional(Events) }, { additionalProperties: false });
const PatchBody = Type.Object(
  { url: Type.Optional(Url), events: Type.Optional(Events) },
  { additionalProperties: false },
);
const fields = {
  id: Type.String(),
  pbx: Type.String(),
  url: Type.String(),
  events: Type.Array(Type.Enum(WEBHOOK_EVENTS)),
  waiting: Type.Integer({ description: "Messages that are not delivered yet" }),
  lastError: nullableText({ description: "Why the last try failed; null after one that went through" }),
  createdAt: Time,
  updatedAt: Time,
};
const WebhookAnswer = Type.Object(fields, { additionalProperties: false });
const NewAnswer = Type.Object(
  { ...fields, secret: Type.String({ description: "Signs the messages. It is never shown again" }) },
  { additionalProperties: false },
);
const WebhookParams = Type.Object({
  ...IdParams.properties,
  webhook: Type.String({ pattern: "^[0-9A-Za-z_-]{1,64}$" }),
});

export function addWebhookRoutes(api: Api, deps: StaffDeps): void {
  const { store } = deps;

  api.get(
    "/pbxs/:id/webhooks",
    {
      schema: {
        tags,
        summary: "List a PBX's webhooks, without their secrets",
        params: IdParams,
        response: answers({ 200: pageOf(WebhookAnswer) }, "not-found"),
      },
    },
    async (request) => {
      const { id } = await findPbxFor(request, request.params.id, deps);
      return { items: (await store.listWebhooks(id)).map(answerWebhook), next: null };
    },
  );

  api.post(
    "/pbxs/:id/webhooks",
    {
      schema: {
        tags,
        summary: "Have a PBX told of its phones",
        description:
          "Messages are posted when a phone is admitted, released, reset or deleted; signed, at least once, in order for each phone.",
        params: IdParams,
        body: NewBody,
        response: answers({ 201: NewAnswer }, ...POST_PROBLEMS, "not-found", "too-many-webhooks"),
      },
    },
    async (request, reply) => {
      const { id: pbxId } = await findPbxFor(request, request.params.id, deps);
      const { url, events = WEBHOOK_EVENTS } = request.body;
      refuseUnfit(url, deps);
      const secret = `whsec_${randomBytes(SECRET_BYTES).toString("base64")}`;
      const id = `wh_${randomBytes(9).toString("hex")}`;
      const made = await store.createWebhook({ id, pbxId, url, events, secret: new Password(secret) });
      if (made === "unknown-pbx") throw new Problem("not-found", `There is no PBX ${quote(pbxId)}`);
      if (made === "too-many-webhooks") throw new Problem("too-many-webhooks", `The PBX ${pbxId} has 10 webhooks`);
      await recordAction(deps, request, {
        name: "webhook-created",
        pbx: pbxId,
        detail: { webhook: id, host: new URL(url).host, events },
      });
      setCreated(reply, "pbxs", pbxId, "webhooks", id);
      setEtag(reply, made.revision);
      return { ...answerWebhook(made), secret };
    },
  );

  api.get(
    "/pbxs/:id/webhooks/:webhook",
    {
      schema: {
        tags,
        summary: "Show a webhook, without its secret",
        params: WebhookParams,
        response: answers({ 200: WebhookAnswer }, "not-found"),
      },
    },
    async (request, reply) => {
      const { id } = await findPbxFor(request, request.params.id, deps);
      const webhook = await find(id, request.params.webhook);
      setEtag(reply, webhook.revision);
      return answerWebhook(webhook);
    },
  );

  api.patch(
    "/pbxs/:id/webhooks/:webhook",
    {
      schema: {
        tags,
        summary: "Change a webhook; what waits is tried at once",
        params: WebhookParams,
        headers: IfMatchHeaders,
        body: PatchBody,
        response: answers({ 200: WebhookAnswer }, ...PATCH_PROBLEMS),
      },
    },
    async (request, reply) => {
      const { id: pbxId } = await findPbxFor(request, request.params.id, deps);
      const webhook = await find(pbxId, request.params.webhook);
      const { url, events } = request.body;
      if (url !== undefined) refuseUnfit(url, deps);
      const patch = { ...(url === undefined ? {} : { url }), ...(events === undefined ? {} : { events }) };
      const expected = expectRevision(request.headers, webhook.revision);
      const changed = await store.updateWebhook(pbxId, webhook.id, patch, expected);
      if (changed === "not-found") throw noWebhook(pbxId, webhook.id);
      if (changed === "stale") throw staleProblem();
      await recordAction(deps, request, {
        name: "webhook-changed",
        pbx: pbxId,
        detail: { webhook: webhook.id, fields: Object.keys(patch) },
      });
      deps.webhooks.wake();
      setEtag(reply, changed.revision);
      return answerWebhook(changed);
    },
  );

  api.delete(
    "/pbxs/:id/webhooks/:webhook",
    {
      schema: {
        tags,
        summary: "Delete a webhook, with what it was still to be told",
        params: WebhookParams,
        headers: IfMatchHeaders,
        response: answers({ 204: Type.Null({ description: "Deleted" }) }, ...DELETE_PROBLEMS),
      },
    },
    async (request, reply) => {
      const { id: pbxId } = await findPbxFor(request, request.params.id, deps);
      const webhook = await find(pbxId, request.params.webhook);
      const expected = expectRevision(request.headers, webhook.revision);
      const outcome = await store.deleteWebhook(pbxId, webhook.id, expected);
      if (outcome === "not-found") throw noWebhook(pbxId, webhook.id);
      if (outcome === "stale") throw staleProblem();
      await recordAction(deps, request, { name: "webhook-deleted", pbx: pbxId, detail: { webhook: webhook.id } });
      return reply.code(204).send(null);
    },
  );

  async function find(pbxId: string, id: string): Promise<Webhook> {
    const webhook = await store.findWebhook(pbxId, id);
    if (webhook === undefined) throw noWebhook(pbxId, id);
    return webhook;
  }
}

/** Who reads along could not change a signed message, but would learn of every phone. */
function refuseUnfit(url: string, { webhooks }: StaffDeps): void {
  if (url.startsWith("https://") || webhooks.allowsPrivate) return;
  const detail = "must begin with https://; http:// is only taken with the setting webhooks.private";
  throw new Problem("invalid-body", `/url ${detail}`, [{ pointer: "/url", detail }]);
}

function noWebhook(pbxId: string, id: string): Problem {
  return new Problem("not-found", `The PBX ${pbxId} has no webhook ${quote(id)}`);
}

function answerWebhook(webhook: Webhook): Static<typeof WebhookAnswer> {
  const { id, pbxId, url, events, waiting, lastError, createdAt, updatedAt } = webhook;
  return {
    ...{ id, pbx: pbxId, url, events: [...events], waiting, lastError },
    createdAt: toTime(createdAt),
    updatedAt: toTime(updatedAt),
  };
}
