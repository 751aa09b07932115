import { randomBytes } from "node:crypto";
import { Type } from "@fastify/type-provider-typebox";
import type { FastifyReply, FastifyRequest } from "fastify";
import { PATIENCE_MS } from "../../provisioning/command-window.ts";
import { quote } from "../../provisioning/field-error.ts";
import { checkSyncOf } from "../../provisioning/phone-check-sync.ts";
import { COMMAND_KINDS, type CommandKind, type PhoneCommand } from "../../provisioning/phone-command.ts";
import { canSeePbx, pbxScopeOf } from "../access.ts";
import { callerOf } from "../authenticate.ts";
import { type Api, findPhoneFor, recordAction, type StaffDeps } from "../context.ts";
import { parseDuration } from "../duration.ts";
import { Problem } from "../problems.ts";
import { answerCommand, CommandAnswer, CommandBody } from "../schemas/command.ts";
import { answers, ListQuery, MacParams, POST_PROBLEMS, pageOf, toPage } from "../schemas/shared.ts";

const tags = ["Commands to phones"];
const DEFAULT_TIMEOUT_MS = { resync: 120_000, reboot: 300_000 } as const;
const [SHORTEST_MS, LONGEST_MS] = [5000, 3_600_000];
const FARTHEST_MS = 30 * 86_400_000;
export const CommandParams = Type.Object({ id: Type.String({ pattern: "^[0-9a-f]{1,64}$" }) });

export const SUMMARIES = {
  resync: "fetch its configuration again",
  reboot: "reboot",
} as const satisfies Record<CommandKind, string>;

export function addCommandRoutes(api: Api, deps: StaffDeps): void {
  const { store, clock } = deps;

  for (const kind of COMMAND_KINDS) {
    api.post(
      `/phones/:mac/${kind}`,
      {
        schema: {
          tags,
          summary: `Have a phone ${SUMMARIES[kind]}, and see that it did`,
          description:
            "By the vendor's SIP NOTIFY, to this phone only: through its PBX where its link can, else directly. Deferred while a call is up where the PBX can tell. It is done only when the phone was seen to fetch; follow it by Location. A phone has one command at a time: where one does it all already, that one is answered.",
          params: MacParams,
          body: CommandBody,
          response: answers({ 202: CommandAnswer }, ...POST_PROBLEMS, "not-found", "command-not-supported"),
        },
      },
      async (request, reply) => {
        const phone = await findPhoneFor(request, request.params.mac, deps);
        const { reason = null } = request.body;
        const timeoutMs = readTimeout(kind, request.body.timeout);
        const notBefore = readNotBefore(request.body.notBefore, clock());
        const spec = await checkSyncOf(kind, phone, deps);
        if ("whyNot" in spec)
          throw new Problem(
            "command-not-supported",
            `${phone.mac} cannot be told to ${SUMMARIES[kind]}: ${spec.whyNot}`,
          );
        const { mac, pbxId } = phone;
        const queued = await store.queueCommand({
          ...{ id: newCommandId(), mac, pbxId, kind, reason, notBefore, timeoutMs },
          requestedBy: callerOf(request).name,
          deadline: notBefore + PATIENCE_MS,
        });
        if (queued === undefined) throw new Problem("not-found", `No phone ${mac} is admitted`);
        deps.commands.wake();
        const { command } = queued;
        await recordAction(deps, request, {
          name: `${kind}-requested`,
          ...{ mac, pbx: pbxId },
          detail: { command: command.id, ...(reason === null ? {} : { reason }) },
        });
        return setAccepted(reply, "commands", command.id).send(answerCommand(command));
      },
    );
  }

  api.get(
    "/phones/:mac/commands",
    {
      schema: {
        tags,
        summary: "What a phone was told to do, the youngest first",
        params: MacParams,
        querystring: ListQuery,
        response: answers({ 200: pageOf(CommandAnswer) }, "invalid-query", "not-found"),
      },
    },
    async (request) => {
      const { mac } = await findPhoneFor(request, request.params.mac, deps);
      const { limit = 50, cursor } = request.query;
      const pbxIds = pbxScopeOf(callerOf(request));
      return toPage(await store.listCommands({ limit, cursor, mac, pbxIds }), answerCommand);
    },
  );

  api.get(
    "/commands/:id",
    {
      schema: {
        tags,
        summary: "How far a command is",
        params: CommandParams,
        response: answers({ 200: CommandAnswer }, "not-found"),
      },
    },
    async (request) => answerCommand(await findCommandFor(request, request.params.id, deps)),
  );

  api.post(
    "/commands/:id/cancel",
    {
      schema: {
        tags,
        summary: "Wait for a command no more, and send it no more",
        description: "What was sent is sent: the phone may obey all the same.",
        params: CommandParams,
        response: answers({ 200: CommandAnswer }, ...POST_PROBLEMS, "not-found", "command-over"),
      },
    },
    async (request) => {
      const { id } = await findCommandFor(request, request.params.id, deps);
      const cancelled = await store.cancelCommands({ id }, `Cancelled by ${callerOf(request).name}`);
      const command = await findCommandFor(request, id, deps);
      if (cancelled === 0) throw new Problem("command-over", `The command ${id} is ${command.state}`);
      return answerCommand(command);
    },
  );
}

async function findCommandFor(request: FastifyRequest, id: string, { store }: StaffDeps): Promise<PhoneCommand> {
  const command = await store.findCommand(id);
  if (command === undefined || !canSeePbx(callerOf(request), command.pbxId))
    throw new Problem("not-found", `There is no command ${quote(id)}`);
  return command;
}

export function newCommandId(): string {
  return randomBytes(9).toString("hex");
}

/** 202 with the place where it is followed. */
export function setAccepted(reply: FastifyReply, ...path: string[]): FastifyReply {
  return reply.code(202).header("location", ["/api/v1", ...path.map(encodeURIComponent)].join("/"));
}

/** Milliseconds that the phone has. */
export function readTimeout(kind: CommandKind, text: string | undefined): number {
  if (text === undefined) return DEFAULT_TIMEOUT_MS[kind];
  const ms = parseDuration(text);
  if (ms !== undefined && ms >= SHORTEST_MS && ms <= LONGEST_MS) return ms;
  const detail = `must be a duration from 5s to 1h, but is ${quote(text)}`;
  throw new Problem("invalid-body", `/timeout ${detail}`, [{ pointer: "/timeout", detail }]);
}

function readNotBefore(text: string | undefined, now: number): number {
  if (text === undefined) return now;
  const at = Date.parse(text);
  if (at <= now + FARTHEST_MS) return Math.max(at, now);
  const detail = `must be a time within 30 days from now, but is ${quote(text)}`;
  throw new Problem("invalid-body", `/notBefore ${detail}`, [{ pointer: "/notBefore", detail }]);
}
