import { type DoctorFinding, found } from "./doctor-finding.ts";
import { isLoopback } from "./judge-ports.ts";

/** What came of fetching a file that only this daemon knows, as a phone would. */
export type Fetched =
  | { outcome: "ours" }
  /** `server`: what it calls itself. */
  | { outcome: "other"; status: string; server: string; location: string | undefined }
  | { outcome: "refused" | "silent" }
  | { outcome: "failed"; reason: string };

export type ReachFacts = {
  /** Base URL told to phones. */
  url: string;
  host: string;
  /** Why the name cannot be resolved; undefined where it can, or where it is an address. */
  lookupError: string | undefined;
  ipv4: readonly string[];
  ipv6: readonly string[];
  /** Undefined where there was no address to ask. */
  fetched: Fetched | undefined;
};

const GATEWAY_STATUS = ["502", "503", "504"];

export function judgeReach(facts: ReachFacts): DoctorFinding[] {
  const { url, host, ipv4, ipv6, fetched } = facts;
  if (facts.lookupError !== undefined)
    return [found("url-name-unknown", { url, name: host, reason: facts.lookupError })];
  if (ipv4.length === 0) return [found("url-without-ipv4", { url, name: host, addresses: ipv6.join(", ") })];
  const findings: DoctorFinding[] = [];
  if (ipv4.some(isLoopback)) findings.push(found("url-loopback", { url, name: host, address: ipv4.join(", ") }));
  if (/\.local\.?$/i.test(host)) findings.push(found("url-name-mdns", { url, name: host }));
  if (host !== ipv4[0] && ipv6.length > 0)
    findings.push(found("url-ipv6-too", { url, name: host, addresses: ipv6.join(", ") }));
  return fetched === undefined ? findings : [...findings, judgeFetched(facts, fetched)];
}

function judgeFetched({ url, ipv4 }: ReachFacts, fetched: Fetched): DoctorFinding {
  const address = ipv4.join(", ");
  switch (fetched.outcome) {
    case "ours":
      return found("url-works", { url, address });
    case "refused":
      return found("url-refused", { url, address });
    case "silent":
      return found("url-silent", { url, address });
    case "failed":
      return found("url-failed", { url, address, reason: fetched.reason });
    case "other": {
      const { status, location } = fetched;
      if (location !== undefined) return found("url-redirects", { url, location });
      if (GATEWAY_STATUS.includes(status)) return found("url-gateway", { url, address, status });
      return found("url-other-server", { url, address, status, server: fetched.server });
    }
  }
}

/** The same for the TFTP door at one of its own addresses. */
export function judgeTftp(address: string, fetched: Fetched): DoctorFinding {
  if (fetched.outcome === "ours") return found("tftp-works", { address });
  if (fetched.outcome === "other") return found("tftp-other-server", { address, status: fetched.status });
  const reason = fetched.outcome === "failed" ? fetched.reason : fetched.outcome;
  return found("tftp-silent", { address, reason });
}
