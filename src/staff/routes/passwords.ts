import { type Static, Type } from "@fastify/type-provider-typebox";
import { controlPasswords, PASSWORD_ACTIONS } from "../../provisioning/control-passwords.ts";
import type { EventName } from "../../provisioning/events.ts";
import { quote } from "../../provisioning/field-error.ts";
import { PASSWORD_KINDS } from "../../provisioning/password.ts";
import { checkReveal } from "../authenticate.ts";
import { type Api, deadlineIn, findPhoneFor, recordAction, type StaffDeps } from "../context.ts";
import { DURATION_ALLOWED, parseDuration } from "../duration.ts";
import { Problem, problemOf } from "../problems.ts";
import { answerGrant, GrantAnswer } from "../schemas/phone.ts";
import { answers, MacParams, nullableText, POST_PROBLEMS, pageOf, RevealQuery } from "../schemas/shared.ts";

const tags = ["Passwords"];
const choice = {
  kinds: Type.Optional(
    Type.Array(Type.Enum(PASSWORD_KINDS), {
      minItems: 1,
      maxItems: 3,
      description: "All unless given; with accounts: sip",
    }),
  ),
  accounts: Type.Optional(
    Type.Array(Type.String({ maxLength: 64 }), {
      minItems: 1,
      maxItems: 250,
      description: "SIP users, for sip; all unless given",
    }),
  ),
  reason: Type.Optional(Type.String({ format: "text-line", maxLength: 200, description: "For the history" })),
};
const ArmBody = Type.Object(
  {
    ...choice,
    armedFor: Type.Optional(
      nullableText({
        maxLength: 32,
        description: `How long they wait to be fetched: ${DURATION_ALLOWED}`,
        examples: ["10m"],
      }),
    ),
  },
  { additionalProperties: false },
);
// Types of the wider schemas, so that one handler serves all three actions.
const CloseBody = Type.Unsafe<Static<typeof ArmBody>>(Type.Object(choice, { additionalProperties: false }));
const NoQuery = Type.Unsafe<Static<typeof RevealQuery>>(Type.Object({}, { additionalProperties: false }));

const ACTIONS = {
  release: { event: "passwords-released", summary: "Arm the same passwords again" },
  reset: { event: "passwords-reset", summary: "Make new passwords and arm them" },
  close: { event: "passwords-closed", summary: "Close grants now" },
} as const satisfies Record<(typeof PASSWORD_ACTIONS)[number], { event: EventName; summary: string }>;

export function addPasswordRoutes(api: Api, deps: StaffDeps): void {
  api.get(
    "/phones/:mac/passwords",
    {
      schema: {
        tags,
        summary: "Which passwords of a phone may still be fetched; never the passwords",
        params: MacParams,
        response: answers({ 200: pageOf(GrantAnswer) }, "not-found"),
      },
    },
    async (request) => {
      const phone = await findPhoneFor(request, request.params.mac, deps);
      return { items: (await deps.store.listGrants(phone.phoneId)).map(answerGrant), next: null };
    },
  );

  for (const action of PASSWORD_ACTIONS) {
    const { event, summary } = ACTIONS[action];
    api.post(
      `/phones/:mac/passwords/${action}`,
      {
        schema: {
          tags,
          summary,
          params: MacParams,
          querystring: action === "reset" ? RevealQuery : NoQuery,
          body: action === "close" ? CloseBody : ArmBody,
          response: answers(
            { 200: pageOf(GrantAnswer) },
            ...POST_PROBLEMS,
            "not-found",
            "unknown-account",
            "model-not-supported",
            ...(action === "release" ? (["password-destroyed"] as const) : []),
          ),
        },
      },
      async (request) => {
        const isRevealed = checkReveal(request, request.query.reveal);
        const phone = await findPhoneFor(request, request.params.mac, deps);
        const { kinds, accounts, reason } = request.body;
        const armedFor = readArmedFor(request.body.armedFor);
        const deadline = deadlineIn(armedFor === undefined ? deps.policy.armedForReleasedMs : armedFor, deps);
        const done = await controlPasswords(action, phone, { kinds, accounts }, deadline, deps);
        if ("rejected" in done) throw problemOf(done);

        const about = { mac: phone.mac, pbx: phone.pbxId };
        const detail = { kinds: done.kinds, ...(accounts === undefined ? {} : { accounts }) };
        await recordAction(deps, request, {
          name: event,
          ...about,
          detail: { ...detail, ...(reason === undefined ? {} : { reason }) },
        });
        const items = done.grants.map(answerGrant);
        if (!isRevealed) return { items, next: null };
        await recordAction(deps, request, { name: "password-revealed", ...about, detail });
        const revealed = done.grants.map((grant) => {
          const secret = done.secrets.find(
            ({ kind, accountId }) => kind === grant.kind && accountId === grant.accountId,
          );
          return { ...answerGrant(grant), ...(secret === undefined ? {} : { password: secret.password.reveal() }) };
        });
        return { items: revealed, next: null };
      },
    );
  }
}

/** Milliseconds, or null for no deadline. */
function readArmedFor(text: string | null | undefined): number | null | undefined {
  if (text === null || text === undefined) return text;
  const ms = parseDuration(text);
  if (ms === undefined) {
    const detail = `must be ${DURATION_ALLOWED}, not ${quote(text)}`;
    throw new Problem("invalid-body", `/armedFor ${detail}`, [{ pointer: "/armedFor", detail }]);
  }
  return ms;
}
