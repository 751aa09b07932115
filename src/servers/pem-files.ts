import type { X509Certificate } from "node:crypto";
import { rename, writeFile } from "node:fs/promises";
import { isIP } from "node:net";

/** PEM texts; `cert` may be a chain. */
export type Pair = { key: string; cert: string };

export function coversName(certificate: X509Certificate, name: string): boolean {
  return (isIP(name) !== 0 ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined;
}

/** Never leaves half a file behind. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const unfinished = `${path}.${process.pid}.new`;
  await writeFile(unfinished, text, { mode: 0o600 });
  await rename(unfinished, path);
}

/** The certificates of a PEM text, each as PEM. */
export function splitPem(text: string, label = "CERTIFICATE"): string[] {
  return [...text.matchAll(new RegExp(`-----BEGIN ${label}-----[^-]+-----END ${label}-----`, "g"))].map(
    ([block]) => `${block}\n`,
  );
}
