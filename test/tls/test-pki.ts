import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A certificate and its key as files, as curl and openssl take them. */
export type ClientFiles = { cert: string; key: string };
type LeafOptions = {
  /** As openssl writes a subject: `/CN=…`. */
  subject: string;
  from?: Date;
  until?: Date;
  bits?: 1024;
  digest?: "sha1" | "sha256";
  /** A section of the configuration; none: an X.509 certificate of version 1. */
  extensions?: "client" | "server" | "intermediate" | "none";
};

const DAY_MS = 86_400_000;
const SECTIONS = `
[client]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = clientAuth
[server]
basicConstraints = critical,CA:FALSE
extendedKeyUsage = serverAuth
subjectAltName = IP:127.0.0.1,DNS:prov.example.org
[intermediate]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
`;

/** A certificate authority made with openssl, nothing of Offhook in it. */
export class TestAuthority {
  readonly folder: string;
  readonly cert: string;
  readonly key: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.cert = join(folder, "ca.pem");
    this.key = join(folder, "ca.key");
  }

  static async make(parent: string, name: string, strength: { bits: number; digest: string } = STRONG) {
    const authority = new TestAuthority(join(parent, name));
    authority.prepare();
    await openssl(
      ...["req", "-x509", "-newkey", `rsa:${strength.bits}`, "-nodes", `-${strength.digest}`, "-days", "3650"],
      ...["-subj", `/O=Test/CN=${name}`, "-extensions", "root", "-config", authority.configFile],
      ...["-keyout", authority.key, "-out", authority.cert],
    );
    return authority;
  }

  private get configFile(): string {
    return join(this.folder, "openssl.cnf");
  }

  private prepare(): void {
    mkdirSync(this.folder, { recursive: true });
    for (const file of ["index.txt", "index.txt.attr"]) writeFileSync(join(this.folder, file), "");
    writeFileSync(join(this.folder, "serial"), "1001\n");
    writeFileSync(
      this.configFile,
      `[req]\ndistinguished_name = dn\nprompt = no\n[dn]\nCN = unused\n[ca]\ndefault_ca = this\n[this]\ndir = ${this.folder}
database = $dir/index.txt\nserial = $dir/serial\nnew_certs_dir = $dir\ncertificate = $dir/ca.pem\nprivate_key = $dir/ca.key
policy = any\nunique_subject = no\ndefault_crl_days = 30\ncopy_extensions = none\n[any]\ncommonName = supplied\n${SECTIONS}`,
    );
  }

  /** A certificate by this authority. */
  async issue(name: string, options: LeafOptions): Promise<ClientFiles> {
    const { extensions = "client", digest = "sha256", from = new Date(Date.now() - DAY_MS) } = options;
    const until = options.until ?? new Date(Date.now() + 300 * DAY_MS);
    const [key, request, cert] = ["key", "csr", "pem"].map((end) => join(this.folder, `${name}.${end}`)) as [
      string,
      string,
      string,
    ];
    const kind =
      options.bits === undefined
        ? ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
        : ["-newkey", `rsa:${options.bits}`];
    await openssl(
      ...["req", "-new", "-nodes", ...kind, "-subj", options.subject, "-config", this.configFile],
      ...["-keyout", key, "-out", request],
    );
    await openssl(
      ...["ca", "-batch", "-notext", "-config", this.configFile, "-md", digest, "-in", request, "-out", cert],
      ...["-startdate", asn1Time(from), "-enddate", asn1Time(until), "-preserveDN"],
      ...(extensions === "none" ? [] : ["-extensions", extensions]),
    );
    return { cert, key };
  }

  /** An authority below this one. */
  async makeIntermediate(parent: string, name: string): Promise<TestAuthority> {
    const below = new TestAuthority(join(parent, name));
    below.prepare();
    const { cert, key } = await this.issue(name, { subject: `/O=Test/CN=${name}`, extensions: "intermediate" });
    writeFileSync(below.cert, readFileSync(cert));
    writeFileSync(below.key, readFileSync(key));
    return below;
  }

  /** The list with these taken back, in PEM. */
  async revoke(...revoked: ClientFiles[]): Promise<string> {
    for (const { cert } of revoked) await openssl("ca", "-config", this.configFile, "-md", "sha256", "-revoke", cert);
    const list = join(this.folder, "list.crl");
    await openssl("ca", "-config", this.configFile, "-md", "sha256", "-gencrl", "-out", list);
    return readFileSync(list, "utf8");
  }

  pem(): string {
    return readFileSync(this.cert, "utf8");
  }
}

const STRONG = { bits: 2048, digest: "sha256" };

/** A certificate that vouches for itself. */
export async function selfSigned(folder: string, subject: string): Promise<ClientFiles> {
  const files = { cert: join(folder, "self.pem"), key: join(folder, "self.key") };
  await openssl(
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30"],
    ...["-subj", subject, "-keyout", files.key, "-out", files.cert],
  );
  return files;
}

export function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), "offhook-pki-"));
}

export function removeFolder(path: string): void {
  rmSync(path, { recursive: true, force: true });
}

/** Its output. What it would read from standard input is empty. */
export async function openssl(...args: string[]): Promise<string> {
  const running = run("openssl", args);
  running.child.stdin?.end();
  const { stdout } = await running.catch((error: Error & { code?: unknown }) => {
    throw error.code === "ENOENT" ? new Error("this test needs openssl: Debian's package openssl") : error;
  });
  return stdout;
}

/** As `openssl ca` takes times. */
function asn1Time(at: Date): string {
  return `${at.toISOString().replaceAll(/[-:T]|\.\d+/g, "")}`;
}

/** An answer to curl: its status, and its head and body without the line that says the time. */
export type CurlAnswer = { status: number; bytes: string };

const WEAK_CONF = `openssl_conf = init\n[init]\nssl_conf = ssl\n[ssl]\nsystem_default = weak
[weak]\nCipherString = DEFAULT@SECLEVEL=0\nMinProtocol = TLSv1\n`;

/** `weakIn`: a folder for the settings that let curl use what no client of today would: 1024-bit keys and SHA-1. */
export async function curl(url: string, options: string[], weakIn?: string): Promise<CurlAnswer> {
  const env: Record<string, string> = { PATH: process.env.PATH ?? "" };
  if (weakIn !== undefined) {
    env.OPENSSL_CONF = join(weakIn, "weak.cnf");
    writeFileSync(env.OPENSSL_CONF, WEAK_CONF);
  }
  const { stdout } = await run("curl", ["-sS", "-i", "--http1.1", "--max-time", "20", ...options, url], { env });
  const [, status = "0"] = /^HTTP\/1\.1 (\d+)/.exec(stdout) ?? [];
  return { status: Number(status), bytes: stdout.replace(/^date: .*\r\n/im, "") };
}
