import { type DoctorFinding, found } from "./doctor-finding.ts";

/** What came of a question that we sent to the group by way of one interface. */
export type PnpEcho = {
  interfaceName: string;
  address: string;
  outcome: "heard" | "lost" | { notSent: string };
  /** Those who answered it, though it comes from no phone: servers that answer everybody. */
  answeredBy: readonly string[];
};

export type PnpFacts = {
  isOn: boolean;
  hasDoor: boolean;
  port: number;
  /** Whether the daemon has the group's port. */
  isListening: boolean;
  /** Programs that have the port. */
  owners: readonly string[];
  /** Names of interfaces that are members of the group. Undefined where the kernel does not say. */
  members: ReadonlySet<string> | undefined;
  /** Interfaces that take no multicast. */
  deaf: readonly string[];
  echoes: readonly PnpEcho[];
};

export function judgePnp(facts: PnpFacts): DoctorFinding[] {
  if (!facts.isOn) return [found("pnp-off", {})];
  if (!facts.hasDoor) return [found("pnp-without-door", {})];
  const others = facts.echoes.flatMap(({ interfaceName, answeredBy }) =>
    answeredBy.map((address) => found("pnp-other-server", { address, interface: interfaceName })),
  );
  if (!facts.isListening)
    return [found("pnp-port-taken", { port: facts.port, program: facts.owners.join(", ") || "?" }), ...others];
  return [...facts.echoes.map((echo) => judgeEcho(echo, facts)), ...others];
}

function judgeEcho({ interfaceName, address, outcome }: PnpEcho, { members, deaf }: PnpFacts): DoctorFinding {
  const params = { interface: interfaceName, address };
  if (outcome === "heard") return found("pnp-heard", params);
  if (deaf.includes(interfaceName)) return found("pnp-no-multicast", { interface: interfaceName });
  if (members?.has(interfaceName) === false) return found("pnp-not-joined", { interface: interfaceName });
  if (outcome === "lost") return found("pnp-not-heard", params);
  return found("pnp-not-sent", { ...params, reason: outcome.notSent });
}
