import type { Static } from "@fastify/type-provider-typebox";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { EventName } from "../../provisioning/events.ts";
import type { Person, SignedInSession } from "../../provisioning/person.ts";
import type { EventRecord } from "../../provisioning/request.ts";
import { hashKey, newToken } from "../api-keys.ts";
import type { Api, StaffDeps } from "../context.ts";
import { refuseCrossSite } from "../cross-site.ts";
import { refuseWeak } from "../password-rule.ts";
import { Problem } from "../problems.ts";
import { AcceptedAnswer, answerSignedIn, FirstBody, InvitationBody, SignInBody, WhoAnswer } from "../schemas/person.ts";
import { problemAnswers } from "../schemas/shared.ts";
import { sessionTokenOf, setSessionCookie } from "../session-cookie.ts";
import type { SignIn } from "../sign-in.ts";

const tags = ["Session"];
const PROBLEMS_OF_ALL = [
  "malformed-body",
  "body-too-large",
  "unsupported-media-type",
  "invalid-body",
  "cross-site",
  "too-many-attempts",
  "internal",
] as const;
const MAX_USER_AGENT = 200;

/** The calls by which people without a session get one. */
export function addSignInRoutes(app: Api, deps: StaffDeps, signIn: SignIn): void {
  const { store } = deps;
  const onRequest = async (request: FastifyRequest) => refuseCrossSite(request, { needsProof: false });

  app.post(
    "/api/v1/session",
    {
      onRequest,
      schema: {
        tags,
        summary: "Sign in",
        description: "Sets the session's cookie.",
        security: [],
        body: SignInBody,
        response: { 201: WhoAnswer, ...problemAnswers([...PROBLEMS_OF_ALL, "sign-in-failed", "code-required"]) },
      },
    },
    async (request, reply) => {
      const person = await signIn.signIn(request.body, request, reply);
      return begin(person, request, reply);
    },
  );

  app.post(
    "/api/v1/session/first",
    {
      onRequest,
      schema: {
        tags,
        summary: "Make the first admin, with the link that the first start printed",
        description: "Once, and while there is nobody. Signs in.",
        security: [],
        body: FirstBody,
        response: { 201: WhoAnswer, ...problemAnswers([...PROBLEMS_OF_ALL, "link-invalid"]) },
      },
    },
    async (request, reply) => {
      const { token, password } = request.body;
      const login = request.body.login.toLowerCase();
      refuseWeak(password, login, "/password");
      const hash = await findLink(token, null, request, reply);
      const first = { id: newToken().id, login, name: request.body.name ?? login, role: "admin", scope: null } as const;
      const person = await store.createFirstPerson(hash, first, await signIn.hash(password, reply));
      if (person === undefined) throw invalidLink();
      await record("person-created", request, undefined, { login, role: "admin" });
      return begin(person, request, reply);
    },
  );

  app.post(
    "/api/v1/session/invitation",
    {
      onRequest,
      schema: {
        tags,
        summary: "Choose a password, with the link of an invitation or a reset",
        description: "Once. Signs in, unless a second factor is set up.",
        security: [],
        body: InvitationBody,
        response: { 200: AcceptedAnswer, ...problemAnswers([...PROBLEMS_OF_ALL, "link-invalid"]) },
      },
    },
    async (request, reply) => {
      const { token, password } = request.body;
      const hash = await findLink(token, "somebody", request, reply);
      const invited = await store.findInvitation(hash);
      const invitee = typeof invited?.personId === "string" ? await store.findPerson(invited.personId) : undefined;
      if (invitee !== undefined) refuseWeak(password, invitee.login, "/password");
      const person = await store.acceptInvitation(hash, await signIn.hash(password, reply));
      if (person === undefined) throw invalidLink();
      await record("password-chosen", request, person);
      if (!person.hasSecondFactor) await begin(person, request, reply);
      return reply.code(200).send({ login: person.login, signedIn: !person.hasSecondFactor });
    },
  );

  /** The hash of a link's token, if it is for the first person (null) or for one that was invited. */
  async function findLink(
    token: string,
    whom: "somebody" | null,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<string> {
    await signIn.brakeLink(request, reply);
    const hash = hashKey(token);
    const found = await store.findInvitation(hash);
    if (found === undefined || (found.personId === null) !== (whom === null)) throw invalidLink();
    return hash;
  }

  /** A session of its own, whatever one came along: nobody can make somebody sign in to theirs. */
  async function begin(
    person: Person,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<Static<typeof WhoAnswer>> {
    const session = await startSession(deps, person, request, reply);
    await record("signed-in", request, person);
    reply.code(201);
    return answerSignedIn(person, session);
  }

  async function record(
    name: EventName,
    request: FastifyRequest,
    person: Person | undefined,
    detail?: NonNullable<EventRecord["detail"]>,
  ): Promise<void> {
    await deps.recordEvent({
      name,
      at: deps.clock(),
      address: request.ip,
      door: "staff",
      ...(person === undefined ? {} : { actor: person.login }),
      ...(detail === undefined ? {} : { detail }),
    });
  }
}

/** Makes a session, ends the one that the browser had, and sets the cookie. */
export async function startSession(
  deps: StaffDeps,
  person: Person,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<SignedInSession> {
  const { store, signIn } = deps;
  const { id, token, hash } = newToken();
  const session = await store.createSession({
    ...{ id, hash, personId: person.id, address: request.ip },
    userAgent: request.headers["user-agent"]?.slice(0, MAX_USER_AGENT).toWellFormed() ?? null,
    idleMs: signIn.sessionIdleMs,
    lifetimeMs: signIn.sessionLifetimeMs,
  });
  const before = sessionTokenOf(request);
  const ended = before === undefined ? undefined : await store.findSession(hashKey(before), signIn.sessionIdleMs);
  if (ended !== undefined) await store.endSession(ended.person.id, ended.session.id);
  setSessionCookie(request, reply, token, signIn.sessionLifetimeMs);
  return session;
}

function invalidLink(): Problem {
  return new Problem("link-invalid", "The link was used before, is too old, or is none of ours");
}
