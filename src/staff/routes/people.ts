import { type Static, Type } from "@fastify/type-provider-typebox";
import type { FastifyRequest } from "fastify";
import type { Person } from "../../provisioning/person.ts";
import { isWithin } from "../access.ts";
import { newToken } from "../api-keys.ts";
import { callerOf } from "../authenticate.ts";
import { expectRevision, setEtag, staleProblem } from "../conditional.ts";
import { type Api, recordAction, type StaffDeps, setCreated } from "../context.ts";
import { refuseUnbound, scopeToGive, unknownIn } from "../give-scope.ts";
import { Problem } from "../problems.ts";
import {
  answerPerson,
  InvitedAnswer,
  NewPersonBody,
  PersonAnswer,
  PersonPatchBody,
  ResetBody,
} from "../schemas/person.ts";
import {
  answers,
  DEFAULT_PAGE_ITEMS,
  DELETE_PROBLEMS,
  IfMatchHeaders,
  PATCH_PROBLEMS,
  POST_PROBLEMS,
  pageOf,
  SearchQuery,
  toTime,
} from "../schemas/shared.ts";
import { WELCOME_PATH } from "../welcome-page.ts";

const tags = ["People"];
const PersonParams = Type.Object({
  id: Type.String({ pattern: "^[0-9A-Za-z._@+-]{1,64}$", description: "Id or login" }),
});

/** People who sign in, for admins. */
export function addPeopleRoutes(api: Api, deps: StaffDeps): void {
  const { store } = deps;

  async function findPersonFor(request: FastifyRequest, id: string): Promise<Person> {
    const person = (await store.findPerson(id)) ?? (await store.findCredentials(id.toLowerCase()))?.person;
    if (person === undefined || !isWithin(person.scope, callerOf(request))) throw noPerson(id);
    return person;
  }

  /** Makes the link by which a person chooses a password. */
  async function invite(request: FastifyRequest, person: Person): Promise<Static<typeof InvitedAnswer>> {
    const { token, hash } = newToken();
    const lifetimeMs = deps.signIn.invitationMs;
    await store.createInvitation({ hash, personId: person.id, lifetimeMs });
    // Behind the #, so that neither this server nor a proxy ever logs it.
    const link = `${request.protocol}://${request.host}${WELCOME_PATH}#invitation=${token}`;
    return { ...answerPerson(person), link, linkExpiresAt: toTime(deps.clock() + lifetimeMs) };
  }

  api.get(
    "/people",
    {
      schema: {
        tags,
        summary: "List the people who sign in",
        querystring: SearchQuery,
        response: answers({ 200: pageOf(PersonAnswer) }, "invalid-query"),
      },
    },
    async (request) => {
      const { limit = DEFAULT_PAGE_ITEMS, search } = request.query;
      const caller = callerOf(request);
      const visible: Person[] = [];
      let next = request.query.cursor ?? null;
      // Whose scope lies within the caller's is not the database's to say. One more than is shown, so that neither a short
      // page nor an empty one tells of people who were passed over.
      do {
        const page = await store.listPeople({ limit, cursor: next ?? undefined, search });
        visible.push(...page.items.filter(({ scope }) => isWithin(scope, caller)));
        ({ next } = page);
      } while (next !== null && visible.length <= limit);
      const items = visible.slice(0, limit);
      return { items: items.map(answerPerson), next: visible.length > limit ? (items.at(-1)?.login ?? null) : null };
    },
  );

  api.post(
    "/people",
    {
      schema: {
        tags,
        summary: "Invite somebody",
        description: "The answer has the link by which they choose their password.",
        body: NewPersonBody,
        response: answers({ 201: InvitedAnswer }, ...POST_PROBLEMS, "login-exists", "unknown-pbx", "unknown-customer"),
      },
    },
    async (request, reply) => {
      const { role, name = request.body.login } = request.body;
      const login = request.body.login.toLowerCase();
      const scope = scopeToGive(callerOf(request), request.body.scope);
      refuseUnbound(role, scope, "/scope");
      const person = await store.createPerson({ id: newToken().id, login, name, role, scope });
      if (person === "login-exists") {
        throw new Problem("login-exists", `Somebody has the login ${login} already`, [
          { pointer: "/login", detail: "is taken" },
        ]);
      }
      if (typeof person === "string") throw unknownIn(person);
      await recordAction(deps, request, { name: "person-created", detail: { login, role } });
      setCreated(reply, "people", person.id);
      setEtag(reply, person.revision);
      return invite(request, person);
    },
  );

  api.get(
    "/people/:id",
    {
      schema: {
        tags,
        summary: "Show somebody who signs in",
        params: PersonParams,
        response: answers({ 200: PersonAnswer }, "not-found"),
      },
    },
    async (request, reply) => {
      const person = await findPersonFor(request, request.params.id);
      setEtag(reply, person.revision);
      return answerPerson(person);
    },
  );

  api.patch(
    "/people/:id",
    {
      schema: {
        tags,
        summary: "Change or disable somebody",
        params: PersonParams,
        headers: IfMatchHeaders,
        body: PersonPatchBody,
        response: answers({ 200: PersonAnswer }, ...PATCH_PROBLEMS, "unknown-pbx", "unknown-customer"),
      },
    },
    async (request, reply) => {
      const person = await findPersonFor(request, request.params.id);
      const { disabled, name, role } = request.body;
      const scope = request.body.scope === undefined ? undefined : scopeToGive(callerOf(request), request.body.scope);
      refuseUnbound(role ?? person.role, scope === undefined ? person.scope : scope, "/scope");
      const patch = {
        ...(name === undefined ? {} : { name }),
        ...(role === undefined ? {} : { role }),
        ...(scope === undefined ? {} : { scope }),
        ...(disabled === undefined ? {} : { isDisabled: disabled }),
      };
      const changed = await store.updatePerson(person.id, patch, expectRevision(request.headers, person.revision));
      if (changed === "not-found") throw noPerson(person.id);
      if (changed === "stale") throw staleProblem();
      if (typeof changed === "string") throw unknownIn(changed);
      const detail = { login: person.login, fields: Object.keys(request.body) };
      await recordAction(deps, request, { name: "person-changed", detail });
      setEtag(reply, changed.revision);
      return answerPerson(changed);
    },
  );

  api.delete(
    "/people/:id",
    {
      schema: {
        tags,
        summary: "Delete somebody's login",
        description: "Their sessions end at once. The history keeps what they did.",
        params: PersonParams,
        headers: IfMatchHeaders,
        response: answers({ 204: Type.Null({ description: "Deleted" }) }, ...DELETE_PROBLEMS),
      },
    },
    async (request, reply) => {
      const person = await findPersonFor(request, request.params.id);
      const outcome = await store.deletePerson(person.id, expectRevision(request.headers, person.revision));
      if (outcome === "not-found") throw noPerson(person.id);
      if (outcome === "stale") throw staleProblem();
      await recordAction(deps, request, { name: "person-deleted", detail: { login: person.login } });
      return reply.code(204).send(null);
    },
  );

  api.post(
    "/people/:id/reset",
    {
      schema: {
        tags,
        summary: "Take somebody's password away, and invite them to choose another",
        params: PersonParams,
        body: ResetBody,
        response: answers({ 200: InvitedAnswer }, ...POST_PROBLEMS, "not-found"),
      },
    },
    async (request) => {
      const { secondFactor = false } = request.body;
      const { id } = await findPersonFor(request, request.params.id);
      const person = await store.resetPerson(id, { secondFactor });
      if (person === "not-found") throw noPerson(id);
      await recordAction(deps, request, { name: "person-reset", detail: { login: person.login, secondFactor } });
      return invite(request, person);
    },
  );
}

function noPerson(id: string): Problem {
  return new Problem("not-found", `There is nobody ${id}`);
}
