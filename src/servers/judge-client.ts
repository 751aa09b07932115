import type { X509Certificate } from "node:crypto";
import type { TLSSocket } from "node:tls";
import type { ClientCertificate } from "../provisioning/certificate-policy.ts";
import { parseMac } from "../provisioning/mac.ts";
import { plainFingerprint, plainSerial, type TrustedAuthority } from "./client-authorities.ts";

type Reason = Extract<ClientCertificate, { verdict: "refused" }>["reason"];

const MAX_DEPTH = 5;
const MIN_RSA_BITS = 2048;
/** OpenSSL's words for what it found, as Node hands them on. */
const REASONS: Readonly<Record<string, Reason>> = {
  CERT_HAS_EXPIRED: "expired",
  CERT_NOT_YET_VALID: "not-yet-valid",
  DEPTH_ZERO_SELF_SIGNED_CERT: "self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "unknown-authority",
  UNABLE_TO_GET_ISSUER_CERT: "unknown-authority",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "unknown-authority",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "unknown-authority",
};

/**
 * What a client showed in its handshake. OpenSSL judged times, signatures, purposes and strength by the listener's own security
 * level; whose authority it is, and what that took back, is looked up here.
 */
export function judgeClient(
  socket: TLSSocket,
  trusted: readonly TrustedAuthority[],
  now: number,
): ClientCertificate | undefined {
  try {
    const leaf = socket.getPeerX509Certificate();
    return leaf && judgeLeaf(socket, leaf, trusted, now);
  } catch {
    // Strangers choose these bytes: what cannot be read is worth nothing, and stops nobody else.
    return { verdict: "refused", fingerprint: "", reason: "invalid" };
  }
}

function judgeLeaf(
  socket: TLSSocket,
  leaf: X509Certificate,
  trusted: readonly TrustedAuthority[],
  now: number,
): ClientCertificate {
  const fingerprint = plainFingerprint(leaf);
  const refuse = (reason: Reason): ClientCertificate => ({ verdict: "refused", fingerprint, reason });
  if (!socket.authorized) return refuse(findReason(socket, leaf));
  if (now > Date.parse(leaf.validTo)) return refuse("expired");
  if (now < Date.parse(leaf.validFrom)) return refuse("not-yet-valid");

  // Node hands on no intermediate that a client sent along, so whoever issued the certificate must be known here itself.
  const [issuer, ...above] = findIssuers(leaf, trusted);
  if (issuer === undefined) return refuse("unknown-authority");
  const below = [leaf, issuer.certificate, ...above.map(({ certificate }) => certificate)];
  const isRevoked = [issuer, ...above].some(({ revoked }, index) => {
    const serial = below[index]?.serialNumber;
    return serial !== undefined && revoked.has(plainSerial(serial));
  });
  if (isRevoked) return refuse("revoked");
  return { verdict: "verified", fingerprint, mac: macOf(leaf), vendorId: issuer.vendorId };
}

/** The authorities above a certificate, as far as they are known, the nearest first. */
function findIssuers(leaf: X509Certificate, trusted: readonly TrustedAuthority[]): TrustedAuthority[] {
  const found: TrustedAuthority[] = [];
  let current = leaf;
  while (found.length < MAX_DEPTH) {
    const issuer = trusted.find(({ certificate }) => certificate !== current && isIssuer(certificate, current));
    if (issuer === undefined) break;
    found.push(issuer);
    current = issuer.certificate;
  }
  return found;
}

function isIssuer(issuer: X509Certificate, certificate: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function findReason(socket: TLSSocket, leaf: X509Certificate): Reason {
  const code = String(socket.authorizationError);
  const known = REASONS[code];
  if (known !== undefined) return known;
  const { publicKey } = leaf;
  const bits = publicKey.asymmetricKeyDetails?.modulusLength ?? MIN_RSA_BITS;
  return /WEAK|TOO_SMALL/.test(code) || bits < MIN_RSA_BITS || isBySha1(leaf) ? "too-weak" : "invalid";
}

/** SHA-1 with RSA (1.2.840.113549.1.1.5) or with ECDSA (1.2.840.10045.4.1), as DER writes these names. */
function isBySha1({ raw }: X509Certificate): boolean {
  return [Buffer.from("06092a864886f70d010105", "hex"), Buffer.from("06072a8648ce3d0401", "hex")].some((oid) =>
    raw.includes(oid),
  );
}

/** One common name that is a MAC and nothing else, in any notation. */
function macOf(leaf: X509Certificate) {
  const { CN } = (leaf.toLegacyObject() as { subject?: { CN?: string | string[] } }).subject ?? {};
  return typeof CN === "string" ? parseMac(CN) : undefined;
}
