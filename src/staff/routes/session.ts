import { Type } from "@fastify/type-provider-typebox";
import { Password } from "../../provisioning/password.ts";
import { hashKey } from "../api-keys.ts";
import { callerOf, signedInOf } from "../authenticate.ts";
import { type Api, recordAction, type StaffDeps } from "../context.ts";
import { refuseWeak } from "../password-rule.ts";
import { Problem } from "../problems.ts";
import {
  answerSession,
  answerSignedIn,
  answerWho,
  ChangePasswordBody,
  CodeBody,
  EnrolAnswer,
  PasswordAndCodeBody,
  PasswordBody,
  RecoveryAnswer,
  SessionAnswer,
  WhoAnswer,
} from "../schemas/person.ts";
import { answers, POST_PROBLEMS, pageOf } from "../schemas/shared.ts";
import { clearSessionCookie } from "../session-cookie.ts";
import type { SignIn } from "../sign-in.ts";
import { newRecoveryCodes, newTotpSecret, readRecoveryCode, stepOfCode, totpUri } from "../totp.ts";
import { startSession } from "./sign-in.ts";

const tags = ["Session"];
const SessionParams = Type.Object({ id: Type.String({ pattern: "^[0-9a-f]{1,64}$" }) });
const CONFIRM_PROBLEMS = [
  ...POST_PROBLEMS,
  "not-found",
  "sign-in-failed",
  "code-required",
  "too-many-attempts",
] as const;

/** What somebody who signed in does about their own session, password and second factor. */
export function addSessionRoutes(api: Api, deps: StaffDeps, signIn: SignIn): void {
  const { store, clock } = deps;

  api.get(
    "/session",
    { schema: { tags, summary: "Who am I, and what may I do", response: answers({ 200: WhoAnswer }) } },
    async (request) => answerWho(callerOf(request)),
  );

  api.delete(
    "/session",
    {
      schema: {
        tags,
        summary: "Sign out",
        response: answers({ 204: Type.Null({ description: "Signed out" }) }, "not-found", "cross-site"),
      },
    },
    async (request, reply) => {
      const { person, session } = signedInOf(request);
      await store.endSession(person.id, session.id);
      clearSessionCookie(request, reply);
      await recordAction(deps, request, { name: "signed-out" });
      return reply.code(204).send(null);
    },
  );

  api.get(
    "/sessions",
    {
      schema: {
        tags,
        summary: "The browsers that you are signed in with; none for an API key",
        response: answers({ 200: pageOf(SessionAnswer) }),
      },
    },
    async (request) => {
      const { signedIn } = callerOf(request);
      if (signedIn === null) return { items: [], next: null };
      const sessions = await store.listSessions(signedIn.person.id);
      return { items: sessions.map((session) => answerSession(session, signedIn.session.id)), next: null };
    },
  );

  api.delete(
    "/sessions/:id",
    {
      schema: {
        tags,
        summary: "End one of your sessions",
        params: SessionParams,
        response: answers({ 204: Type.Null({ description: "Ended" }) }, "not-found", "cross-site"),
      },
    },
    async (request, reply) => {
      const { person } = signedInOf(request);
      const { id } = request.params;
      if ((await store.endSession(person.id, id)) === "not-found")
        throw new Problem("not-found", `You have no session ${id}`);
      await recordAction(deps, request, { name: "signed-out", detail: { session: id } });
      return reply.code(204).send(null);
    },
  );

  api.post(
    "/session/password",
    {
      schema: {
        tags,
        summary: "Change your password",
        description: "Ends your other sessions, and gives this one a new cookie.",
        body: ChangePasswordBody,
        response: answers({ 200: WhoAnswer }, ...CONFIRM_PROBLEMS),
      },
    },
    async (request, reply) => {
      const { login } = signedInOf(request).person;
      const { newPassword } = request.body;
      refuseWeak(newPassword, login, "/newPassword");
      const person = await signIn.confirm(request.body, request, reply);
      const passwordHash = await signIn.hash(newPassword, reply);
      const session = await startSession(deps, person, request, reply);
      await store.setPassword(person.id, passwordHash, session.id);
      await recordAction(deps, request, { name: "password-chosen" });
      return answerSignedIn(person, session);
    },
  );

  api.post(
    "/session/totp",
    {
      schema: {
        tags,
        summary: "Begin to set up an authenticator app as second factor",
        description: "It is not asked for before a code of it was confirmed.",
        body: PasswordBody,
        response: answers({ 200: EnrolAnswer }, ...CONFIRM_PROBLEMS, "second-factor-active"),
      },
    },
    async (request, reply) => {
      const { person } = signedInOf(request);
      if (person.hasSecondFactor) throw alreadyOn();
      await signIn.confirm(request.body, request, reply);
      const secret = newTotpSecret();
      if ((await store.startSecondFactor(person.id, new Password(secret))) === "is-active") throw alreadyOn();
      return { secret, uri: totpUri(secret, person.login) };
    },
  );

  api.post(
    "/session/totp/confirm",
    {
      schema: {
        tags,
        summary: "Prove that the app shows the right codes; from then on they are needed",
        body: CodeBody,
        response: answers(
          { 200: RecoveryAnswer },
          ...([...POST_PROBLEMS, "not-found", "code-wrong", "second-factor-active", "too-many-attempts"] as const),
        ),
      },
    },
    async (request, reply) => {
      const { person } = signedInOf(request);
      await signIn.brakeCode(person.id, reply);
      const begun = await store.findSecondFactor(person.id);
      if (begun === undefined) throw new Problem("not-found", "No second factor was begun");
      if (begun.isActive) throw alreadyOn();
      const step = stepOfCode(request.body.code, begun.secret.reveal(), clock());
      if (step === undefined) {
        const detail = "is not what the app shows now";
        throw new Problem("code-wrong", `The code ${detail}`, [{ pointer: "/code", detail }]);
      }
      const recoveryCodes = newRecoveryCodes();
      const hashes = recoveryCodes.map((code) => hashKey(readRecoveryCode(code) ?? ""));
      if (!(await store.confirmSecondFactor(person.id, step, hashes))) throw alreadyOn();
      signIn.codeWasRight(person.id);
      await recordAction(deps, request, { name: "second-factor-on" });
      return { recoveryCodes };
    },
  );

  api.post(
    "/session/totp/disable",
    {
      schema: {
        tags,
        summary: "Switch the second factor off",
        body: PasswordAndCodeBody,
        response: answers({ 204: Type.Null({ description: "Off" }) }, ...CONFIRM_PROBLEMS),
      },
    },
    async (request, reply) => {
      if (!signedInOf(request).person.hasSecondFactor) throw new Problem("not-found", "There is no second factor");
      const person = await signIn.confirm(request.body, request, reply);
      await store.removeSecondFactor(person.id);
      await recordAction(deps, request, { name: "second-factor-off" });
      return reply.code(204).send(null);
    },
  );
}

function alreadyOn(): Problem {
  return new Problem("second-factor-active", "A second factor is set up; switch it off first");
}
