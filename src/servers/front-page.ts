import { Agent as HttpAgent, get as httpGet, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, get as httpsGet } from "node:https";
import { readFrontPage } from "../protocols/http/front-page.ts";
import type { WebPage } from "../provisioning/vendor.ts";

type Request = {
  /** Of the device, numeric. */
  address: string;
  /** Of this machine, from which it is asked. */
  localAddress: string;
  signal: AbortSignal;
  /** Waited for before each connection. */
  mayAsk: () => Promise<void>;
};

/** discovery.md §9.2. */
const TIMEOUT_MS = 2000;
const MAX_BODY_BYTES = 4096;
const MAX_HEADER_BYTES = 8192;
const MAX_REDIRECTS = 2;

/** A phone's own certificate says nothing, and old phones know old TLS only. No password ever goes out on it. */
const LAX_TLS = { rejectUnauthorized: false, minVersion: "TLSv1", ciphers: "DEFAULT@SECLEVEL=0" } as const;

/** Asks a device for its page, by HTTP and where nobody listens there by HTTPS. Never logs in. Undefined: no web server answers. */
export async function fetchFrontPage(request: Request): Promise<WebPage | undefined> {
  return (await follow(request, `http://${request.address}/`)) ?? follow(request, `https://${request.address}/`);
}

/** Redirects lead no further than to the device itself. */
async function follow(request: Request, start: string): Promise<WebPage | undefined> {
  let url = new URL(start);
  for (let redirects = 0; ; redirects++) {
    await request.mayAsk();
    const answer = await ask(url, request);
    if (answer === undefined) return undefined;
    const { location, page } = answer;
    const next = location !== undefined && URL.canParse(location, url.href) ? new URL(location, url) : undefined;
    if (next === undefined || !isSameDevice(next, request.address) || redirects === MAX_REDIRECTS) return page;
    url = next;
  }
}

function isSameDevice({ hostname, port, protocol }: URL, address: string): boolean {
  return hostname === address && port === "" && /^https?:$/.test(protocol);
}

async function ask(
  url: URL,
  { localAddress, signal }: Request,
): Promise<{ page: WebPage; location: string | undefined } | undefined> {
  const isSecure = url.protocol === "https:";
  const options = {
    localAddress,
    maxHeaderSize: MAX_HEADER_BYTES,
    headers: { Accept: "text/html", Connection: "close", "User-Agent": "Offhook" },
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  };
  return new Promise((resolve) => {
    const request = isSecure
      ? httpsGet(url, { ...options, ...LAX_TLS, agent: new HttpsAgent() })
      : httpGet(url, { ...options, agent: new HttpAgent() });
    request.on("error", () => resolve(undefined));
    request.on("response", async (response) => {
      const body = await readStart(response);
      request.destroy();
      const { location, "www-authenticate": wwwAuthenticate } = response.headers;
      const server = response.headers.server?.toString();
      const isRedirect = (response.statusCode ?? 0) >= 300 && (response.statusCode ?? 0) < 400;
      resolve({
        page: readFrontPage({ server, wwwAuthenticate }, body),
        location: isRedirect ? location : undefined,
      });
    });
  });
}

/** As much as came in time, and no more than is needed. */
async function readStart(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of response as AsyncIterable<Buffer>) {
      parts.push(part);
      size += part.length;
      if (size >= MAX_BODY_BYTES) break;
    }
  } catch {
    // Broken off: what came before counts.
  }
  return Buffer.concat(parts).toString("utf8", 0, MAX_BODY_BYTES);
}
