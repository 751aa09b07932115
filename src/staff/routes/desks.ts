import { Type } from "@fastify/type-provider-typebox";
import type { FastifyRequest } from "fastify";
import { quote } from "../../provisioning/field-error.ts";
import type { StaffSignInOutcome } from "../../provisioning/hot-desk.ts";
import { pbxScopeOf } from "../access.ts";
import { callerOf } from "../authenticate.ts";
import { type Api, findAccountFor, findPhoneFor, recordAction, type StaffDeps, setCreated } from "../context.ts";
import { Problem } from "../problems.ts";
import { answerSeat, DeskPinBody, SeatAnswer, SeatBody } from "../schemas/desk.ts";
import { AccountAnswer, AccountParams, answerAccount } from "../schemas/pbx.ts";
import {
  answers,
  DEFAULT_PAGE_ITEMS,
  MacParams,
  POST_PROBLEMS,
  PUT_PROBLEMS,
  pageOf,
  queryText,
  SearchQuery,
  toPage,
} from "../schemas/shared.ts";

const tags = ["Shared phones"];
const DesksQuery = Type.Object(
  { ...SearchQuery.properties, pbx: Type.Optional(queryText(64, "Id of a PBX")) },
  { additionalProperties: false },
);

/** Who sits at the phones that people share. */
export function addDeskRoutes(api: Api, deps: StaffDeps): void {
  const { store, desks } = deps;

  api.get(
    "/desks",
    {
      schema: {
        tags,
        summary: "Who sits where",
        querystring: DesksQuery,
        response: answers({ 200: pageOf(SeatAnswer) }, "invalid-query"),
      },
    },
    async (request) => {
      const { limit = DEFAULT_PAGE_ITEMS, cursor, search, pbx } = request.query;
      const pbxIds = pbxScopeOf(callerOf(request));
      return toPage(await store.listSeats({ limit, cursor, search, pbxId: pbx, pbxIds }), answerSeat);
    },
  );

  api.get(
    "/phones/:mac/seat",
    {
      schema: {
        tags,
        summary: "Who sits at a phone",
        description: "404 also while nobody does.",
        params: MacParams,
        response: answers({ 200: SeatAnswer }, "not-found"),
      },
    },
    async (request) => {
      const { mac } = await findPhoneFor(request, request.params.mac, deps);
      const seat = await store.findSeat(mac);
      if (seat === undefined) throw nobody(mac);
      return answerSeat(seat);
    },
  );

  api.post(
    "/phones/:mac/seat",
    {
      schema: {
        tags,
        summary: "Have somebody sit at a phone that people share",
        description:
          "Without a PIN. Who sits there leaves, and the account leaves the phone where it sits. The phone is told to fetch.",
        params: MacParams,
        body: SeatBody,
        response: answers(
          { 201: SeatAnswer },
          ...POST_PROBLEMS,
          "not-found",
          "not-shared",
          "unknown-account",
          "no-free-line",
          "account-in-use",
          "password-destroyed",
        ),
      },
    },
    async (request, reply) => {
      const phone = await findPhoneFor(request, request.params.mac, deps);
      const { extension } = request.body;
      const signedIn = await desks.seat({ phone, extension, actor: actorOf(request) });
      if (signedIn.outcome !== "signed-in") throw problemOf(signedIn.outcome, phone.mac, extension);
      setCreated(reply, "phones", phone.mac, "seat");
      return answerSeat(signedIn.seat);
    },
  );

  api.delete(
    "/phones/:mac/seat",
    {
      schema: {
        tags,
        summary: "Have whoever sits at a phone leave",
        description: "The phone is told to fetch, and its file tells it to drop their account.",
        params: MacParams,
        response: answers({ 204: Type.Null({ description: "Gone" }) }, "not-found", "cross-site"),
      },
    },
    async (request, reply) => {
      const { mac } = await findPhoneFor(request, request.params.mac, deps);
      if ((await desks.revoke(mac, actorOf(request))) === undefined) throw nobody(mac);
      return reply.code(204).send(null);
    },
  );

  api.put(
    "/pbxs/:id/accounts/:username/desk-pin",
    {
      schema: {
        tags,
        summary: "Set the PIN by which an account signs in at phones that people share",
        description: "Kept as a slow hash. Attempts that the extension is held for are forgotten.",
        params: AccountParams,
        body: DeskPinBody,
        response: answers({ 200: AccountAnswer }, ...PUT_PROBLEMS),
      },
    },
    async (request) => {
      const { id, username } = request.params;
      const account = await findAccountFor(request, id, username, deps);
      const { pin } = request.body;
      refuseGuessable(pin, [username, account.number]);
      await putPin(request, id, username, await desks.hashPin(pin));
      return answerAccount({ ...account, hasDeskPin: true });
    },
  );

  api.delete(
    "/pbxs/:id/accounts/:username/desk-pin",
    {
      schema: {
        tags,
        summary: "Take the PIN of an account away",
        description: "Whoever sits somewhere goes on sitting there.",
        params: AccountParams,
        response: answers({ 204: Type.Null({ description: "Gone" }) }, "not-found", "cross-site"),
      },
    },
    async (request, reply) => {
      const { id, username } = request.params;
      await findAccountFor(request, id, username, deps);
      await putPin(request, id, username, null);
      return reply.code(204).send(null);
    },
  );

  async function putPin(request: FastifyRequest, pbx: string, username: string, hash: string | null): Promise<void> {
    if (!(await store.setDeskPin(pbx, username, hash))) throw noAccount(username);
    const name = hash === null ? "desk-pin-removed" : "desk-pin-set";
    await recordAction(deps, request, { name, pbx, detail: { account: username } });
  }
}

function actorOf(request: FastifyRequest) {
  return { actor: callerOf(request).name, address: request.ip, door: "staff" } as const;
}

/** The first that somebody tries. */
function refuseGuessable(pin: string, known: readonly string[]): void {
  const detail =
    new Set(pin).size === 1
      ? "must not be one digit again and again"
      : known.includes(pin)
        ? "must not be the extension"
        : undefined;
  if (detail !== undefined) throw new Problem("invalid-body", `/pin ${detail}`, [{ pointer: "/pin", detail }]);
}

function problemOf(outcome: Exclude<StaffSignInOutcome["outcome"], "signed-in">, mac: string, text: string): Problem {
  const extension = quote(text);
  const blame = (detail: string) => [{ pointer: "/extension", detail }];
  switch (outcome) {
    case "not-shared":
      return new Problem("not-shared", `Nobody signs in at ${mac}: it is not marked as shared`);
    case "unknown-account": {
      const detail = `must be a username of its PBX, or the number of exactly one account, but is ${extension}`;
      return new Problem("unknown-account", `The extension ${detail}`, blame(detail));
    }
    case "line-of-the-phone":
      return new Problem(
        "account-in-use",
        `${extension} is a line of ${mac} already`,
        blame("is a line of this phone"),
      );
    case "no-free-line":
      return new Problem("no-free-line", `All lines of ${mac} are in use`);
    case "password-destroyed":
      return new Problem("password-destroyed", `The password of ${extension} no longer exists here`);
  }
}

function nobody(mac: string): Problem {
  return new Problem("not-found", `Nobody sits at ${mac}`);
}

function noAccount(username: string): Problem {
  return new Problem("not-found", `There is no account ${quote(username)}`);
}
