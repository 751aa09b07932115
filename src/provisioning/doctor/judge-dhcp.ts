import { type DoctorFinding, found } from "./doctor-finding.ts";

/** A server's answer to our question, as that of a phone of a vendor class or of none. */
export type DhcpOfferFacts = {
  server: string;
  vendorClass: string | undefined;
  /** Options that lead phones somewhere, by code. */
  options: Readonly<Record<number, string>>;
};

export type DhcpFacts = {
  /** Our own, as the settings have it. */
  own:
    | { mode: "serve" | "phones-only" | "inform"; interface: string; isListening: boolean; owners: readonly string[] }
    | undefined;
  probes: readonly { interface: string; offers: readonly DhcpOfferFacts[] | { notAsked: string } }[];
  /** Names and addresses that lead here. */
  ourHosts: ReadonlySet<string>;
};

/** Their order is that in which phones prefer them (discovery.md §2.3). */
export const URL_OPTIONS = [43, 160, 159, 114, 66, 150] as const;

export function judgeDhcp({ own, probes, ourHosts }: DhcpFacts): DoctorFinding[] {
  const findings: DoctorFinding[] = [];
  const others = new Set<string>();
  for (const { interface: name, offers } of probes) {
    if ("notAsked" in offers) {
      findings.push(found("dhcp-not-asked", { interface: name, reason: offers.notAsked }));
      continue;
    }
    const servers = Map.groupBy(offers, ({ server }) => server);
    if (servers.size === 0) findings.push(found("dhcp-nobody", { interface: name }));
    for (const [server, all] of servers) {
      others.add(server);
      findings.push(judgeServer(server, name, all, ourHosts));
    }
    if (servers.size > 1)
      findings.push(found("dhcp-two-servers", { interface: name, servers: [...servers.keys()].join(", ") }));
  }
  if (own === undefined) return findings;
  if (!own.isListening) {
    const servers = [...others].join(", ");
    if (own.mode === "serve" && own.owners.length === 0 && servers !== "")
      findings.push(found("dhcp-stands-back", { interface: own.interface, servers }));
    else
      findings.push(found("dhcp-not-listening", { interface: own.interface, program: own.owners.join(", ") || "?" }));
  } else if (own.mode === "serve" && others.size > 0)
    findings.push(found("dhcp-conflict", { interface: own.interface, servers: [...others].join(", ") }));
  else findings.push(found("dhcp-serves", { interface: own.interface, mode: own.mode }));
  return findings;
}

function judgeServer(
  server: string,
  name: string,
  offers: readonly DhcpOfferFacts[],
  ourHosts: ReadonlySet<string>,
): DoctorFinding {
  const told = offers.flatMap(({ options, vendorClass }) =>
    URL_OPTIONS.flatMap((code) => {
      const value = options[code];
      return value === undefined ? [] : [{ code, value, to: vendorClass ?? "*" }];
    }),
  );
  const say = (all: typeof told) =>
    [...new Set(all.map(({ code, value, to }) => `${code} = ${value} [${to}]`))].join("; ");
  const elsewhere = told.filter(({ value }) => !hostsIn(value).some((host) => ourHosts.has(host)));
  const params = { server, interface: name };
  if (elsewhere.length > 0) return found("dhcp-leads-elsewhere", { ...params, options: say(elsewhere) });
  return told.length === 0
    ? found("dhcp-without-url", params)
    : found("dhcp-leads-here", { ...params, options: say(told) });
}

/** The hosts that a value may mean: a URL, a bare name or address, or text with such inside (option 43). */
function hostsIn(value: string): string[] {
  const urls = [...value.matchAll(/[a-z]+:\/\/(\[[^\]]+\]|[^/:\s]+)/gi)].map(([, host]) => host ?? "");
  const hosts = urls.length > 0 ? urls : value.split(/[\s,/]+/).map((word) => word.replace(/:\d+$/, ""));
  return hosts.map((host) => host.toLowerCase());
}
