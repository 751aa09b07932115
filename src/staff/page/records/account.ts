import type { Static } from "@fastify/type-provider-typebox";
import { REGISTRATION_STATES } from "../../../provisioning/registration-standing.ts";
import type { AccountAnswer } from "../../schemas/pbx.ts";
import { fieldsOf, readFlag, readOneOf, readOptionalText, readText } from "../read.ts";

type Raw = Static<typeof AccountAnswer>;
export type ListedAccount = {
  username: string;
  displayName: string;
  number: string;
  authName: string;
  hasDeskPin: boolean;
  state: (typeof REGISTRATION_STATES)[number];
  address: string | null;
};

export function readListedAccount(raw: unknown): ListedAccount {
  const account = fieldsOf<Raw>(raw);
  const registration = fieldsOf<NonNullable<Raw["registration"]>>(account.registration);
  const username = readText(account.username);
  return {
    username,
    displayName: readText(account.displayName),
    number: readText(account.number) || username,
    authName: readText(account.authName) || username,
    hasDeskPin: readFlag(account.deskPin),
    state: readOneOf(registration.state, REGISTRATION_STATES) ?? "unknown",
    address: readOptionalText(registration.address),
  };
}
