import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { type Daemon, makeDataDir, removeFolder, startDaemon } from "../daemon/start-daemon.ts";

const BUILD = fileURLToPath(new URL("../../src/staff/page/build.mjs", import.meta.url));
export const PASSWORD = "correct horse battery";
/** Three phones of three makers. */
export const SNOM = "0004137447D0";
export const YEALINK = "805EC017DE13";
export const GIGASET = "7C2E802076BC";

export type Site = {
  daemon: Daemon;
  browser: Browser;
  origin: string;
  /** A browser of its own, as if on another machine. */
  open(options?: BrowserContextOptions): Promise<Visit>;
  /** The same, signed in. */
  signIn(login: string, options?: BrowserContextOptions): Promise<Visit>;
  close(): Promise<void>;
};
export type Visit = {
  page: Page;
  context: BrowserContext;
  /** Every address that was asked for. */
  requests: string[];
  /** What the browser complained about: exceptions, errors of the console, violations of the content security policy. */
  complaints: string[];
};

/** The page as it is in the source, built where the daemon looks for it. */
export function buildPage(): void {
  execFileSync(process.execPath, [BUILD], { stdio: ["ignore", "ignore", "inherit"] });
}

function findChromium(): string {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = folders.map((folder) => join(folder, "chromium")).find((path) => existsSync(path));
  if (found === undefined) throw new Error("chromium is missing: install Debian's package chromium");
  return found;
}

/** The real daemon with an admin, a technician and a PBX, and Debian's Chromium. `fill` writes its data before it starts. */
export async function startSite(fill?: (dataDir: string) => Promise<void>): Promise<Site> {
  const executablePath = findChromium();
  const dataDir = makeDataDir();
  await fill?.(dataDir);
  const firmware = { OFFHOOK_FIRMWARE_DIR: join(dataDir, "firmware") };
  const daemon = await startDaemon(dataDir, { OFFHOOK_LOG_LEVEL: "warn", ...firmware });
  const origin = `http://${daemon.doors.staff}`;
  await makePeople(daemon);
  await daemon.api("POST", "/api/v1/pbxs", { id: "main", host: "pbx.example.org" });
  await daemon.api("POST", "/api/v1/pbxs/main/accounts", { username: "20", displayName: "Front desk" });
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });

  async function open(options: BrowserContextOptions = {}): Promise<Visit> {
    // Colours are judged as they are, not on their way from light to dark.
    const still = { reducedMotion: "reduce" } as const;
    const context = await browser.newContext({ baseURL: origin, locale: "en-GB", ...still, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    const requests: string[] = [];
    const complaints: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      // A refused call is what some tests want to see on the page.
      if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
        complaints.push(message.text());
    });
    return { page, context, requests, complaints };
  }
  return {
    daemon,
    browser,
    origin,
    open,
    async signIn(login, options) {
      const visit = await open(options);
      const answer = await visit.context.request.post("/api/v1/session", { data: { login, password: PASSWORD } });
      if (answer.status() !== 201) throw new Error(`${login} cannot sign in: ${await answer.text()}`);
      return visit;
    },
    async close() {
      await browser.close();
      await daemon.stop();
      removeFolder(dataDir);
    },
  };
}

/** `anna` is an admin, by the link of the first start; `tom` is a technician and `vera` looks on, both invited. */
async function makePeople(daemon: Daemon): Promise<void> {
  const token = /welcome#first=([\w-]{43})/.exec(daemon.stdout())?.[1] ?? "";
  await daemon.api(
    "POST",
    "/api/v1/session/first",
    { token, login: "anna", password: PASSWORD },
    { authorization: "" },
  );
  for (const [login, role] of [
    ["tom", "technician"],
    ["vera", "viewer"],
  ]) {
    const invited = (await daemon.api("POST", "/api/v1/people", { login, role })).json as { link: string };
    const body = { token: invited.link.split("=")[1], password: PASSWORD };
    await daemon.api("POST", "/api/v1/session/invitation", body, { authorization: "" });
  }
}
