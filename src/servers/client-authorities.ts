import "reflect-metadata";
import { hash, X509Certificate } from "node:crypto";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { PublicKey, X509Crl } from "@peculiar/x509";
import type { ImportedAuthority } from "../provisioning/tls-control.ts";
import { splitPem, writeWhole } from "./pem-files.ts";
import { oneLine } from "./server-certificate.ts";

/** An authority whose phones are believed. */
export type TrustedAuthority = {
  /** Null: our own, for phones of any vendor. */
  vendorId: string | null;
  certificate: X509Certificate;
  pem: string;
  /** Serial numbers that it took back: hex, lower case, no leading zeros. */
  revoked: ReadonlySet<string>;
};

const CERTIFICATE_FILE = /\.(?:pem|crt|cer|crl)$/i;
const CRL = "X509 CRL";

/** What lies in `<dataDir>/client-cas/<vendor>/`. `onFault` hears of what is left out. */
export async function readClientAuthorities(
  folder: string,
  vendorIds: readonly string[],
  onFault: (file: string, why: string) => void,
): Promise<TrustedAuthority[]> {
  const found: TrustedAuthority[] = [];
  for (const vendorId of vendorIds) {
    const certificates = new Map<string, string>();
    const crls: { file: string; pem: string }[] = [];
    for (const file of await listFiles(join(folder, vendorId))) {
      const text = await readFile(file, "utf8");
      for (const pem of splitPem(text)) {
        const why = findFault(pem);
        if (why === undefined) certificates.set(new X509Certificate(pem).fingerprint256, pem);
        else onFault(file, why);
      }
      crls.push(...splitPem(text, CRL).map((pem) => ({ file, pem })));
    }
    const parsed = [...certificates.values()].map((pem) => ({ pem, certificate: new X509Certificate(pem) }));
    const revoked = parsed.map(() => new Set<string>());
    for (const { file, pem } of crls) {
      const serials = await readCrl(
        pem,
        parsed.map(({ certificate }) => certificate),
      );
      if (serials === undefined) onFault(file, "holds a list of revoked certificates that no authority here signed");
      else for (const serial of serials.serials) revoked[serials.issuer]?.add(serial);
    }
    found.push(...parsed.map((one, index) => ({ vendorId, ...one, revoked: revoked[index] ?? new Set<string>() })));
  }
  return found;
}

/** Why a certificate is none to believe others by. */
function findFault(pem: string): string | undefined {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch {
    return "holds a certificate that cannot be read";
  }
  // Of version 1 without extensions, a root says of itself alone that it is one.
  const isRoot = certificate.checkIssued(certificate) && certificate.verify(certificate.publicKey);
  return certificate.ca || isRoot
    ? undefined
    : `holds ${oneLine(certificate.subject)}, which is no certificate authority`;
}

async function readCrl(
  pem: string,
  issuers: readonly X509Certificate[],
): Promise<{ issuer: number; serials: string[] } | undefined> {
  let crl: X509Crl;
  try {
    crl = new X509Crl(pem);
  } catch {
    return undefined;
  }
  for (const [issuer, { publicKey }] of issuers.entries()) {
    const spki = new PublicKey(new Uint8Array(publicKey.export({ format: "der", type: "spki" })));
    // The signature says which authority it is of, so names need not be compared.
    if (await crl.verify({ publicKey: spki }).catch(() => false))
      return { issuer, serials: crl.entries.map(({ serialNumber }) => plainSerial(serialNumber)) };
  }
  return undefined;
}

export function plainSerial(serial: string): string {
  return serial.toLowerCase().replace(/^0+(?=.)/, "");
}

/** Writes the certificates and lists of a PEM text into a vendor's folder. Returns why not, where one of them cannot be used. */
export async function importAuthorities(folder: string, vendorId: string, text: string): Promise<string | undefined> {
  const certificates = splitPem(text);
  const crls = splitPem(text, CRL);
  if (certificates.length + crls.length === 0) return "holds neither a certificate nor a list of revoked ones in PEM";
  const why = certificates.map(findFault).find((fault) => fault !== undefined);
  if (why !== undefined) return why;
  const place = join(folder, vendorId);
  const known = await readClientAuthorities(folder, [vendorId], () => {});
  const issuers = [
    ...known.map(({ certificate }) => certificate),
    ...certificates.map((pem) => new X509Certificate(pem)),
  ];
  for (const crl of crls)
    if ((await readCrl(crl, issuers)) === undefined)
      return "holds a list of revoked certificates that no imported authority signed";
  await mkdir(place, { recursive: true, mode: 0o700 });
  for (const pem of certificates) await writeWhole(join(place, `${shortName(pem)}.pem`), pem);
  for (const crl of crls) await writeWhole(join(place, `${shortName(crl)}.crl`), crl);
  return undefined;
}

/** Removes an authority that was imported, by its fingerprint. False: there is none. */
export async function removeAuthority(folder: string, vendorId: string, fingerprint: string): Promise<boolean> {
  for (const file of await listFiles(join(folder, vendorId))) {
    const text = await readFile(file, "utf8");
    const kept = splitPem(text).filter((pem) => plainFingerprint(new X509Certificate(pem)) !== fingerprint);
    if (kept.length === splitPem(text).length) continue;
    const rest = [...kept, ...splitPem(text, CRL)];
    if (rest.length === 0) await rm(file);
    else await writeWhole(file, rest.join(""));
    return true;
  }
  return false;
}

export function describeAuthority({ vendorId, certificate, revoked }: TrustedAuthority): ImportedAuthority {
  return {
    vendor: vendorId ?? "",
    subject: oneLine(certificate.subject),
    fingerprint: plainFingerprint(certificate),
    expiresAt: Date.parse(certificate.validTo),
    revoked: revoked.size,
  };
}

export function plainFingerprint({ fingerprint256 }: X509Certificate): string {
  return fingerprint256.replaceAll(":", "");
}

function shortName(pem: string): string {
  return hash("sha256", pem).slice(0, 16);
}

/** In a stable order; a folder that is not there is empty. */
export async function listFiles(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names
      .filter((name) => CERTIFICATE_FILE.test(name))
      .toSorted()
      .map((name) => join(folder, name));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
