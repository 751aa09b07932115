import type { Mac } from "./mac.ts";
import type { Admission } from "./phone.ts";
import type { PhoneRequest } from "./request.ts";

/** What a PBX asks of a vendor's phones. `off`: nothing; `prefer`: proof is taken where there is some; `require`: no file without proof. */
export const CERTIFICATE_POLICIES = ["off", "prefer", "require"] as const;
export type CertificatePolicy = (typeof CERTIFICATE_POLICIES)[number];

/** What a TLS handshake showed of the client, before anybody asks whose phone it is. */
export type ClientCertificate =
  | {
      verdict: "verified";
      /** SHA-256, upper-case hex. */
      fingerprint: string;
      /** The common name, where it is nothing but a MAC. Undefined: a certificate that many phones share. */
      mac: Mac | undefined;
      /** Whose imported authority vouches for it; null: this installation's own, for phones of any vendor. */
      vendorId: string | null;
    }
  | {
      verdict: "refused";
      fingerprint: string;
      reason: "expired" | "not-yet-valid" | "revoked" | "unknown-authority" | "self-signed" | "too-weak" | "invalid";
    };

/** Why a request is not proven to come from the phone that it is for. */
export type CertificateFault =
  | Extract<ClientCertificate, { verdict: "refused" }>["reason"]
  | "no-tls"
  | "no-certificate"
  | "generic"
  | "other-vendor";

type CertificateDecision = {
  /** The certificate proves that this very phone asks. */
  isProven: boolean;
  mayPass: boolean;
  /** Why it is not proven; undefined where nobody asked, or where there is nothing to tell of. */
  fault: CertificateFault | undefined;
};

/**
 * Whether a request may have files of this phone, as far as certificates go. That a verified certificate's MAC is the one asked
 * for was decided before, whatever the policy (`identify`).
 */
export function decideCertificate(request: PhoneRequest, admission: Admission): CertificateDecision {
  const fault = findFault(request, admission);
  const isProven = fault === undefined;
  switch (admission.certificatePolicy) {
    case "off":
      return { isProven, mayPass: true, fault: undefined };
    case "prefer":
      // Most phones have none to show. Only one that was taken back is worse than none.
      return {
        isProven,
        mayPass: fault !== "revoked",
        fault: fault === "no-tls" || fault === "no-certificate" ? undefined : fault,
      };
    case "require":
      return { isProven, mayPass: isProven, fault };
  }
}

function findFault({ door, certificate }: PhoneRequest, { mac, vendorId }: Admission): CertificateFault | undefined {
  if (door !== "https") return "no-tls";
  if (certificate === undefined) return "no-certificate";
  if (certificate.verdict === "refused") return certificate.reason;
  if (certificate.mac !== mac) return "generic";
  return certificate.vendorId === null || certificate.vendorId === vendorId ? undefined : "other-vendor";
}

/** Whether two requests showed the same: what was decided for one then holds for the other. */
export function isSameCertificate(a: ClientCertificate | undefined, b: ClientCertificate | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  const reasonOf = (certificate: ClientCertificate) => (certificate.verdict === "refused" ? certificate.reason : "");
  return a.fingerprint === b.fingerprint && a.verdict === b.verdict && reasonOf(a) === reasonOf(b);
}
