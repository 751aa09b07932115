import { type Static, Type } from "@fastify/type-provider-typebox";
import type { Person, SignedInSession } from "../../provisioning/person.ts";
import { ROLES } from "../../provisioning/ports.ts";
import type { Caller } from "../access.ts";
import { answerScope, ScopeAnswer, ScopeBody } from "./scope.ts";
import { NullableTime, nullableText, Time, toNullableTime, toTime } from "./shared.ts";

const Name = Type.String({ format: "text-line", minLength: 1, maxLength: 100, description: "For people" });
const Login = Type.String({ format: "staff-login", description: "Taken in lower case", examples: ["anna"] });
const NewPassword = Type.String({ format: "staff-password", description: "Never shown again" });
/** Whatever somebody types; what is stored decides. */
const AnyPassword = Type.String({ maxLength: 512 });
const Code = Type.String({
  maxLength: 40,
  description: "Of the second factor: six digits, or a recovery code",
});
const Token = Type.String({ maxLength: 128, description: "What the link ends with" });

export const SignInBody = Type.Object(
  { login: Type.String({ maxLength: 64 }), password: AnyPassword, code: Type.Optional(Code) },
  { additionalProperties: false },
);
export const FirstBody = Type.Object(
  { token: Token, login: Login, password: NewPassword, name: Type.Optional(Name) },
  { additionalProperties: false },
);
export const InvitationBody = Type.Object({ token: Token, password: NewPassword }, { additionalProperties: false });
export const ChangePasswordBody = Type.Object(
  { password: AnyPassword, newPassword: NewPassword, code: Type.Optional(Code) },
  { additionalProperties: false },
);
export const PasswordBody = Type.Object({ password: AnyPassword }, { additionalProperties: false });
export const CodeBody = Type.Object({ code: Code }, { additionalProperties: false });
export const PasswordAndCodeBody = Type.Object({ password: AnyPassword, code: Code }, { additionalProperties: false });

export const NewPersonBody = Type.Object(
  { login: Login, name: Type.Optional(Name), role: Type.Enum(ROLES), scope: Type.Optional(ScopeBody) },
  { additionalProperties: false },
);
export const PersonPatchBody = Type.Object(
  {
    name: Type.Optional(Name),
    role: Type.Optional(Type.Enum(ROLES)),
    scope: Type.Optional(ScopeBody),
    disabled: Type.Optional(Type.Boolean({ description: "True ends their sessions" })),
  },
  { additionalProperties: false },
);
export const ResetBody = Type.Object(
  {
    secondFactor: Type.Optional(
      Type.Boolean({ description: "True takes the second factor away as well: for who lost the app" }),
    ),
  },
  { additionalProperties: false },
);

const personFields = {
  id: Type.String(),
  login: Type.String(),
  name: Type.String(),
  role: Type.Enum(ROLES),
  scope: ScopeAnswer,
  disabled: Type.Boolean(),
  hasPassword: Type.Boolean({ description: "False: invited, and has not chosen one" }),
  secondFactor: Type.Boolean(),
  createdAt: Time,
  updatedAt: Time,
  lastSignInAt: NullableTime,
};
export const PersonAnswer = Type.Object(personFields, { additionalProperties: false });
export const InvitedAnswer = Type.Object(
  {
    ...personFields,
    link: Type.String({ description: "Good once, to choose a password. It is never shown again" }),
    linkExpiresAt: Time,
  },
  { additionalProperties: false },
);

export const SessionAnswer = Type.Object(
  {
    id: Type.String(),
    current: Type.Boolean({ description: "The one that asks" }),
    address: Type.String(),
    userAgent: nullableText(),
    createdAt: Time,
    lastUsedAt: Time,
    expiresAt: Time,
  },
  { additionalProperties: false },
);

export const WhoAnswer = Type.Object(
  {
    kind: Type.Enum(["person", "key"]),
    id: Type.String(),
    login: nullableText({ description: "Null: an API key" }),
    name: Type.String(),
    role: Type.Enum(ROLES),
    scope: ScopeAnswer,
    secondFactor: Type.Boolean(),
    expiresAt: nullableText({
      format: "date-time",
      description: "When the session ends at the latest; null: an API key",
    }),
  },
  { additionalProperties: false },
);
export const AcceptedAnswer = Type.Object(
  {
    login: Type.String(),
    signedIn: Type.Boolean({ description: "False: sign in with the password and a code of the second factor" }),
  },
  { additionalProperties: false },
);
export const EnrolAnswer = Type.Object(
  {
    secret: Type.String({ description: "Base32, to type into an authenticator app" }),
    uri: Type.String({ description: "The same for its camera" }),
  },
  { additionalProperties: false },
);
export const RecoveryAnswer = Type.Object(
  { recoveryCodes: Type.Array(Type.String(), { description: "Each is good once. They are never shown again" }) },
  { additionalProperties: false },
);

export function answerPerson(person: Person): Static<typeof PersonAnswer> {
  return {
    id: person.id,
    login: person.login,
    name: person.name,
    role: person.role,
    scope: answerScope(person.scope),
    disabled: person.isDisabled,
    hasPassword: person.hasPassword,
    secondFactor: person.hasSecondFactor,
    createdAt: toTime(person.createdAt),
    updatedAt: toTime(person.updatedAt),
    lastSignInAt: toNullableTime(person.lastSignInAt),
  };
}

export function answerSession(session: SignedInSession, currentId: string): Static<typeof SessionAnswer> {
  const { id, address, userAgent, createdAt, lastUsedAt, expiresAt } = session;
  return {
    id,
    current: id === currentId,
    address,
    userAgent,
    createdAt: toTime(createdAt),
    lastUsedAt: toTime(lastUsedAt),
    expiresAt: toTime(expiresAt),
  };
}

export function answerWho({ keyId, name, role, scope, signedIn }: Caller): Static<typeof WhoAnswer> {
  if (signedIn !== null) return answerSignedIn(signedIn.person, signedIn.session);
  return {
    kind: "key",
    id: keyId,
    login: null,
    name,
    role,
    scope: answerScope(scope),
    secondFactor: false,
    expiresAt: null,
  };
}

export function answerSignedIn(person: Person, session: SignedInSession): Static<typeof WhoAnswer> {
  return {
    kind: "person",
    id: person.id,
    login: person.login,
    name: person.name,
    role: person.role,
    scope: answerScope(person.scope),
    secondFactor: person.hasSecondFactor,
    expiresAt: toTime(session.expiresAt),
  };
}
