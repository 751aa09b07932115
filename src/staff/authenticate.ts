import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { parseAuthorization } from "../protocols/http-auth/authorization.ts";
import type { Store } from "../provisioning/ports.ts";
import { ACCESS, type Caller, MAY_REVEAL, TAKES_BASIC, WITHOUT_SCOPE } from "./access.ts";
import { hashKey } from "./api-keys.ts";
import { refuseCrossSite } from "./cross-site.ts";
import { Problem } from "./problems.ts";
import { sessionTokenOf } from "./session-cookie.ts";

type Identity = Omit<Caller, "pbxIds">;

const callers = new WeakMap<FastifyRequest, Caller>();
const looksAgain = new WeakMap<FastifyRequest, () => Promise<Caller | undefined>>();

/** Who makes this request. Every route below the API has a caller. */
export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (caller === undefined) throw new Error(`${request.method} ${request.routeOptions.url} was reached without a key`);
  return caller;
}

/** As they are now, of a request that is still being answered; undefined: nobody any more. Throws where their right to it has gone. That is no use of a session. */
export async function callerNow(request: FastifyRequest): Promise<Caller | undefined> {
  return looksAgain.get(request)?.();
}

/** Who made this request with a session. */
export function signedInOf(request: FastifyRequest): NonNullable<Caller["signedIn"]> {
  const { signedIn } = callerOf(request);
  if (signedIn === null) throw new Problem("not-found", "An API key has no session and no password of its own");
  return signedIn;
}

/** Refuses `?reveal=true` to those who may not see passwords. */
export function checkReveal(request: FastifyRequest, wantsReveal: boolean | undefined): boolean {
  if (wantsReveal === true && !MAY_REVEAL.includes(callerOf(request).role)) {
    throw new Problem("forbidden", "This caller may not see passwords; leave out reveal");
  }
  return wantsReveal === true;
}

/** Lets only callers with a valid key or session and the right for the route reach the routes of `api`. */
export function addAuthentication(api: FastifyInstance, store: Store, sessionIdleMs: number): void {
  api.addHook("onRoute", (route) => {
    for (const method of [route.method].flat()) {
      if (ACCESS[routeName(method, route.url)] === undefined)
        throw new Error(`${method} ${route.url} has no entry in access.ts`);
    }
  });
  api.addHook("onRequest", async (request, reply) => {
    const identity = await identify(request, sessionIdleMs);
    if (identity === undefined) throw unauthorized(reply);
    checkRight(identity, routeOf(request));
    callers.set(request, { ...identity, pbxIds: await findVisible(identity) });
    looksAgain.set(request, async () => {
      const now = await identify(request, "unused");
      if (now === undefined) return undefined;
      checkRight(now, routeOf(request));
      return { ...now, pbxIds: await findVisible(now) };
    });
  });

  function identify(request: FastifyRequest, idleMs: number | "unused"): Promise<Identity | undefined> {
    return request.headers.authorization === undefined ? findSignedIn(request, idleMs) : findKeyHolder(request);
  }

  async function findKeyHolder(request: FastifyRequest): Promise<Identity | undefined> {
    const key = readKey(request.headers.authorization ?? "", TAKES_BASIC.includes(routeOf(request)));
    // An absent key is looked up as well: all who fail take the same way and get the same answer.
    const found = await store.findKey(hashKey(key ?? ""));
    if (key === undefined || found === undefined) return undefined;
    const { id: keyId, name, role, scope } = found;
    return { keyId, name, role, scope, signedIn: null };
  }

  async function findSignedIn(request: FastifyRequest, idleMs: number | "unused"): Promise<Identity | undefined> {
    const token = sessionTokenOf(request);
    const signedIn = await store.findSession(hashKey(token ?? ""), idleMs);
    if (token === undefined || signedIn === undefined) return undefined;
    refuseCrossSite(request, { needsProof: true });
    const { id, login, role, scope } = signedIn.person;
    return { keyId: `person:${id}`, name: login, role, scope, signedIn };
  }

  async function findVisible({ scope }: Identity): Promise<ReadonlySet<string> | null> {
    if (scope === null) return null;
    const ofCustomers = scope.customers.length === 0 ? [] : await store.listPbxIdsOf(scope.customers);
    return new Set([...scope.pbxs, ...ofCustomers]);
  }
}

function checkRight({ role, scope }: Identity, route: string): void {
  if (ACCESS[route]?.includes(role) !== true)
    throw new Problem("forbidden", `The role ${role} does not include this call`);
  if (scope !== null && WITHOUT_SCOPE.includes(route))
    throw new Problem("forbidden", "This call is not for those who see some customers or PBXs only");
}

function readKey(header: string, takesBasic: boolean): string | undefined {
  const key = /^Bearer +([\x21-\x7e]{1,512})$/i.exec(header)?.[1];
  if (key !== undefined || !takesBasic) return key;
  const basic = parseAuthorization(header);
  // The user says nothing: a key is its own name.
  return basic?.scheme === "basic" && /^[\x21-\x7e]{1,512}$/.test(basic.password) ? basic.password : undefined;
}

function unauthorized(reply: FastifyReply): Problem {
  reply.header("www-authenticate", 'Bearer realm="offhook"');
  return new Problem("unauthorized", "Sign in, or send a valid API key as Authorization: Bearer <key>");
}

function routeOf(request: FastifyRequest): string {
  return routeName(request.method, request.routeOptions.url ?? "");
}

function routeName(method: string, url: string): string {
  return `${method === "HEAD" ? "GET" : method} ${url}`;
}
