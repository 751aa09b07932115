import "reflect-metadata";
import { webcrypto } from "node:crypto";
import { PemConverter, SubjectAlternativeNameExtension, X509CertificateGenerator } from "@peculiar/x509";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

/** A server's certificate, without that of its issuer, and its key, both PEM. Times are milliseconds. */
export async function issueForTest({ name, from, until }: { name: string; from: number; until: number }) {
  const usages = ["sign", "verify"] as const;
  const [issuer, own] = await Promise.all([
    webcrypto.subtle.generateKey(ALGORITHM, true, usages),
    webcrypto.subtle.generateKey(ALGORITHM, true, usages),
  ]);
  const certificate = await X509CertificateGenerator.create({
    serialNumber: "01",
    subject: `CN=${name}`,
    issuer: "CN=Test CA",
    notBefore: new Date(from),
    notAfter: new Date(until),
    publicKey: own.publicKey,
    signingKey: issuer.privateKey,
    signingAlgorithm: ALGORITHM,
    extensions: [new SubjectAlternativeNameExtension([{ type: "dns", value: name }])],
  });
  const key = await webcrypto.subtle.exportKey("pkcs8", own.privateKey);
  return { cert: certificate.toString("pem"), key: PemConverter.encode(key, "PRIVATE KEY") };
}
