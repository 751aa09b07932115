import { X509Certificate } from "node:crypto";
import { mkdir, readFile, rm } from "node:fs/promises";
import { hostname, networkInterfaces } from "node:os";
import { join } from "node:path";
import type { Mac } from "../provisioning/mac.ts";
import type { Clock } from "../provisioning/ports.ts";
import { issueAuthority, issueLeaf } from "./issue-certificates.ts";
import { coversName, type Pair, splitPem, writeWhole } from "./pem-files.ts";

/** This installation's own certificate authority, in `<dataDir>/tls` with mode 0600. */
export type OwnAuthority = {
  active(): Pair;
  /** The one that will take over, while it is handed out beside the active one. */
  next(): Pair | undefined;
  /** Certificates of earlier ones. What they issued to devices stays good until they run out. */
  retired(): readonly string[];
  /** The https doors' certificates, one with an elliptic curve and one with RSA for old phones. Made anew where they must be. */
  serverPairs(force?: boolean): Promise<Pair[]>;
  /** False: there is one that waits already. */
  prepareNext(): Promise<boolean>;
  /** False: none waits. */
  switchToNext(): Promise<boolean>;
  /** A certificate for a phone, its key kept nowhere. */
  issueDevice(mac: Mac): Promise<Pair & { authority: string }>;
};

const DAY_MS = 86_400_000;
const SERVER_DAYS = 825;
const RENEW_BEFORE_DAYS = 30;
const SERVER_FILES = { "P-256": "server", RSA: "server-rsa" } as const;

/** Opens the authority, or makes it at the first start. `extraNames`: what phones are told besides this machine's own names. */
export async function openAuthority(
  dataDir: string,
  extraNames: readonly string[],
  clock: Clock,
): Promise<OwnAuthority> {
  const folder = join(dataDir, "tls");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const make = (name: string) => issueAuthority(clock()).then((pair) => writePair(folder, name, pair));
  let active = (await readPair(folder, "ca")) ?? (await make("ca"));
  let next = await readPair(folder, "ca-next");
  const retiredFile = join(folder, "ca-retired.crt");
  let retired = splitPem((await readIfThere(retiredFile)) ?? "");

  async function serverPair(kind: keyof typeof SERVER_FILES, names: readonly string[], force: boolean): Promise<Pair> {
    const known = await readPair(folder, SERVER_FILES[kind]);
    if (!force && known !== undefined && isUsable(known.cert, active.cert, names, clock())) return known;
    const made = await issueLeaf(active, {
      ...{ kind, use: "server", now: clock(), days: SERVER_DAYS },
      subject: hostname().replaceAll(/[^\w.-]/g, "-"),
      names,
    });
    return writePair(folder, SERVER_FILES[kind], made);
  }

  return {
    active: () => active,
    next: () => next,
    retired: () => retired,

    async serverPairs(force = false) {
      const names = [...new Set([hostname(), "localhost", ...ownAddresses(), ...extraNames])].toSorted();
      const pairs = [await serverPair("P-256", names, force), await serverPair("RSA", names, force)];
      return pairs.map(({ key, cert }) => ({ key, cert: `${cert}\n${active.cert}` }));
    },

    async prepareNext() {
      if (next !== undefined) return false;
      next = await make("ca-next");
      return true;
    },

    async switchToNext() {
      if (next === undefined) return false;
      const isOver = (cert: string) => Date.parse(new X509Certificate(cert).validTo) < clock();
      retired = [active.cert, ...retired].filter((cert) => !isOver(cert));
      await writeWhole(retiredFile, retired.join("\n"));
      active = await writePair(folder, "ca", next);
      next = undefined;
      for (const end of ["key", "crt"]) await rm(join(folder, `ca-next.${end}`), { force: true });
      return true;
    },

    async issueDevice(mac) {
      const days = Math.floor((Date.parse(new X509Certificate(active.cert).validTo) - clock()) / DAY_MS);
      const order = { kind: "RSA", use: "client", subject: mac, names: [], now: clock(), days } as const;
      return { ...(await issueLeaf(active, order)), authority: active.cert };
    },
  };
}

async function readPair(folder: string, name: string): Promise<Pair | undefined> {
  const [key, cert] = await Promise.all([
    readIfThere(join(folder, `${name}.key`)),
    readIfThere(join(folder, `${name}.crt`)),
  ]);
  return key === undefined || cert === undefined ? undefined : { key, cert };
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

function isUsable(cert: string, caCert: string, names: readonly string[], now: number): boolean {
  const parsed = new X509Certificate(cert);
  const isFresh = Date.parse(parsed.validTo) - now > RENEW_BEFORE_DAYS * DAY_MS;
  return (
    isFresh && names.every((name) => coversName(parsed, name)) && parsed.verify(new X509Certificate(caCert).publicKey)
  );
}

async function writePair(folder: string, name: string, pair: Pair): Promise<Pair> {
  await writeWhole(join(folder, `${name}.key`), pair.key);
  await writeWhole(join(folder, `${name}.crt`), pair.cert);
  return pair;
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap(
    (addresses) =>
      addresses
        ?.filter((address) => address.scopeid === undefined || address.scopeid === 0)
        .map((address) => address.address) ?? [],
  );
}
