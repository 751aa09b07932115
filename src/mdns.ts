import type { Logger } from "pino";
import type { ListenAddress } from "./config/parse-values.ts";
import { isWildcard } from "./servers/addresses.ts";
import { type Announced, announceByMdns, instanceName, type MdnsAnnouncer } from "./servers/mdns.ts";

type Doors = Record<"http" | "https" | "tftp" | "staff", ListenAddress | undefined> & { isStaffTls: boolean };

/** Announces the doors that the network can reach. Undefined where there are none. */
export function startMdns(doors: Doors, about: { version: string; log: Logger }): MdnsAnnouncer | undefined {
  const services = servicesOf(doors, about.version);
  if (services.length === 0) return undefined;
  return announceByMdns({ services, log: (message, detail) => about.log.warn(detail, message) });
}

/** discovery.md §4. Phones and staff have names of their own, since both can be on `_http._tcp`. */
function servicesOf({ http, https, tftp, staff, isStaffTls }: Doors, version: string): Announced[] {
  const phones = { name: instanceName("Offhook for phones"), txt: { txtvers: "1", product: "Offhook", path: "/" } };
  const people = {
    name: instanceName("Offhook"),
    txt: { txtvers: "1", product: "Offhook", version, path: "/docs" },
  };
  return [
    ...announced(http, { ...phones, type: "http", protocol: "tcp" }),
    ...announced(https, { ...phones, type: "https", protocol: "tcp" }),
    ...announced(tftp, { ...phones, type: "tftp", protocol: "udp" }),
    ...announced(staff, { ...people, type: isStaffTls ? "https" : "http", protocol: "tcp" }),
  ];
}

/** A door on loopback is nobody else's business. */
function announced(door: ListenAddress | undefined, service: Omit<Announced, "port" | "address">): Announced[] {
  if (door === undefined || /^(?:127\.|::1$|localhost$)/.test(door.host)) return [];
  return [{ ...service, port: door.port, address: isWildcard(door.host) ? undefined : door.host }];
}
