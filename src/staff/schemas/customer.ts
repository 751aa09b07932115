import { type Static, Type } from "@fastify/type-provider-typebox";
import type { Customer } from "../../provisioning/customer.ts";
import { Time, toTime } from "./shared.ts";

/** A segment of a path that is dots alone leads elsewhere. */
const NOT_DOTS = "^(?!\\.{1,2}$)";
export const CUSTOMER_ID = { format: "text-line", pattern: NOT_DOTS, minLength: 1, maxLength: 100 };
const Id = Type.String({ ...CUSTOMER_ID, description: "What `customer` of a PBX says; unique", examples: ["acme"] });
const Name = Type.String({ format: "text-line", minLength: 1, maxLength: 100, description: "The id unless given" });

export const CustomerParams = Type.Object({ customer: Type.String(CUSTOMER_ID) });
export const NewCustomerBody = Type.Object({ id: Id, name: Type.Optional(Name) }, { additionalProperties: false });
export const CustomerPatchBody = Type.Object({ name: Type.Optional(Name) }, { additionalProperties: false });
export const CustomerAnswer = Type.Object(
  { id: Type.String(), name: Type.String(), createdAt: Time, updatedAt: Time },
  { additionalProperties: false },
);

export function answerCustomer({ id, name, createdAt, updatedAt }: Customer): Static<typeof CustomerAnswer> {
  return { id, name, createdAt: toTime(createdAt), updatedAt: toTime(updatedAt) };
}
