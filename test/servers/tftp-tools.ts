import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

type Address = { host: string; port: number };
const run = promisify(execFile);

/** The names of the Debian packages that bring each program. */
const PACKAGES = { curl: "curl", tftp: "tftp-hpa", atftp: "atftp", busybox: "busybox" };

async function runTool(tool: keyof typeof PACKAGES, args: readonly string[]): Promise<string> {
  try {
    const { stdout, stderr } = await run(tool, args, { timeout: 60_000 });
    return stdout + stderr;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      throw new Error(`${tool} is missing: apt-get install ${PACKAGES[tool]}`);
    }
    throw error;
  }
}

/** Hands out the path of a file to download to, and returns what was written there. */
async function readDownload(fetchTo: (path: string) => Promise<string>): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "offhook-tftp-"));
  const path = join(folder, "file");
  try {
    const output = await fetchTo(path);
    return await readFile(path).catch(() => {
      throw new Error(`Nothing was downloaded: ${output.trim()}`);
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

export function fetchWithCurl({ host, port }: Address, file: string, args: readonly string[] = []): Promise<Buffer> {
  const authority = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
  return readDownload((path) => runTool("curl", ["-sS", "-g", ...args, "-o", path, `tftp://${authority}/${file}`]));
}

export function fetchWithTftpHpa({ host, port }: Address, file: string, mode = "octet"): Promise<Buffer> {
  return readDownload(async (path) => {
    const output = await runTool("tftp", ["-m", mode, host, String(port), "-c", "get", file, path]);
    // It leaves an empty file and exit status 0 behind.
    if (output.includes("Error code")) throw new Error(output.trim());
    return output;
  });
}

export function fetchWithAtftp(
  { host, port }: Address,
  file: string,
  options: readonly string[] = [],
): Promise<Buffer> {
  const asked = options.flatMap((option) => ["--option", option]);
  return readDownload((path) => runTool("atftp", [...asked, "--get", "-r", file, "-l", path, host, String(port)]));
}

export function fetchWithBusybox({ host, port }: Address, file: string, args: readonly string[] = []): Promise<Buffer> {
  return readDownload((path) =>
    runTool("busybox", ["tftp", "-g", ...args, "-r", file, "-l", path, host, String(port)]),
  );
}

/** Hands out the path of a file with that content. */
async function withUpload(content: Buffer, send: (path: string) => Promise<string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "offhook-tftp-"));
  const path = join(folder, "file");
  try {
    await writeFile(path, content);
    return await send(path);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** These reject, or return what the client said of an error. */
export function sendWithCurl(
  { host, port }: Address,
  name: string,
  content: Buffer,
  args: readonly string[] = [],
): Promise<string> {
  return withUpload(content, (path) => runTool("curl", ["-sS", ...args, "-T", path, `tftp://${host}:${port}/${name}`]));
}

export function sendWithTftpHpa(
  { host, port }: Address,
  name: string,
  content: Buffer,
  mode = "octet",
): Promise<string> {
  return withUpload(content, (path) => runTool("tftp", ["-m", mode, host, String(port), "-c", "put", path, name]));
}

export function sendWithAtftp(
  { host, port }: Address,
  name: string,
  content: Buffer,
  options: readonly string[] = [],
): Promise<string> {
  const asked = options.flatMap((option) => ["--option", option]);
  return withUpload(content, (path) =>
    runTool("atftp", [...asked, "--put", "-r", name, "-l", path, host, String(port)]),
  );
}

export function sendWithBusybox(
  { host, port }: Address,
  name: string,
  content: Buffer,
  args: readonly string[] = [],
): Promise<string> {
  return withUpload(content, (path) =>
    runTool("busybox", ["tftp", "-p", ...args, "-r", name, "-l", path, host, String(port)]),
  );
}
