import { X509Certificate } from "node:crypto";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { SecureContextOptions, TLSSocket } from "node:tls";
import type { ClientCertificate } from "../provisioning/certificate-policy.ts";
import type { EventName } from "../provisioning/events.ts";
import type { Authority } from "../provisioning/phone-https.ts";
import type { Clock } from "../provisioning/ports.ts";
import type { HandedOut, TlsControl } from "../provisioning/tls-control.ts";
import { type OwnAuthority, openAuthority } from "./certificate-authority.ts";
import {
  describeAuthority,
  importAuthorities,
  listFiles,
  plainFingerprint,
  readClientAuthorities,
  removeAuthority,
  type TrustedAuthority,
} from "./client-authorities.ts";
import { judgeClient } from "./judge-client.ts";
import type { Pair } from "./pem-files.ts";
import { type CertificateFiles, findDoubts, oneLine, readCertificateFiles } from "./server-certificate.ts";
import { TLS_PROFILES, type TlsProfile } from "./tls-profiles.ts";

/** What takes new certificates without closing what is open. */
export type TlsServer = { setSecureContext(options: SecureContextOptions): void };

type KeeperOptions = {
  dataDir: string;
  /** Undefined: this installation's own authority makes the certificate. */
  files: CertificateFiles | undefined;
  /** Host names and addresses that phones are told. */
  names: readonly string[];
  vendorIds: readonly string[];
  clock: Clock;
  onEvent: (name: EventName, detail: Record<string, string | number>) => void;
};

/** Keeps the certificates of the https doors: loads, renews and reloads them, and judges those of clients. */
export type TlsKeeper = {
  context(profile: TlsProfile): SecureContextOptions;
  /** From now on this server gets every change. */
  keep(profile: TlsProfile, server: TlsServer): void;
  clientCertificateOf(socket: TLSSocket): ClientCertificate | undefined;
  /** What phones are to trust. The same array until it changes. */
  authorities(): readonly Authority[];
  control: TlsControl;
  /** Looks for changes on disk and for what runs out. */
  check(): Promise<void>;
};

type State = {
  pairs: readonly Pair[];
  handedOut: readonly HandedOut[];
  trusted: readonly TrustedAuthority[];
  doubts: readonly string[];
};

/** Throws `CertificateFileError` when the operator's files cannot be used. */
export async function openTlsKeeper(options: KeeperOptions): Promise<TlsKeeper> {
  const { dataDir, files, names, vendorIds, clock, onEvent } = options;
  const clientFolder = join(dataDir, "client-cas");
  const own = await openAuthority(dataDir, names, clock);
  const servers: { profile: TlsProfile; server: TlsServer }[] = [];
  let verdicts = new WeakMap<TLSSocket, { certificate: ClientCertificate | undefined }>();
  let state = await load();
  let seen = await fingerprintOfDisk();
  tellDoubts();

  async function load(isForced = false): Promise<State> {
    const given = files && (await readCertificateFiles(files));
    const pairs = given === undefined ? await own.serverPairs(isForced) : [given.pair];
    const imported = await readClientAuthorities(clientFolder, vendorIds, (file, why) =>
      onEvent("certificate-rejected", { file, why }),
    );
    const ours = [own.active().cert, own.next()?.cert ?? [], own.retired()].flat().map((pem) => trustOurs(pem));
    return {
      pairs,
      trusted: [...ours, ...imported],
      handedOut: given === undefined ? handOut(own) : given.authorities.map((pem) => describe(pem, "active")),
      doubts: findDoubts(pairs[0]?.cert ?? "", names, clock()),
    };
  }

  function context(profile: TlsProfile): SecureContextOptions {
    return {
      ...TLS_PROFILES[profile],
      key: state.pairs.map(({ key }) => key),
      cert: state.pairs.map(({ cert }) => cert),
      ca: state.trusted.map(({ pem }) => pem),
      // Vendors' intermediates may be all that an operator could get hold of.
      allowPartialTrustChain: true,
    };
  }

  async function reload(isForced = false): Promise<void> {
    const before = state.pairs[0]?.cert;
    state = await load(isForced);
    seen = await fingerprintOfDisk();
    verdicts = new WeakMap();
    for (const { profile, server } of servers) server.setSecureContext(context(profile));
    if (state.pairs[0]?.cert === before) return;
    onEvent("certificate-renewed", describeServer());
    tellDoubts();
  }

  function describeServer(): { subject: string; expiresAt: number } {
    const leaf = new X509Certificate(state.pairs[0]?.cert ?? "");
    return { subject: oneLine(leaf.subject), expiresAt: Date.parse(leaf.validTo) };
  }

  function tellDoubts(): void {
    for (const why of state.doubts) onEvent("certificate-doubtful", { why });
  }

  /** Changes when a file does that anything was read from. */
  async function fingerprintOfDisk(): Promise<string> {
    const given = files === undefined ? [] : [files.certificate, files.key, files.authority ?? []].flat();
    const folders = await Promise.all(vendorIds.map((vendorId) => listFiles(join(clientFolder, vendorId))));
    const paths = [...given, ...folders.flat()];
    const marks = await Promise.all(
      paths.map(async (path) => {
        const at = await stat(path).catch(() => undefined);
        return `${path} ${at?.mtimeMs} ${at?.size} ${at?.ino}`;
      }),
    );
    return marks.join("\n");
  }

  const control: TlsControl = {
    describe: () => ({
      source: files === undefined ? "own" : "files",
      server: { ...describeServer(), doubts: state.doubts },
      authorities: state.handedOut,
    }),
    inUse: () => [
      { what: "server", ...describeServer() },
      ...state.handedOut.map(({ subject, expiresAt }) => ({ what: "authority" as const, subject, expiresAt })),
      ...control
        .listImported()
        .map(({ subject, expiresAt }) => ({ what: "client-authority" as const, subject, expiresAt })),
    ],
    async renew(what) {
      if (files !== undefined) return "not-own";
      if (what === "authority" && !(await own.prepareNext())) return "already-prepared";
      if (what === "switch" && !(await own.switchToNext())) return "nothing-prepared";
      await reload(what === "server");
      return "done";
    },
    async issueDevice(mac) {
      const { key, cert: certificate, authority } = await own.issueDevice(mac);
      const { packPkcs12 } = await import("./pkcs12.ts");
      return { mac, certificate, key, authority, ...packPkcs12({ key, certificate, authority, name: mac }) };
    },
    listImported: () => state.trusted.filter(({ vendorId }) => vendorId !== null).map(describeAuthority),
    async importAuthorities(vendorId, pem) {
      const why = await importAuthorities(clientFolder, vendorId, pem);
      if (why === undefined) await reload();
      return why;
    },
    async removeImported(vendorId, fingerprint) {
      const isRemoved = await removeAuthority(clientFolder, vendorId, fingerprint);
      if (isRemoved) await reload();
      return isRemoved;
    },
  };

  return {
    context,
    keep: (profile, server) => servers.push({ profile, server }),
    clientCertificateOf(socket) {
      const known = verdicts.get(socket);
      if (known !== undefined) return known.certificate;
      const certificate = judgeClient(socket, state.trusted, clock());
      verdicts.set(socket, { certificate });
      return certificate;
    },
    authorities: () => state.handedOut,
    control,
    async check() {
      const now = await fingerprintOfDisk();
      const isDue = files === undefined && describeServer().expiresAt - clock() < RENEW_OWN_BEFORE_MS;
      if (now === seen && !isDue) return;
      try {
        await reload();
      } catch (error) {
        // Told once for each state of the files; the doors keep what they have.
        seen = now;
        onEvent("certificate-rejected", { why: error instanceof Error ? error.message : String(error) });
      }
    },
  };
}

const RENEW_OWN_BEFORE_MS = 29 * 86_400_000;

function trustOurs(pem: string): TrustedAuthority {
  return { vendorId: null, certificate: new X509Certificate(pem), pem, revoked: new Set() };
}

function handOut(own: OwnAuthority): HandedOut[] {
  const next = own.next();
  return [describe(own.active().cert, "active"), ...(next === undefined ? [] : [describe(next.cert, "next")])];
}

function describe(pem: string, role: HandedOut["role"]): HandedOut {
  const certificate = new X509Certificate(pem);
  const base64 = pem.replace(/-----[^-]+-----/g, "").replace(/\s+/g, "");
  const id = plainFingerprint(certificate).slice(0, 16).toLowerCase();
  return { id, role, pem, base64, subject: oneLine(certificate.subject), expiresAt: Date.parse(certificate.validTo) };
}
