import { hostname } from "node:os";
import type { Config } from "./config/load-config.ts";
import { SettingError } from "./config/load-config.ts";
import type { ListenAddress } from "./config/parse-values.ts";
import { networksOf } from "./guard.ts";
import type { Store } from "./provisioning/ports.ts";
import { hostPort, isWildcard } from "./servers/addresses.ts";
import type { TlsKeeper } from "./servers/tls-keeper.ts";
import { hashKey, newKey, newToken } from "./staff/api-keys.ts";
import type { StaffTls } from "./staff/context.ts";
import { WELCOME_PATH } from "./staff/welcome-page.ts";

const FIRST_LINK_MS = 3_600_000;

/** How the staff door is to be opened. Passwords pass there: off loopback only inside TLS, its own or a proxy's. Throws SettingError. */
export function staffTransport({
  staff,
  staffTls,
  staffProxies,
}: Pick<Config, "staff" | "staffTls" | "staffProxies">): "tls" | "plain" {
  networksOf("staffProxies", staffProxies);
  const isLoopback = staff === undefined || /^(?:127\.\d+\.\d+\.\d+|::1|localhost)$/i.test(staff.host);
  if (staffTls !== "off") return staffTls === "on" || !isLoopback ? "tls" : "plain";
  if (isLoopback || staffProxies.length > 0) return "plain";
  throw new SettingError(
    `staffTls (OFFHOOK_STAFF_TLS): "off" is not allowed while the staff door is ${hostPort(staff.host, staff.port)}; allowed: auto or on, or the networks of the proxy that speaks TLS in staffProxies (OFFHOOK_STAFF_PROXIES)`,
  );
}

/** Of the phones' https doors: one certificate for all names of this machine, taken over when it is renewed. */
export function staffTlsOf(config: Config, keeper: TlsKeeper | undefined): StaffTls | undefined {
  if (config.staff === undefined || keeper === undefined || staffTransport(config) === "plain") return undefined;
  return { context: keeper.context("modern"), keep: (server) => keeper.keep("modern", server) };
}

/** What a first start makes, to be shown once. */
export async function ensureAdminKey(
  store: Store,
  given: string | undefined,
): Promise<{ madeAdminKey: string | undefined; isFirstStart: boolean }> {
  const isFirstStart = (await store.countKeys()) === 0 && (await store.countPeople()) === 0;
  const key = { role: "admin", pbxId: null, scope: null } as const;
  if (given !== undefined) {
    const hash = hashKey(given);
    if ((await store.findKey(hash)) !== undefined) return { madeAdminKey: undefined, isFirstStart };
    await store.revokeKey("environment");
    await store.createKey({ ...key, id: "environment", name: "OFFHOOK_ADMIN_KEY", hash });
    return { madeAdminKey: undefined, isFirstStart };
  }
  if ((await store.countKeys()) > 0) return { madeAdminKey: undefined, isFirstStart };
  const made = newKey();
  await store.createKey({ ...key, id: "first", name: "first start", hash: made.hash });
  return { madeAdminKey: made.key, isFirstStart };
}

/** The link by which the first admin chooses login and password: good once, and for an hour. */
export async function makeFirstLink(store: Store, bound: ListenAddress, isTls: boolean): Promise<string> {
  const { token, hash } = newToken();
  await store.createInvitation({ hash, personId: null, lifetimeMs: FIRST_LINK_MS });
  const host = hostPort(isWildcard(bound.host) ? hostname() : bound.host, bound.port);
  return `${isTls ? "https" : "http"}://${host}${WELCOME_PATH}#first=${token}`;
}
