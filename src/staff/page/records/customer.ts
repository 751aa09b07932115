import type { Static } from "@fastify/type-provider-typebox";
import type { CustomerAnswer } from "../../schemas/customer.ts";
import { fieldsOf, readText } from "../read.ts";

export type ShownCustomer = { id: string; name: string };

export function readCustomer(raw: unknown): ShownCustomer {
  const customer = fieldsOf<Static<typeof CustomerAnswer>>(raw);
  const id = readText(customer.id);
  return { id, name: readText(customer.name) || id };
}
