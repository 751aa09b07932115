import { NotAllowedError, type Reader } from "./parse-values.ts";

const MODES = ["serve", "phones-only", "inform"] as const;
export type DhcpMode = (typeof MODES)[number];
/** Addresses are dotted, each part checked. `bits` is absent for a pool of the served interface's own subnet. */
export type DhcpPool = { from: string; to: string; bits: number | undefined };

const INTERFACE = /^[\w.@-]{1,15}$/;
const ADDRESS = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
const MAC = /^[0-9a-f]{2}(?:[:-]?[0-9a-f]{2}){5}$/i;
const NAME = /^(?!-)[a-z0-9-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9-]{1,63}(?<!-))*$/i;

/** `off`, or a mode with the interface it is for. */
export const readDhcpMode: Reader<{ mode: DhcpMode; interfaceName: string } | undefined> = (text) => {
  if (text === "off" || text === "false") return undefined;
  const colon = text.indexOf(":");
  const mode = MODES.find((name) => name === text.slice(0, colon));
  const interfaceName = text.slice(colon + 1);
  if (mode === undefined || !INTERFACE.test(interfaceName))
    throw new NotAllowedError("off, or serve, phones-only or inform with one interface, such as serve:eth0");
  return { mode, interfaceName };
};

export const readIpv4: Reader<string> = (text) => {
  if (!ADDRESS.test(text)) throw new NotAllowedError("IPv4 addresses such as 192.0.2.1, with commas between");
  return text;
};

/** One address or two with `-` between. */
export const readIpv4Range: Reader<{ from: string; to: string }> = (text) => {
  const [from = "", to = from, ...more] = text.split("-").map((part) => part.trim());
  if (!ADDRESS.test(from) || !ADDRESS.test(to) || more.length > 0 || toNumber(from) > toNumber(to))
    throw new NotAllowedError(
      "IPv4 addresses or ranges such as 192.0.2.100-192.0.2.199, the lower address first, with commas between",
    );
  return { from, to };
};

/** A range; for a subnet behind a relay with the bits of its mask. */
export const readDhcpPool: Reader<DhcpPool> = (text) => {
  const [range = "", bits, ...more] = text.split("/");
  try {
    const pool = { ...readIpv4Range(range), bits: bits === undefined ? undefined : Number(bits) };
    const isSubnet = bits === undefined || (/^\d{1,2}$/.test(bits) && Number(bits) >= 8 && Number(bits) <= 30);
    const isOne =
      isSubnet && (pool.bits === undefined || networkOf(pool.from, pool.bits) === networkOf(pool.to, pool.bits));
    if (isOne && more.length === 0) return pool;
  } catch (error) {
    if (!(error instanceof NotAllowedError)) throw error;
  }
  throw new NotAllowedError(
    "ranges such as 192.0.2.100-192.0.2.199, for subnets behind a relay with the bits of the mask: 10.1.0.100-10.1.0.199/24 (8 to 30, both addresses in one subnet), with commas between",
  );
};

/** `MAC=address`. */
export const readReservation: Reader<{ mac: string; address: string }> = (text) => {
  const [mac = "", address = "", ...more] = text.split("=").map((part) => part.trim());
  if (!MAC.test(mac) || !ADDRESS.test(address) || more.length > 0)
    throw new NotAllowedError("MAC=address, such as 00:04:13:aa:bb:cc=192.0.2.50, with commas between");
  return { mac: mac.replaceAll(/[:-]/g, "").toUpperCase(), address };
};

export const readHostName: Reader<string> = (text) => {
  if (!ADDRESS.test(text) && (!NAME.test(text) || text.length > 253))
    throw new NotAllowedError("names such as pbx.example.org or IPv4 addresses, with commas between");
  return text;
};

/** Seconds east of UTC. */
export const readUtcOffset: Reader<number> = (text) => {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):([0-5]\d)$/.exec(text) ?? [];
  if (sign === undefined || Number(hours) > 14) throw new NotAllowedError("hours east of UTC such as +01:00 or -07:00");
  return (sign === "-" ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
};

function toNumber(address: string): number {
  return address.split(".").reduce((value, part) => value * 256 + Number(part), 0);
}

function networkOf(address: string, bits: number): number {
  return Math.floor(toNumber(address) / 2 ** (32 - bits));
}
