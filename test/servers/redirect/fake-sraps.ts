import { createHash, createHmac } from "node:crypto";
import { type FakeReply, type FakeRequest, type FakeService, startFake } from "./fake-server.ts";

const WINDOW_S = 60;
const FIELD = /(\w+)="([^"]*)"/g;
const COMPANY = "/api/v1/companies/7/";

export type FakeSraps = FakeService & {
  /** Where its links lead; its own place unless set. */
  linkTo(origin: string): void;
  /** How many of its settings come on a page at most. */
  setPageItems(items: number): void;
};

/** SRAPS or GRAPE. `setting` is the name of the setting that holds a phone's address. */
export async function startFakeSraps(setting: "setting_server" | "ProvisioningServer"): Promise<FakeSraps> {
  const credentials = { username: "hawk-id-7", password: "hawk key/with + odd = characters" };
  const devices = new Map<string, string>();
  const foreign = new Set<string>();
  const used = new Set<string>();
  const uuid = `uuid-of-${setting}`;
  const settings = [
    ...Array.from({ length: 25 }, (_, index) => ({ uuid: `other-${index}`, param_name: `other_${index}` })),
    { uuid, param_name: setting },
  ];
  let linkOrigin: string | undefined;
  let pageItems = 1000;

  const fake = await startFake((request, refuse) => {
    const bad = findHawkFault(request, credentials, used);
    if (bad !== undefined) {
      refuse(bad);
      return { status: 401, body: { error: "Unauthorized", message: "Bad mac" } };
    }
    return answer(request, refuse);
  });
  const base = `${fake.baseUrl}api/v1/`;

  function answer({ method, target, headers, host, body }: FakeRequest, refuse: (why: string) => void): FakeReply {
    const url = new URL(target, `http://${host}`);
    const origin = linkOrigin ?? url.origin;
    if (url.pathname === "/api/v1/settings/") {
      const from = Number(url.searchParams.get("from") ?? 0);
      const size = Math.min(Number(url.searchParams.get("page_size") ?? 20), pageItems);
      const next = `<${origin}/api/v1/settings/?page_size=${size}&from=${from + size}>; rel="next"`;
      return {
        status: 200,
        body: settings.slice(from, from + size),
        headers: from + size < settings.length ? { Link: next } : {},
      };
    }
    if (url.pathname === `/api/v1/tokens/${credentials.username}`)
      return { status: 200, body: { links: { company: `${origin}${COMPANY}` } } };
    if (url.pathname === COMPANY)
      return { status: 200, body: { links: { endpoints: `${origin}${COMPANY}endpoints/` } } };
    const [, mac] = /^\/api\/v1\/companies\/7\/endpoints\/([0-9a-f]{12})$/.exec(url.pathname) ?? [];
    if (mac === undefined) return { status: 404, body: { detail: "Not found." } };
    const name = mac.toUpperCase();
    if (foreign.has(name)) return { status: 403, body: { detail: "User lacks permission to endpoint" } };
    if (method === "DELETE")
      return devices.delete(name) ? { status: 204 } : { status: 404, body: { error: "not found" } };
    if (method === "GET") {
      const value = devices.get(name);
      if (value === undefined) return { status: 404, body: { error: "not found" } };
      return { status: 200, body: { mac, settings_manager: { [uuid]: { value, attrs: { perm: "RW" } } } } };
    }
    const value = method === "PUT" ? readEndpoint(body, mac, uuid) : undefined;
    if (value === undefined || headers["content-type"] !== "application/json") {
      refuse(`a ${method} that is none of ours: ${body}`);
      return { status: 400, body: "malformed" };
    }
    const status = devices.has(name) ? 200 : 201;
    devices.set(name, value);
    return { status, body: JSON.parse(body) };
  }

  return Object.assign(fake, {
    baseUrl: base,
    credentials,
    devices,
    foreign,
    linkTo: (origin: string) => {
      linkOrigin = origin;
    },
    setPageItems: (items: number) => {
      pageItems = items;
    },
  });
}

/** The address in exactly the body that the reference shows. */
function readEndpoint(body: string, mac: string, uuid: string): string | undefined {
  const { settings_manager: manager, ...rest } = JSON.parse(body) as Record<
    string,
    Record<string, { value?: unknown }>
  >;
  if (JSON.stringify(rest) !== JSON.stringify({ mac, autoprovisioning_enabled: true })) return undefined;
  const value = manager?.[uuid]?.value;
  if (typeof value !== "string") return undefined;
  return JSON.stringify(manager) === JSON.stringify({ [uuid]: { value, attrs: { perm: "RW" } } }) ? value : undefined;
}

/** Checks a Hawk header as discovery.md §6.2 says; undefined: it is good. */
function findHawkFault(
  request: FakeRequest,
  { username, password }: FakeService["credentials"],
  used: Set<string>,
): string | undefined {
  const header = request.headers.authorization ?? "";
  if (!header.startsWith("Hawk ")) return "no Hawk";
  const given = Object.fromEntries([...header.matchAll(FIELD)].map(([, name = "", value = ""]) => [name, value]));
  const { id, ts = "", nonce = "", hash = "", mac } = given;
  if (id !== username) return "another id";
  if (Math.abs(Number(ts) - Date.now() / 1000) > WINDOW_S) return "ts outside the window";
  if (nonce === "" || used.has(`${ts} ${nonce}`)) return "nonce used before";
  used.add(`${ts} ${nonce}`);
  const type = (request.headers["content-type"] ?? "").split(";")[0] ?? "";
  if (hash !== fakeHawkHash(type, request.body)) return "hash of another body";
  const [host = "", port = "80"] = request.host.split(":");
  const expected = fakeHawkMac(password, {
    ts,
    nonce,
    method: request.method,
    target: request.target,
    host,
    port,
    hash,
  });
  return mac === expected ? undefined : "another mac";
}

export function fakeHawkHash(type: string, body: string): string {
  return createHash("sha256").update("hawk.1.payload\n").update(`${type}\n`).update(`${body}\n`).digest("base64");
}

export function fakeHawkMac(
  key: string,
  of: { ts: string; nonce: string; method: string; target: string; host: string; port: string; hash: string },
): string {
  const text = `hawk.1.header\n${of.ts}\n${of.nonce}\n${of.method}\n${of.target}\n${of.host}\n${of.port}\n${of.hash}\n\n`;
  return createHmac("sha256", key).update(text).digest("base64");
}
