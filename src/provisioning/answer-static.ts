import type { Evidence } from "./identify.ts";
import { type Authority, authorityFileName } from "./phone-https.ts";
import type { FileAnswer } from "./request.ts";
import type { FileRule } from "./vendor.ts";

/** What a file holds that is the same for everybody who asks: undefined where the request is for no such file. */
export function answerStatic({ matches, fileName }: Evidence): FileAnswer | undefined {
  const rule = matches.find((match) => match.rule.bytes !== undefined)?.rule;
  const body = rule?.bytes?.(fileName);
  return rule === undefined || body === undefined ? undefined : giveOnce(Buffer.from(body), rule.contentType);
}

/** What an admitted phone reports by asking for this file, and the answer to it. */
export function answerReport(
  { matches, fileName }: Evidence,
  vendorId: string,
): { report: string; answer: FileAnswer } | undefined {
  const rule = matches.find((match) => match.vendor.id === vendorId)?.rule;
  const report = rule?.kind === "report" ? rule.path.exec(fileName)?.groups?.report : undefined;
  return rule === undefined || report === undefined
    ? undefined
    : { report: report.toLowerCase(), answer: giveOnce(Buffer.from("ok\n"), rule.contentType) };
}

/** The certificate authority that an admitted phone fetches. */
export function answerAuthority(
  { matches, fileName }: Evidence,
  vendorId: string,
  authorities: readonly Authority[],
): { authority: Authority; answer: FileAnswer } | undefined {
  const rule = matches.find((match) => match.vendor.id === vendorId)?.rule;
  const id = rule?.kind === "authority" ? rule.path.exec(fileName)?.groups?.authority?.toLowerCase() : undefined;
  const authority = authorities.find((candidate) => candidate.id === id);
  return rule === undefined || authority === undefined
    ? undefined
    : { authority, answer: giveOnce(Buffer.from(authority.pem), rule.contentType) };
}

/** For `Vendor.files`: certificate authorities, for phones that fetch them as a file. The name says who fetches which. */
export function authorityRule(macInName: string): FileRule {
  return {
    path: new RegExp(`^offhook-ca-(?<authority>[0-9a-f]{16})-${macInName}\\.crt$`, "i"),
    kind: "authority",
    template: undefined,
    why: "The authority that issued the https door's certificate; only phones with the setting `https` are told to fetch it",
    name: (mac) => authorityFileName("0".repeat(16), mac.toLowerCase()),
    contentType: "application/x-x509-ca-cert",
    escape: "cfg-line",
    carriesSecrets: false,
  };
}

/** What phones report, as their action URLs name it. */
const REPORTS = ["started", "registered", "unregistered", "registration-failed"] as const;

/** For `Vendor.files`: how every vendor's phones report. */
export function reportRule(macInName: string): FileRule {
  return {
    path: new RegExp(`^report-${macInName}-(?<report>${REPORTS.join("|")})$`, "i"),
    kind: "report",
    template: undefined,
    why: "A phone that asks for it tells what happened; only phones with the setting `reports` do",
    name: (mac) => `report-${mac}-${REPORTS[0]}`,
    contentType: "text/plain; charset=utf-8",
    escape: "cfg-line",
    carriesSecrets: false,
  };
}

/** An answer that nobody keeps and that holds no password. */
export function giveOnce(body: Buffer, contentType: string): FileAnswer {
  return {
    outcome: "file",
    body,
    contentType,
    etag: undefined,
    carriesSecrets: false,
    confirmDelivery: nothingToConfirm,
  };
}

async function nothingToConfirm(): Promise<void> {}
