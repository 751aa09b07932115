import type { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { isIP } from "node:net";
import { connect } from "node:tls";
import type { ChainLink, PresentedCertificate } from "../../provisioning/doctor/judge-certificate.ts";

const MAX_CHAIN = 8;

/**
 * The certificate that a server shows to a phone that calls it `servername`; a handshake that succeeds proves its key. `names`: all that
 * phones call it. Rejects where no TLS connection comes about.
 */
export async function readPresented(
  { place, host, port, servername }: { place: string; host: string; port: number; servername: string | undefined },
  names: readonly string[],
  signal: AbortSignal,
): Promise<PresentedCertificate> {
  const socket = connect({
    host,
    port,
    rejectUnauthorized: false,
    ...(servername === undefined || isIP(servername) !== 0 ? {} : { servername }),
  });
  // What happens after we stopped waiting.
  socket.on("error", () => {});
  try {
    await once(socket, "secureConnect", { signal });
    const chain: X509Certificate[] = [];
    let link = socket.getPeerX509Certificate();
    while (link !== undefined && chain.length < MAX_CHAIN && !chain.some(({ raw }) => link?.raw.equals(raw))) {
      chain.push(link);
      link = link.issuerCertificate;
    }
    const [own] = chain;
    if (own === undefined) throw new Error("no certificate was shown");
    return { place, ...describeNames(own, names), chain: chain.map(describeLink), isTrusted: isKnown(socket) };
  } finally {
    socket.destroy();
  }
}

/** A name that does not fit is said by itself. */
function isKnown({ authorized, authorizationError }: ReturnType<typeof connect>): boolean {
  const code: unknown = (authorizationError as { code?: unknown } | null | undefined)?.code ?? authorizationError;
  return authorized || code === "ERR_TLS_CERT_ALTNAME_INVALID" || /EXPIRED|NOT_YET/.test(String(code));
}

/** Which of the names it lacks, and what it holds. */
export function describeNames(
  certificate: X509Certificate,
  names: readonly string[],
): Pick<PresentedCertificate, "missing" | "names"> {
  const lacks = (name: string) =>
    (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) === undefined;
  return {
    missing: names.filter(lacks),
    names: (certificate.subjectAltName ?? "").replaceAll(/(?:DNS|IP Address):/g, "") || "-",
  };
}

export function describeLink(one: X509Certificate): ChainLink {
  return {
    subject: sayName(one.subject),
    issuer: sayName(one.issuer),
    notBefore: Date.parse(one.validFrom),
    notAfter: Date.parse(one.validTo),
    isSelfSigned: one.checkIssued(one),
  };
}

function sayName(name: string): string {
  return name.replaceAll("\n", ", ") || "-";
}
