import "reflect-metadata";
import { createPrivateKey, randomBytes, webcrypto } from "node:crypto";
import { isIP } from "node:net";
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
import type { Pair } from "./pem-files.ts";

type LeafOrder = {
  kind: keyof typeof ALGORITHMS;
  use: "server" | "client";
  /** Its common name. */
  subject: string;
  names: readonly string[];
  now: number;
  days: number;
};

const ALGORITHMS = {
  "P-256": { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
  RSA: {
    name: "RSASSA-PKCS1-v1_5",
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: "SHA-256",
  },
} as const;
const DAY_MS = 86_400_000;
const CA_DAYS = 3650;

/** A certificate authority with a name of its own. RSA, since every phone can check that. */
export async function issueAuthority(now: number): Promise<Pair> {
  const keys = await makeKeys("RSA");
  const cert = await X509CertificateGenerator.createSelfSigned({
    serialNumber: makeSerial(),
    name: `CN=Offhook CA ${randomBytes(4).toString("hex")}`,
    ...validity(now, CA_DAYS),
    keys,
    signingAlgorithm: ALGORITHMS.RSA,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  });
  return toPair(keys, cert);
}

export async function issueLeaf(authority: Pair, { kind, use, subject, names, now, days }: LeafOrder): Promise<Pair> {
  const keys = await makeKeys(kind);
  const signingKey = createPrivateKey(authority.key);
  const signingAlgorithm = ALGORITHMS[signingKey.asymmetricKeyType === "rsa" ? "RSA" : "P-256"];
  const pkcs8 = new Uint8Array(signingKey.export({ format: "der", type: "pkcs8" }));
  const usage = KeyUsageFlags.digitalSignature | (kind === "RSA" ? KeyUsageFlags.keyEncipherment : 0);
  const cert = await X509CertificateGenerator.create({
    serialNumber: makeSerial(),
    subject: `CN=${subject}`,
    issuer: new PeculiarCertificate(authority.cert).subject,
    ...validity(now, days),
    publicKey: keys.publicKey,
    signingKey: await webcrypto.subtle.importKey("pkcs8", pkcs8, signingAlgorithm, false, ["sign"]),
    signingAlgorithm,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(usage, true),
      new ExtendedKeyUsageExtension([use === "server" ? ExtendedKeyUsage.serverAuth : ExtendedKeyUsage.clientAuth]),
      ...(names.length === 0
        ? []
        : [
            new SubjectAlternativeNameExtension(
              names.map((value) => ({ type: isIP(value) === 0 ? "dns" : "ip", value })),
            ),
          ]),
    ],
  });
  return toPair(keys, cert);
}

async function makeKeys(kind: keyof typeof ALGORITHMS): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHMS[kind], true, ["sign", "verify"]);
}

async function toPair(keys: webcrypto.CryptoKeyPair, cert: PeculiarCertificate): Promise<Pair> {
  const key = PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey), "PRIVATE KEY");
  return { key, cert: cert.toString("pem") };
}

/** Positive, 16 random bytes (RFC 5280, section 4.1.2.2). */
function makeSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString("hex");
}

function validity(now: number, days: number): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(now - DAY_MS), notAfter: new Date(now + days * DAY_MS) };
}
