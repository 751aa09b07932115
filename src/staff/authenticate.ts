import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Role, Store } from "../provisioning/ports.ts";
import { ACCESS, type Caller, MAY_REVEAL } from "./access.ts";
import { hashKey } from "./api-keys.ts";
import { Problem } from "./problems.ts";

const callers = new WeakMap<FastifyRequest, Caller>();

/** Who makes this request. Every route below the API has a caller. */
export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (caller === undefined) throw new Error(`${request.method} ${request.routeOptions.url} was reached without a key`);
  return caller;
}

/** Refuses `?reveal=true` to those who may not see passwords. */
export function checkReveal(request: FastifyRequest, wantsReveal: boolean | undefined): boolean {
  if (wantsReveal === true && !MAY_REVEAL.includes(callerOf(request).role)) {
    throw new Problem("forbidden", "This key may not see passwords; leave out reveal");
  }
  return wantsReveal === true;
}

/** Lets only callers with a valid key and the right for the route reach the routes of `api`. */
export function addAuthentication(api: FastifyInstance, store: Store): void {
  api.addHook("onRoute", (route) => {
    for (const method of [route.method].flat()) {
      if (rolesFor(method, route.url) === undefined)
        throw new Error(`${method} ${route.url} has no entry in access.ts`);
    }
  });
  api.addHook("onRequest", async (request, reply) => {
    const key = /^Bearer +([\x21-\x7e]{1,512})$/i.exec(request.headers.authorization ?? "")?.[1];
    // An absent key is looked up as well: all who fail take the same way and get the same answer.
    const found = await store.findKey(hashKey(key ?? ""));
    if (key === undefined || found === undefined) {
      reply.header("www-authenticate", 'Bearer realm="offhook"');
      throw new Problem("unauthorized", "Send a valid API key as Authorization: Bearer <key>");
    }
    const { id: keyId, name, role, pbxId } = found;
    const roles = rolesFor(request.method, request.routeOptions.url ?? "");
    if (roles?.includes(role) !== true) throw new Problem("forbidden", `The role ${role} does not include this call`);
    callers.set(request, { keyId, name, role, pbxId });
  });
}

function rolesFor(method: string, url: string): readonly Role[] | undefined {
  return ACCESS[`${method === "HEAD" ? "GET" : method} ${url}`];
}
