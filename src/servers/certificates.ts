import "reflect-metadata";
import { createPrivateKey, type KeyObject, randomBytes, webcrypto, X509Certificate } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { isIP } from "node:net";
import { hostname, networkInterfaces } from "node:os";
import { join } from "node:path";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  X509Certificate as PeculiarCertificate,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";

/** PEM texts. `cert` holds the chain. */
export type ServerCertificate = { key: string; cert: string; caCert: string };

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DAY_MS = 86_400_000;
const CA_DAYS = 3650;
const SERVER_DAYS = 825;
const RENEW_BEFORE_DAYS = 30;

/**
 * The HTTPS door's certificate, issued by a CA of this installation. Both are made at the first start (P-256), kept in
 * `<dataDir>/tls` with mode 0600, and the server's is made anew when it runs out or this machine has other names.
 */
export async function loadServerCertificate(
  dataDir: string,
  extraNames: readonly string[],
): Promise<ServerCertificate> {
  const folder = join(dataDir, "tls");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const ca = (await readPair(folder, "ca")) ?? (await issueCa(folder));
  const names = [...new Set([hostname(), "localhost", ...ownAddresses(), ...extraNames])].toSorted();
  const known = await readPair(folder, "server");
  const server =
    known !== undefined && isUsable(known.cert, ca.cert, names) ? known : await issueServer(folder, ca, names);
  return { key: server.key, cert: `${server.cert}\n${ca.cert}`, caCert: ca.cert };
}

type Pair = { key: string; cert: string };

async function readPair(folder: string, name: string): Promise<Pair | undefined> {
  try {
    const [key, cert] = await Promise.all([
      readFile(join(folder, `${name}.key`), "utf8"),
      readFile(join(folder, `${name}.crt`), "utf8"),
    ]);
    return { key, cert };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

function isUsable(cert: string, caCert: string, names: readonly string[]): boolean {
  const parsed = new X509Certificate(cert);
  const isFresh = Date.parse(parsed.validTo) - Date.now() > RENEW_BEFORE_DAYS * DAY_MS;
  const coversAll = names.every(
    (name) => (isIP(name) !== 0 ? parsed.checkIP(name) : parsed.checkHost(name)) !== undefined,
  );
  return isFresh && coversAll && parsed.verify(new X509Certificate(caCert).publicKey);
}

async function issueCa(folder: string): Promise<Pair> {
  const keys = await makeKeys();
  const cert = await X509CertificateGenerator.createSelfSigned({
    serialNumber: makeSerial(),
    name: `CN=Offhook CA ${randomBytes(4).toString("hex")}`,
    ...validity(CA_DAYS),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  });
  return writePair(folder, "ca", keys.privateKey, cert.toString("pem"));
}

async function issueServer(folder: string, ca: Pair, names: readonly string[]): Promise<Pair> {
  const keys = await makeKeys();
  const issuer = new PeculiarCertificate(ca.cert);
  const signingKey = await webcrypto.subtle.importKey("pkcs8", derOf(createPrivateKey(ca.key)), ALGORITHM, false, [
    "sign",
  ]);
  const cert = await X509CertificateGenerator.create({
    serialNumber: makeSerial(),
    subject: `CN=${hostname().replaceAll(/[^\w.-]/g, "-")}`,
    issuer: issuer.subject,
    ...validity(SERVER_DAYS),
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(names.map((value) => ({ type: isIP(value) === 0 ? "dns" : "ip", value }))),
    ],
  });
  return writePair(folder, "server", keys.privateKey, cert.toString("pem"));
}

async function makeKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
}

async function writePair(folder: string, name: string, privateKey: webcrypto.CryptoKey, cert: string): Promise<Pair> {
  const key = PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", privateKey), "PRIVATE KEY");
  await writeWhole(join(folder, `${name}.key`), key);
  await writeWhole(join(folder, `${name}.crt`), cert);
  return { key, cert };
}

/** Never leaves half a file behind. */
async function writeWhole(path: string, text: string): Promise<void> {
  const unfinished = `${path}.${process.pid}.new`;
  await writeFile(unfinished, text, { mode: 0o600 });
  await rename(unfinished, path);
}

function derOf(key: KeyObject): Uint8Array<ArrayBuffer> {
  return new Uint8Array(key.export({ format: "der", type: "pkcs8" }));
}

/** Positive, 16 random bytes (RFC 5280, section 4.1.2.2). */
function makeSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString("hex");
}

function validity(days: number): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(Date.now() - DAY_MS), notAfter: new Date(Date.now() + days * DAY_MS) };
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap(
    (addresses) =>
      addresses
        ?.filter((address) => address.scopeid === undefined || address.scopeid === 0)
        .map((address) => address.address) ?? [],
  );
}
