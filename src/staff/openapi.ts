import type { FastifyDynamicSwaggerOptions } from "@fastify/swagger";
import { PLAIN_NAME, SECURE_NAME } from "./session-cookie.ts";

/** How the OpenAPI document is made of the routes' schemas. */
export function describeApi(version: string): FastifyDynamicSwaggerOptions {
  return {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Offhook staff API",
        version,
        description:
          "Admits phones, shows what they get, and controls their one-time passwords. Errors are RFC 9457 problems; `/problems/<code>` explains each code.",
        license: { name: "MIT", identifier: "MIT" },
      },
      servers: [{ url: "/" }],
      security: [{ apiKey: [] }, { session: [] }],
      components: {
        securitySchemes: {
          apiKey: { type: "http", scheme: "bearer", description: "An API key, for programs" },
          session: {
            type: "apiKey",
            in: "cookie",
            name: SECURE_NAME,
            description: `Set by POST /api/v1/session, for people; without HTTPS its name is ${PLAIN_NAME}`,
          },
        },
      },
    },
    refResolver: {
      buildLocalReference: (schema, _baseUri, _fragment, index) =>
        typeof schema.$id === "string" ? schema.$id : `schema-${index}`,
    },
  };
}
