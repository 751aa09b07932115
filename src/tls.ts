import { join } from "node:path";
import type { Logger } from "pino";
import { type Config, SettingError } from "./config/load-config.ts";
import { SETTINGS } from "./config/settings-table.ts";
import { createExpiryAlarm } from "./provisioning/expiry-alarm.ts";
import type { Authority } from "./provisioning/phone-https.ts";
import type { Clock } from "./provisioning/ports.ts";
import type { Recorder } from "./provisioning/recorder.ts";
import { CertificateFileError, type CertificateFiles } from "./servers/server-certificate.ts";
import type { TlsKeeper } from "./servers/tls-keeper.ts";
import type { Metrics } from "./staff/metrics.ts";
import { staffTransport } from "./staff-door.ts";
import { vendors } from "./vendors/index.ts";

type Parts = { config: Config; recorder: Recorder; metrics: Metrics; log: Logger; clock: Clock };

export type Tls = {
  /** Undefined where no https door is to open. */
  keeper: TlsKeeper | undefined;
  /** What phones are to trust. */
  authorities: () => readonly Authority[];
  stop(): Promise<void>;
};

const NO_AUTHORITIES: readonly Authority[] = [];
const NO_TLS: Tls = { keeper: undefined, authorities: () => NO_AUTHORITIES, stop: async () => {} };

/** The certificates of the phones' https doors. Throws SettingError for files that cannot be used. */
export async function startTls(parts: Parts): Promise<Tls> {
  const { config, recorder, metrics, log, clock } = parts;
  const isWanted = config.https !== undefined || config.httpsLegacy !== undefined;
  if (!isWanted && (config.staff === undefined || staffTransport(config) === "plain")) return NO_TLS;
  // With it comes a library that a daemon without https can do without.
  const { openTlsKeeper } = await import("./servers/tls-keeper.ts");
  const keeper = await openTlsKeeper({
    dataDir: config.dataDir,
    files: filesOf(config),
    names: namesTold(config),
    vendorIds: vendors.map(({ id }) => id),
    clock,
    onEvent: (name, detail) => recorder.event({ name, at: clock(), door: "https", detail }),
  }).catch((error: unknown) => {
    throw error instanceof CertificateFileError ? toSettingError(error, config) : error;
  });
  const { control } = keeper;
  metrics.watch("offhook_certificate_expires_seconds", "When the https doors' certificate runs out, in Unix time", () =>
    Math.floor(control.describe().server.expiresAt / 1000),
  );

  const alarm = createExpiryAlarm();
  const tellExpiring = () => {
    for (const { what, subject, days } of alarm(control.inUse(), clock()))
      recorder.event({ name: "certificate-expiring", at: clock(), door: "https", detail: { what, subject, days } });
  };
  tellExpiring();
  let busy: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    busy = busy
      .then(() => keeper.check())
      .then(tellExpiring)
      .catch((error: unknown) => log.error({ error: String(error) }, "certificates could not be looked after"));
  }, config.tlsReload);
  return {
    keeper,
    authorities: keeper.authorities,
    async stop() {
      clearInterval(timer);
      await busy;
    },
  };
}

function filesOf({ tlsFolder, tlsCertificate, tlsKey, tlsAuthority: authority }: Config): CertificateFiles | undefined {
  if (tlsFolder !== undefined) {
    if (tlsCertificate !== undefined || tlsKey !== undefined)
      throw refusal("tlsFolder", tlsFolder, "give it, or tls.certificate with tls.key, not both");
    return { certificate: join(tlsFolder, "fullchain.pem"), key: join(tlsFolder, "privkey.pem"), authority };
  }
  if (tlsCertificate === undefined && tlsKey === undefined) {
    if (authority !== undefined)
      throw refusal("tlsAuthority", authority, "it goes with tls.folder, or with tls.certificate and tls.key");
    return undefined;
  }
  if (tlsCertificate === undefined) throw refusal("tlsKey", tlsKey ?? "", "tls.certificate is missing");
  if (tlsKey === undefined) throw refusal("tlsCertificate", tlsCertificate, "tls.key is missing");
  return { certificate: tlsCertificate, key: tlsKey, authority };
}

/** The names that a certificate must have for phones that were told them. */
function namesTold({ advertise, advertiseHttps }: Config): string[] {
  const urls = [advertise, advertiseHttps].filter((url) => url !== undefined);
  return [...new Set(urls.map((url) => new URL(url).hostname.replace(/^\[|\]$/g, "")))];
}

function toSettingError({ about, path, message }: CertificateFileError, config: Config): SettingError {
  const name = {
    certificate: config.tlsFolder === undefined ? "tlsCertificate" : "tlsFolder",
    key: config.tlsFolder === undefined ? "tlsKey" : "tlsFolder",
    authority: "tlsAuthority",
  } as const;
  return refusal(name[about], path, message);
}

function refusal(name: keyof typeof SETTINGS, value: string, why: string): SettingError {
  const { key, env, help } = SETTINGS[name];
  return new SettingError(`${key} (${env}): ${JSON.stringify(value)} cannot be used: ${why}. ${help}`);
}
