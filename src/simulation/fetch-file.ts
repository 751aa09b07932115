import { request } from "node:http";
import { request as requestByTls } from "node:https";
import { fetchByTftp } from "./fetch-by-tftp.ts";
import { answerChallenge, type HttpLogin } from "./http-login.ts";

export type Fetched = {
  /** As the protocol says it: `200`, `404`, `error 1` for TFTP, `data` for a file that came by TFTP, or `unreachable`. */
  status: string;
  /** Only where the server had the file. */
  body: Buffer | undefined;
  /** Bytes of the answer's body, also of a refusal's. */
  byteCount: number;
  /** What went wrong on the way, in words. */
  problem?: string;
};

export type FetchOptions = {
  userAgent: string;
  /** The address that the request comes from; the system chooses when undefined. */
  localAddress: string | undefined;
  /** Certificate authorities that the phone trusts, in PEM. It takes no server that none of them vouches for. */
  trusted: readonly string[];
  /** What to log in with when a server asks for it. */
  login?: HttpLogin | undefined;
};

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 16 * 1024 * 1024;

/** Fetches a URL as an old phone does: one connection per file, no redirects, no chunked bodies. */
export async function fetchFile(url: string, options: FetchOptions): Promise<Fetched> {
  if (!URL.canParse(url)) return unreachable(`not a URL: ${url}`);
  const { protocol } = new URL(url);
  try {
    if (protocol === "http:" || protocol === "https:") return await fetchLoggingIn(url, options);
    if (protocol === "tftp:") return await fetchByTftp(new URL(url), options.localAddress);
    return unreachable(`this phone fetches by http, https and tftp only, not by ${protocol}`);
  } catch (error) {
    return unreachable(error instanceof Error ? error.message : String(error));
  }
}

function unreachable(problem: string): Fetched {
  return { status: "unreachable", body: undefined, byteCount: 0, problem };
}

/** Asks without a login first, and with each that it has while it is asked for one. */
async function fetchLoggingIn(url: string, options: FetchOptions): Promise<Fetched> {
  let fetched = await fetchByHttp(url, options, undefined);
  for (const pair of options.login?.pairs ?? []) {
    if (fetched.status !== "401" || options.login === undefined) break;
    const authorization = answerChallenge(fetched.challenges, pathOf(url), options.login, pair);
    if (authorization === undefined) break;
    fetched = await fetchByHttp(url, options, authorization);
  }
  const { challenges, ...rest } = fetched;
  return rest;
}

/** As it is written: Gigaset bases send dot segments (gigaset.md §1.7), which `URL` would resolve. */
function pathOf(url: string): string {
  return /^\w+:\/\/[^/?#]*([^#]*)/.exec(url)?.[1] || "/";
}

function fetchByHttp(
  url: string,
  { userAgent, localAddress, trusted }: FetchOptions,
  authorization: string | undefined,
): Promise<Fetched & { challenges: readonly string[] }> {
  const path = pathOf(url);
  return new Promise((resolve, reject) => {
    const isTls = url.startsWith("https:");
    const call = (isTls ? requestByTls : request)(new URL(url), {
      ...(isTls ? { ca: [...trusted] } : {}),
      path,
      agent: false,
      timeout: TIMEOUT_MS,
      headers: {
        ...{ "User-Agent": userAgent, Accept: "*/*" },
        ...(authorization === undefined ? {} : { Authorization: authorization }),
      },
      ...(localAddress === undefined ? {} : { localAddress }),
    });
    call.on("timeout", () => call.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)));
    call.on("error", reject);
    call.on("response", (response) => {
      const chunks: Buffer[] = [];
      let byteCount = 0;
      response.on("error", reject);
      response.on("data", (chunk: Buffer) => {
        byteCount += chunk.length;
        if (byteCount > MAX_BYTES) call.destroy(new Error(`more than ${MAX_BYTES} bytes`));
        else chunks.push(chunk);
      });
      response.on("end", () => {
        const status = String(response.statusCode);
        const isChunked = response.headers["transfer-encoding"] !== undefined;
        const problem = isChunked ? { problem: "the answer is chunked, which old phones cannot read" } : {};
        const body = response.statusCode === 200 && !isChunked ? Buffer.concat(chunks) : undefined;
        const challenges = response.headersDistinct["www-authenticate"] ?? [];
        resolve({ status, body, byteCount, challenges, ...problem });
      });
    });
    call.end();
  });
}
