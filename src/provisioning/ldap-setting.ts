import { Type } from "typebox";

const Text = (description: string) => Type.String({ format: "text-line", minLength: 1, maxLength: 200, description });
const Attributes = Type.Array(Type.String({ pattern: "^[A-Za-z][A-Za-z0-9-]{0,40}$" }), { minItems: 1, maxItems: 4 });

/** No password among them: a directory that asks for one needs a place where it is sealed. */
export const Ldap = Type.Object(
  {
    host: Type.String({ format: "host-name", description: "LDAP server" }),
    port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535, description: "389 unless given, 636 with ldaps" })),
    security: Type.Optional(Type.Enum(["none", "starttls", "ldaps"], { description: "none unless given" })),
    base: Text("Base DN"),
    nameFilter: Text("RFC 4515 filter for a typed name, % stands for what was typed"),
    numberFilter: Text("RFC 4515 filter for a number, % stands for it"),
    nameAttributes: Attributes,
    numberAttributes: Attributes,
  },
  { additionalProperties: false, description: "Directory on an LDAP server that answers anonymous binds" },
);
