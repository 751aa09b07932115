import { Type } from "@fastify/type-provider-typebox";
import type { DeskKit } from "../../provisioning/desk-kit.ts";
import { quote } from "../../provisioning/field-error.ts";
import { findWrongValue } from "../../provisioning/key-types.ts";
import { Password } from "../../provisioning/password.ts";
import { generateSipPassword } from "../../provisioning/phone-passwords.ts";
import type { AccountPatch } from "../../provisioning/ports.ts";
import { judgeStanding } from "../../provisioning/registration-standing.ts";
import { checkReveal } from "../authenticate.ts";
import { expectRevision, setEtag, staleProblem } from "../conditional.ts";
import {
  type Api,
  deadlineIn,
  findAccountFor,
  findPbxFor,
  recordAction,
  type StaffDeps,
  setCreated,
} from "../context.ts";
import { Problem } from "../problems.ts";
import { AccountAnswer, AccountParams, AccountPatchBody, answerAccount, NewAccountBody } from "../schemas/pbx.ts";
import {
  answers,
  DEFAULT_PAGE_ITEMS,
  DELETE_PROBLEMS,
  IdParams,
  IfMatchHeaders,
  PATCH_PROBLEMS,
  POST_PROBLEMS,
  pageOf,
  RevealQuery,
  SearchQuery,
  toPage,
} from "../schemas/shared.ts";

const tags = ["Accounts"];
const MOST_SEATS = 500;

export function addAccountRoutes(api: Api, deps: StaffDeps): void {
  const { store } = deps;

  api.get(
    "/pbxs/:id/accounts",
    {
      schema: {
        tags,
        summary: "List the SIP accounts of a PBX",
        params: IdParams,
        querystring: SearchQuery,
        response: answers({ 200: pageOf(AccountAnswer) }, "invalid-query", "not-found"),
      },
    },
    async (request) => {
      const pbx = await findPbxFor(request, request.params.id, deps);
      const { limit = DEFAULT_PAGE_ITEMS, cursor, search } = request.query;
      const page = await store.listAccounts(pbx.id, { limit, cursor, search });
      const usernames = page.items.map(({ username }) => username);
      const [asking, { registrations: own }] = await Promise.all([
        store.findAsking(pbx.id),
        store.findRegistrations(pbx.id, usernames),
      ]);
      const { accounts } = judgeStanding({ now: deps.clock(), asking, usernames, own, unsure: [] });
      const standings = new Map(accounts.map((standing) => [standing.account, standing]));
      return toPage(page, (account) => {
        const { state = "unknown" as const, address = null } = standings.get(account.username) ?? {};
        return { ...answerAccount(account), registration: { state, address } };
      });
    },
  );

  api.post(
    "/pbxs/:id/accounts",
    {
      schema: {
        tags,
        summary: "Make a SIP account",
        description: "A password of 20 characters is generated when none is given.",
        params: IdParams,
        querystring: RevealQuery,
        body: NewAccountBody,
        response: answers({ 201: AccountAnswer }, ...POST_PROBLEMS, "not-found", "account-exists"),
      },
    },
    async (request, reply) => {
      const isRevealed = checkReveal(request, request.query.reveal);
      const pbx = await findPbxFor(request, request.params.id, deps);
      const { username, displayName = "", number = username, authName = username, desk } = request.body;
      refuseWrongKeys(desk);
      const password =
        request.body.password === undefined ? generateSipPassword() : new Password(request.body.password);
      const account = await store.createAccount(pbx.id, { username, displayName, number, authName, password, desk });
      if (account === "unknown-pbx") throw new Problem("not-found", `There is no PBX ${pbx.id}`);
      if (account === "account-exists") {
        const detail = `is taken: ${username}`;
        throw new Problem("account-exists", `The PBX has an account ${username} already`, [
          { pointer: "/username", detail },
        ]);
      }
      await recordAction(deps, request, { name: "account-created", pbx: pbx.id, detail: { account: username } });
      setCreated(reply, "pbxs", pbx.id, "accounts", username);
      setEtag(reply, account.revision);
      if (!isRevealed) return answerAccount(account);
      await recordAction(deps, request, {
        name: "password-revealed",
        pbx: pbx.id,
        detail: { account: username, kinds: ["sip"] },
      });
      return { ...answerAccount(account), password: password.reveal() };
    },
  );

  api.get(
    "/pbxs/:id/accounts/:username",
    {
      schema: {
        tags,
        summary: "Show a SIP account, without its password",
        params: AccountParams,
        response: answers({ 200: AccountAnswer }, "not-found"),
      },
    },
    async (request, reply) => {
      const account = await findAccountFor(request, request.params.id, request.params.username, deps);
      setEtag(reply, account.revision);
      return answerAccount(account);
    },
  );

  api.patch(
    "/pbxs/:id/accounts/:username",
    {
      schema: {
        tags,
        summary: "Change a SIP account",
        params: AccountParams,
        headers: IfMatchHeaders,
        body: AccountPatchBody,
        response: answers({ 200: AccountAnswer }, ...PATCH_PROBLEMS),
      },
    },
    async (request, reply) => {
      const { id, username } = request.params;
      const account = await findAccountFor(request, id, username, deps);
      const { password, ...rest } = request.body;
      refuseWrongKeys(rest.desk);
      const patch: AccountPatch = password === undefined ? rest : { ...rest, password: new Password(password) };
      const changed = await store.updateAccount(
        id,
        username,
        { ...patch, armedUntil: deadlineIn(deps.policy.armedForReleasedMs, deps) },
        expectRevision(request.headers, account.revision),
      );
      if (changed === "not-found") throw noAccount(username);
      if (changed === "stale") throw staleProblem();
      const detail = { account: username, fields: Object.keys(request.body) };
      await recordAction(deps, request, { name: "account-changed", pbx: id, detail });
      setEtag(reply, changed.revision);
      return answerAccount(changed);
    },
  );

  api.post(
    "/pbxs/:id/accounts/:username/reset",
    {
      schema: {
        tags,
        summary: "Give a SIP account a new password",
        description: "20 characters are generated. Arms the sip grants of the phones that have the account.",
        params: AccountParams,
        querystring: RevealQuery,
        response: answers({ 200: AccountAnswer }, ...POST_PROBLEMS, "not-found"),
      },
    },
    async (request, reply) => {
      const { id, username } = request.params;
      const isRevealed = checkReveal(request, request.query.reveal);
      await findAccountFor(request, id, username, deps);
      const password = generateSipPassword();
      const armedUntil = deadlineIn(deps.policy.armedForReleasedMs, deps);
      const changed = await store.updateAccount(id, username, { password, armedUntil });
      // Without a revision to go by, nothing is stale.
      if (typeof changed === "string") throw noAccount(username);
      const detail = { account: username };
      await recordAction(deps, request, {
        name: "account-changed",
        pbx: id,
        detail: { ...detail, fields: ["password"] },
      });
      setEtag(reply, changed.revision);
      if (!isRevealed) return answerAccount(changed);
      await recordAction(deps, request, { name: "password-revealed", pbx: id, detail: { ...detail, kinds: ["sip"] } });
      return { ...answerAccount(changed), password: password.reveal() };
    },
  );

  api.delete(
    "/pbxs/:id/accounts/:username",
    {
      schema: {
        tags,
        summary: "Delete a SIP account that no phone has",
        params: AccountParams,
        headers: IfMatchHeaders,
        response: answers({ 204: Type.Null({ description: "Deleted" }) }, ...DELETE_PROBLEMS, "account-in-use"),
      },
    },
    async (request, reply) => {
      const { id, username } = request.params;
      const account = await findAccountFor(request, id, username, deps);
      const seat = await findSeatOf(id, username);
      const outcome = await store.deleteAccount(id, username, expectRevision(request.headers, account.revision));
      if (outcome === "not-found") throw noAccount(username);
      if (outcome === "stale") throw staleProblem();
      if (outcome === "account-in-use") throw new Problem("account-in-use", `A phone has the account ${username}`);
      await recordAction(deps, request, { name: "account-deleted", pbx: id, detail: { account: username } });
      if (seat !== undefined) await deps.desks.tell(seat.mac, `${username} left`);
      return reply.code(204).send(null);
    },
  );

  async function findSeatOf(pbxId: string, username: string) {
    const seats = await store.listSeats({ limit: MOST_SEATS, search: username, pbxId });
    return seats.items.find(({ account }) => account === username);
  }
}

/** What a schema cannot see. */
function refuseWrongKeys(desk: DeskKit | undefined): void {
  const errors = (desk?.keys ?? []).flatMap((key, index) => {
    const detail = findWrongValue(key);
    return detail === undefined ? [] : [{ pointer: `/desk/keys/${index}/value`, detail }];
  });
  const [first] = errors;
  if (first !== undefined) throw new Problem("invalid-body", `${first.pointer} ${first.detail}`, errors);
}

function noAccount(username: string): Problem {
  return new Problem("not-found", `There is no account ${quote(username)}`);
}
