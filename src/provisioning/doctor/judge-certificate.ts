import { type DoctorFinding, found } from "./doctor-finding.ts";

/** One certificate of a chain as a server presents it, its own first. Times are milliseconds. */
export type ChainLink = {
  subject: string;
  notBefore: number;
  notAfter: number;
  issuer: string;
  isSelfSigned: boolean;
};

export type PresentedCertificate = {
  /** `address:port` or URL where it was asked for. */
  place: string;
  /** Names and addresses by which phones may call the server, without those that the certificate holds. */
  missing: readonly string[];
  /** What it holds. */
  names: string;
  chain: readonly ChainLink[];
  /** Whether this machine knows who issued it. */
  isTrusted: boolean;
};

const DAY_MS = 86_400_000;
const SOON_DAYS = 30;

export function judgeCertificate(certificate: PresentedCertificate, now: number): DoctorFinding[] {
  const { place, chain, missing, names } = certificate;
  const findings = chain.flatMap(({ subject, notBefore, notAfter }) => {
    const params = { place, subject };
    if (notBefore > now) return [found("certificate-not-yet", { ...params, from: notBefore })];
    if (notAfter <= now) return [found("certificate-expired", { ...params, until: notAfter })];
    const days = Math.floor((notAfter - now) / DAY_MS);
    return days < SOON_DAYS ? [found("certificate-ends-soon", { ...params, until: notAfter, days })] : [];
  });
  if (missing.length > 0) findings.push(found("certificate-wrong-name", { place, missing: missing.join(", "), names }));
  const [own] = chain;
  if (findings.length === 0 && own !== undefined)
    findings.push(found("certificate-ok", { place, subject: own.subject, until: own.notAfter }));
  const last = chain.at(-1);
  if (certificate.isTrusted || last === undefined) return findings;
  const { subject, issuer } = last;
  findings.push(
    last.isSelfSigned
      ? found("certificate-private", { place, issuer })
      : found("certificate-issuer-missing", { place, subject, issuer }),
  );
  return findings;
}
