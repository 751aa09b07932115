import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { coversName, type Pair, splitPem } from "./pem-files.ts";

/** Files of the operator's: a certificate with its chain, its key, and the authority that phones need for it, if any. */
export type CertificateFiles = { certificate: string; key: string; authority: string | undefined };

/** A file that cannot be used. `about` says which of the three. */
export class CertificateFileError extends Error {
  readonly about: keyof CertificateFiles;
  readonly path: string;
  constructor(about: keyof CertificateFiles, path: string, why: string) {
    super(why);
    this.about = about;
    this.path = path;
  }
}

/** Reads and checks them. Throws `CertificateFileError`. */
export async function readCertificateFiles(files: CertificateFiles): Promise<{ pair: Pair; authorities: string[] }> {
  const cert = await read(files, "certificate");
  const key = await read(files, "key");
  const [leaf] = parseChain(files, "certificate", cert);
  if (leaf === undefined) throw fault(files, "certificate", "holds no certificate in PEM");
  const privateKey = parseKey(files, key);
  if (!leaf.checkPrivateKey(privateKey))
    throw fault(files, "key", `does not belong to the certificate in ${JSON.stringify(files.certificate)}`);
  const authorities = files.authority === undefined ? [] : splitPem(await read(files, "authority"));
  if (files.authority !== undefined) {
    if (authorities.length === 0) throw fault(files, "authority", "holds no certificate in PEM");
    for (const one of parseChain(files, "authority", authorities.join("")))
      if (!one.ca) throw fault(files, "authority", `holds ${oneLine(one.subject)}, which is no certificate authority`);
  }
  return { pair: { key, cert }, authorities };
}

/** What is doubtful about a certificate that can be used: reasons for phones to stay away. */
export function findDoubts(chainPem: string, names: readonly string[], now: number): string[] {
  const chain = splitPem(chainPem).map((pem) => new X509Certificate(pem));
  const [leaf] = chain;
  if (leaf === undefined) return [];
  const doubts = [];
  if (Date.parse(leaf.validTo) < now) doubts.push(`it ran out on ${leaf.validTo}`);
  if (Date.parse(leaf.validFrom) > now) doubts.push(`it is not valid before ${leaf.validFrom}`);
  const missing = names.filter((name) => !coversName(leaf, name));
  if (missing.length > 0) doubts.push(`it does not name ${missing.join(", ")}`);
  const broken = chain.slice(1).find((issuer, index) => chain[index]?.checkIssued(issuer) !== true);
  if (broken !== undefined) doubts.push(`its chain is out of order at ${oneLine(broken.subject)}`);
  return doubts;
}

async function read(files: CertificateFiles, about: keyof CertificateFiles): Promise<string> {
  try {
    return await readFile(files[about] ?? "", "utf8");
  } catch (error) {
    throw fault(files, about, `cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function parseChain(files: CertificateFiles, about: keyof CertificateFiles, text: string): X509Certificate[] {
  try {
    return splitPem(text).map((pem) => new X509Certificate(pem));
  } catch {
    throw fault(files, about, "holds a certificate that cannot be read");
  }
}

function parseKey(files: CertificateFiles, key: string): KeyObject {
  try {
    return createPrivateKey(key);
  } catch {
    throw fault(files, "key", "holds no private key in PEM, or one that is locked with a password");
  }
}

function fault(files: CertificateFiles, about: keyof CertificateFiles, why: string): CertificateFileError {
  return new CertificateFileError(about, files[about] ?? "", why);
}

export function oneLine(subject: string): string {
  return subject.replaceAll("\n", ", ");
}
