import { randomInt } from "node:crypto";
import forge from "node-forge";

const PASSPHRASE_CHARACTERS = "abcdefghijkmnpqrstuvwxyz23456789";
const PASSPHRASE_LENGTH = 20;

/** Key, certificate and authority in one file, as browsers and phones' web pages take them. RSA keys only. */
export function packPkcs12(parts: { key: string; certificate: string; authority: string; name: string }): {
  pkcs12: string;
  passphrase: string;
} {
  const passphrase = Array.from(
    { length: PASSPHRASE_LENGTH },
    () => PASSPHRASE_CHARACTERS[randomInt(PASSPHRASE_CHARACTERS.length)],
  ).join("");
  const chain = [parts.certificate, parts.authority].map((pem) => forge.pki.certificateFromPem(pem));
  const packed = forge.pkcs12.toPkcs12Asn1(forge.pki.privateKeyFromPem(parts.key), chain, passphrase, {
    algorithm: "aes256",
    friendlyName: parts.name,
  });
  return { pkcs12: Buffer.from(forge.asn1.toDer(packed).getBytes(), "binary").toString("base64"), passphrase };
}
