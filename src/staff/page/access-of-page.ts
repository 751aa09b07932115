import type { Static } from "@fastify/type-provider-typebox";
import { ROLES, type Role } from "../../provisioning/ports.ts";
import { ACCESS, WITHOUT_SCOPE } from "../access.ts";
import type { WhoAnswer } from "../schemas/person.ts";
import { fieldsOf, readOneOf, readText } from "./read.ts";

/** Who is signed in. */
export type Who = { login: string; name: string; role: Role; isScoped: boolean };

export function readWho(raw: unknown): Who {
  const who = fieldsOf<Static<typeof WhoAnswer>>(raw);
  const name = readText(who.name);
  return {
    login: readText(who.login) || name,
    name,
    role: readOneOf(who.role, ROLES) ?? "viewer",
    isScoped: who.scope !== null && who.scope !== undefined,
  };
}

/** Whether a call may be made: what may not is not offered. The API decides all the same. */
export function mayCall({ role, isScoped }: Who, name: string): boolean {
  return ACCESS[name]?.includes(role) === true && !(isScoped && WITHOUT_SCOPE.includes(name));
}
