import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type DoctorFinding, found } from "../../provisioning/doctor/doctor-finding.ts";
import { judgeCertificate } from "../../provisioning/doctor/judge-certificate.ts";
import { describeLink, describeNames } from "./presented-certificate.ts";

/** The certificate that the HTTPS door would show, as it lies in the data folder. Nothing where there is none yet. */
export async function examineCertificateFiles(dataDir: string, now: number): Promise<DoctorFinding[]> {
  const place = join(dataDir, "tls", "server.crt");
  try {
    const [cert, key] = await Promise.all([readFile(place), readFile(join(dataDir, "tls", "server.key"))]);
    const certificate = new X509Certificate(cert);
    if (!certificate.checkPrivateKey(createPrivateKey(key)))
      return [found("certificate-unusable", { place, reason: "server.key is the key of another certificate" })];
    // Who trusts its issuer, and by what name it is asked for, shows where it is presented.
    const chain = [describeLink(certificate)];
    return judgeCertificate({ place, ...describeNames(certificate, []), chain, isTrusted: true }, now);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    return [found("certificate-unusable", { place, reason: error instanceof Error ? error.message : String(error) })];
  }
}
