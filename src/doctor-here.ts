import { isIPv4 } from "node:net";
import { type Config, SettingError } from "./config/load-config.ts";
import type { ListenAddress } from "./config/parse-values.ts";
import { dataFolders, placePhone, wantedInterfaces } from "./doctor.ts";
import { type DoctorFinding, found } from "./provisioning/doctor/doctor-finding.ts";
import { type DoorFacts, isLoopback, sayOthers } from "./provisioning/doctor/judge-ports.ts";
import { judgeReach } from "./provisioning/doctor/judge-reach.ts";
import { readConfig } from "./read-config.ts";
import { examineCertificateFiles } from "./servers/doctor/certificate-files.ts";
import { resolveUrl } from "./servers/doctor/fetch-mark.ts";
import { clockCheck, foldersCheck, networksCheck } from "./servers/doctor/machine-checks.ts";
import { findSockets } from "./servers/doctor/port-owners.ts";
import { type Check, runChecks } from "./servers/doctor/run-checks.ts";
import { tryPort } from "./servers/doctor/try-port.ts";
import { listOwnAddresses } from "./servers/own-networks.ts";
import { PNP_GROUP } from "./servers/sip-pnp-sockets.ts";
import { bindSocket, hasCode, openSocket } from "./servers/udp-socket.ts";

/** The self-check while no daemon answers at `url`, by the settings that this process has. */
export async function examineHere(url: string, reason: string, phone: string | undefined): Promise<DoctorFinding[]> {
  const silent = [found("daemon-silent", { url, reason }), ...(await findOwner(new URL(url)))];
  let config: Config;
  try {
    config = readConfig();
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    return [...silent, found("settings-bad", { problem: error.message.replaceAll("\n", " ") })];
  }
  const { advertise } = config;
  const about = phone === undefined ? [] : [placePhone(config, phone, isIPv4(phone) ? phone : undefined)];
  const checks: Check[] = [
    networksCheck({ wanted: wantedInterfaces(config), tftpBlockSize: config.tftp && config.tftpMaxBlockSize }),
    { name: "ports", run: () => Promise.all(doorsOf(config).map(tryPort)) },
    { name: "SIP PnP", run: () => tryPnp(config) },
    {
      name: "URL for phones",
      run: async (signal) => (advertise === undefined ? [] : judgeReach(await resolveUrl(advertise, signal))),
    },
    {
      name: "certificate",
      run: async () => (config.https ? examineCertificateFiles(config.dataDir, Date.now()) : []),
    },
    clockCheck({ clock: Date.now, timeServers: config.dhcpNtp, newestEventAt: async () => undefined }),
    foldersCheck(...dataFolders(config)),
  ];
  const settings = found("settings-ok", { file: process.env.OFFHOOK_CONFIG ?? "-" });
  return [...about, ...silent, settings, ...(await runChecks(checks))];
}

/** Who has the port of a URL that leads to this machine. */
async function findOwner({ hostname, port, protocol, href }: URL): Promise<DoctorFinding[]> {
  const isHere = isLoopback(hostname) || listOwnAddresses("auto").some(({ address }) => address === hostname);
  if (!isHere) return [];
  const wanted = Number(port || (protocol === "https:" ? 443 : 80));
  const sockets = await findSockets((one, at) => one === "tcp" && at === wanted);
  const owners = sayOthers(sockets ?? [], { protocol: "tcp", port: wanted, ownPid: process.pid });
  return owners.map((program) => found("daemon-port-other", { url: href, program }));
}

function doorsOf({ http, https, tftp, staff }: Config): DoorFacts[] {
  const doors: Record<string, ListenAddress | undefined> = { http, https, tftp, staff };
  return Object.entries(doors).flatMap(([door, address]): DoorFacts[] =>
    // Any free port will do.
    address === undefined || address.port === 0
      ? []
      : [{ door, protocol: door === "tftp" ? "udp" : "tcp", ...address }],
  );
}

/** As the daemon does it: never the wildcard address. */
async function tryPnp({ pnp, pnpPort: port }: Config): Promise<DoctorFinding[]> {
  if (pnp === undefined) return [found("pnp-off", {})];
  const socket = openSocket(PNP_GROUP, { reuseAddr: true });
  try {
    await bindSocket(socket, PNP_GROUP, port);
    return [];
  } catch (error) {
    if (!hasCode(error, "EADDRINUSE")) throw error;
    const sockets = await findSockets((one, at) => one === "udp" && at === port);
    const owners = sayOthers(sockets ?? [], { protocol: "udp", port, ownPid: process.pid });
    return [found("pnp-port-taken", { port, program: owners.join(", ") || "?" })];
  } finally {
    socket.close();
  }
}
