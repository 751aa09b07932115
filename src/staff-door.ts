import { hostname } from "node:os";
import type { Config } from "./config/load-config.ts";
import { SettingError } from "./config/load-config.ts";
import type { ListenAddress } from "./config/parse-values.ts";
import type { Store } from "./provisioning/ports.ts";
import { hostPort, isWildcard } from "./servers/addresses.ts";
import { createTrustedNetworks, NotANetworkError } from "./servers/trusted-networks.ts";
import { hashKey, newKey, newToken } from "./staff/api-keys.ts";
import { WELCOME_PATH } from "./staff/welcome-page.ts";

const FIRST_LINK_MS = 3_600_000;

/** How the staff door is to be opened. Passwords pass there: off loopback only inside TLS, its own or a proxy's. Throws SettingError. */
export function staffTransport({
  staff,
  staffTls,
  staffProxies,
}: Pick<Config, "staff" | "staffTls" | "staffProxies">): "tls" | "plain" {
  refuseNoNetworks(staffProxies);
  const isLoopback = staff === undefined || /^(?:127\.\d+\.\d+\.\d+|::1|localhost)$/i.test(staff.host);
  if (staffTls !== "off") return staffTls === "on" || !isLoopback ? "tls" : "plain";
  if (isLoopback || staffProxies.length > 0) return "plain";
  throw new SettingError(
    `staffTls (OFFHOOK_STAFF_TLS): "off" is not allowed while the staff door is ${hostPort(staff.host, staff.port)}; allowed: auto or on, or the networks of the proxy that speaks TLS in staffProxies (OFFHOOK_STAFF_PROXIES)`,
  );
}

/** The certificate of the phones' HTTPS door: one for all names of this machine. */
export async function loadStaffTls(config: Config): Promise<{ key: string; cert: string } | undefined> {
  if (config.staff === undefined || staffTransport(config) === "plain") return undefined;
  const { loadServerCertificate } = await import("./servers/certificates.ts");
  const names = config.advertise === undefined ? [] : [new URL(config.advertise).hostname];
  const { key, cert } = await loadServerCertificate(config.dataDir, names);
  return { key, cert };
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

function refuseNoNetworks(networks: readonly string[]): void {
  try {
    createTrustedNetworks(networks);
  } catch (error) {
    if (!(error instanceof NotANetworkError)) throw error;
    throw new SettingError(
      `staffProxies: ${JSON.stringify(error.message)} is not allowed; allowed: networks such as 10.1.0.0/16 or fd00::/8`,
    );
  }
}
