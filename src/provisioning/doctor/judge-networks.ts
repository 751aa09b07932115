import { isInSubnet, placeOf } from "../same-network.ts";
import { type DoctorFinding, found } from "./doctor-finding.ts";

export type InterfaceFacts = {
  name: string;
  isUp: boolean;
  hasCable: boolean;
  takesMulticast: boolean;
  isLoopback: boolean;
  /** Bytes; undefined where it cannot be read. */
  mtu: number | undefined;
  ipv4: readonly { address: string; bits: number }[];
  /** Without link-local ones. */
  ipv6: readonly string[];
};

type Needs = {
  /** What settings name, by interface or address, each with the setting's name. */
  wanted: readonly { setting: string; interface: string }[];
  /** The largest block that TFTP agrees to; undefined while its door is closed. */
  tftpBlockSize: number | undefined;
};

/** IP, UDP and TFTP headers of a DATA packet. */
const TFTP_HEADERS = 20 + 8 + 4;

export function judgeNetworks(
  interfaces: readonly InterfaceFacts[],
  { wanted, tftpBlockSize }: Needs,
): DoctorFinding[] {
  const cabled = interfaces.filter(({ isLoopback }) => !isLoopback);
  const used = cabled.filter(({ ipv4 }) => ipv4.length > 0);
  const findings: DoctorFinding[] = used.flatMap(({ name, ipv4, mtu }) =>
    ipv4.map(({ address, bits }) =>
      found("interface-ok", { interface: name, network: `${address}/${bits}`, mtu: mtu ?? "?" }),
    ),
  );
  if (used.length === 0) findings.push(found("no-network", {}));
  for (const { setting, interface: name } of wanted) {
    const isThere = interfaces.some(
      (one) => one.ipv4.length > 0 && (one.name === name || one.ipv4.some(({ address }) => address === name)),
    );
    if (isThere) continue;
    const state = interfaces.find((one) => one.name === name);
    if (state === undefined) findings.push(found("interface-missing", { interface: name, setting }));
    else findings.push(found("interface-unusable", { interface: name, setting, state: sayState(state) }));
  }
  for (const one of cabled) {
    const isNamed = wanted.some(({ interface: name }) => name === one.name);
    if (one.ipv4.length > 0 || isNamed) continue;
    if (one.ipv6.length > 0)
      findings.push(found("interface-without-ipv4", { interface: one.name, address: one.ipv6.join(", ") }));
    // Where nothing works, what is switched off may be the reason.
    else if (used.length === 0) findings.push(found("interface-down", { interface: one.name, state: sayState(one) }));
  }
  for (const { name, mtu } of used) {
    if (mtu === undefined || tftpBlockSize === undefined || tftpBlockSize + TFTP_HEADERS <= mtu) continue;
    findings.push(found("mtu-small", { interface: name, mtu, blockSize: tftpBlockSize, fits: mtu - TFTP_HEADERS }));
  }
  return [...findings, ...judgeOverlaps(used)];
}

function sayState({ isUp, hasCable }: InterfaceFacts): string {
  if (!isUp) return "down";
  return hasCable ? "up" : "no-carrier";
}

/** Two interfaces in one subnet answer by whichever the kernel likes; one address twice never works. */
function judgeOverlaps(used: readonly InterfaceFacts[]): DoctorFinding[] {
  const all = used.flatMap(({ name, ipv4 }) => ipv4.map((one) => ({ ...one, name })));
  return all.flatMap((first, index) =>
    all.slice(index + 1).flatMap((second) => {
      if (first.name === second.name) return [];
      const params = { first: first.name, second: second.name };
      if (first.address === second.address) return [found("address-twice", { ...params, address: first.address })];
      const bits = Math.min(first.bits, second.bits);
      if (!isInSubnet(first.address, second.address, bits)) return [];
      const place = placeOf(first.address, [{ interfaceName: second.name, address: second.address, bits }]);
      return place.outcome === "same" ? [found("networks-overlap", { ...params, network: place.network })] : [];
    }),
  );
}
