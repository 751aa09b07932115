import { type DoctorFinding, found } from "./doctor-finding.ts";

export type Protocol = "udp" | "tcp";

/** A socket that waits for packets or connections. */
export type SocketFacts = {
  protocol: Protocol;
  address: string;
  port: number;
  /** Absent where this process may not know. */
  pid?: number;
  program?: string;
};

/** Ports at which phones and their like knock, whatever this daemon's settings say. */
export const USUAL_PORTS: readonly { protocol: Protocol; port: number; use: string }[] = [
  { protocol: "udp", port: 67, use: "DHCP" },
  { protocol: "udp", port: 69, use: "TFTP" },
  { protocol: "udp", port: 5060, use: "SIP" },
  { protocol: "udp", port: 5353, use: "mDNS" },
  { protocol: "tcp", port: 80, use: "HTTP" },
  { protocol: "tcp", port: 443, use: "HTTPS" },
];
const TFTP_PORT = 69;

export type DoorFacts = { door: string; protocol: Protocol; host: string; port: number };

type PortFacts = {
  /** Open ones of this daemon. */
  doors: readonly DoorFacts[];
  /** Whether phones are told another URL than the doors' own: a proxy may stand before them. */
  isAdvertised: boolean;
  /** Undefined where the kernel's tables cannot be read. */
  sockets: readonly SocketFacts[] | undefined;
  ownPid: number;
  /** Ports below need a privilege that this process does not have. */
  firstPort: number;
};

export function judgePorts({ doors, isAdvertised, sockets, ownPid, firstPort }: PortFacts): DoctorFinding[] {
  const findings: DoctorFinding[] = [];
  for (const { door, host, port } of doors) {
    const address = `${host.includes(":") ? `[${host}]` : host}:${port}`;
    const mayBeHidden = door === "staff" || (isAdvertised && door !== "tftp");
    findings.push(found(isLoopback(host) && !mayBeHidden ? "door-loopback" : "door-open", { door, address }));
  }
  if (sockets === undefined) return [...findings, found("ports-unknown", {})];
  for (const { protocol, port, use } of USUAL_PORTS) {
    for (const name of sayOthers(sockets, { protocol, port, ownPid }))
      findings.push(found("port-other", { protocol: protocol.toUpperCase(), port, use, program: name }));
  }
  const tftp = doors.find(({ door }) => door === "tftp");
  if (tftp !== undefined && tftp.port !== TFTP_PORT && ownersOf(sockets, "udp", TFTP_PORT).length === 0) {
    const code = firstPort > TFTP_PORT ? "tftp-port-needs-privilege" : "tftp-port-unusual";
    findings.push(found(code, { port: tftp.port }));
  }
  return findings;
}

function ownersOf(sockets: readonly SocketFacts[], protocol: Protocol, port: number): SocketFacts[] {
  return sockets.filter((socket) => socket.protocol === protocol && socket.port === port);
}

/** The other programs that have a port, as `name (process id)`; `?` where this process may not know. */
export function sayOthers(
  sockets: readonly SocketFacts[],
  { protocol, port, ownPid }: { protocol: Protocol; port: number; ownPid: number },
): string[] {
  const others = ownersOf(sockets, protocol, port).filter(({ pid }) => pid !== ownPid);
  const names = others.map(({ pid, program }) => (pid === undefined ? "?" : `${program || "?"} (${pid})`));
  return [...new Set(names)];
}

export function isLoopback(host: string): boolean {
  return /^(?:127\.|::1$|localhost$)/.test(host);
}
