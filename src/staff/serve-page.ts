import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { PAGE_PATHS, SHARED_PATHS } from "./page-paths.ts";

/** Nothing but this server's own files: no inline script, no inline style, no frame. */
const PAGE_ALLOWED =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
/** The build puts a hash of their content into the names of assets, so they never change. */
const FOR_EVER = "public, max-age=31536000, immutable";
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};
/** Best first; the build writes each beside its file. */
const ENCODINGS = [
  { name: "br", suffix: ".br" },
  { name: "gzip", suffix: ".gz" },
] as const;
const NOT_BUILT =
  "The page of this server has not been built: its development packages were left out when it was installed.\nRun npm ci, or npm run build:page. The API answers all the same.\n";

type Asset = { type: string; plain: Buffer; packed: readonly { encoding: string; body: Buffer }[] };
type BuiltPage = { index: Asset; assets: ReadonlyMap<string, Asset> };

/** Answers with the page; undefined: it has not been built. */
export type SendPage = (request: FastifyRequest, reply: FastifyReply) => FastifyReply | undefined;

/** Serves the staff's page from the folder that it was built into. Its files are read once, so no request names a path on the disk. */
export function addPage(app: FastifyInstance, folder: string): SendPage {
  let built: BuiltPage | undefined;
  // A page that is built later is there without a restart.
  const find = () => (built ??= readBuiltPage(folder));
  const sendPage: SendPage = (request, reply) => {
    const page = find();
    return page && send(request, reply.header("content-security-policy", PAGE_ALLOWED), page.index);
  };

  for (const path of Object.values(PAGE_PATHS).filter((one) => !SHARED_PATHS.includes(one))) {
    app.get(
      path,
      { schema: { hide: true } },
      async (request, reply) =>
        sendPage(request, reply) ?? reply.code(503).type("text/plain; charset=utf-8").send(NOT_BUILT),
    );
  }
  app.get<{ Params: { name: string } }>("/assets/:name", { schema: { hide: true } }, async (request, reply) => {
    const asset = find()?.assets.get(request.params.name);
    if (asset === undefined) return reply.callNotFound();
    return send(request, reply.header("cache-control", FOR_EVER), asset);
  });
  return sendPage;
}

/** Undefined: it has not been built. */
function readBuiltPage(folder: string): BuiltPage | undefined {
  if (!existsSync(join(folder, "index.html"))) return undefined;
  const assets = join(folder, "assets");
  const names = readdirSync(assets).filter((name) => TYPES[extname(name)] !== undefined);
  return {
    index: readAsset(join(folder, "index.html")),
    assets: new Map(names.map((name) => [name, readAsset(join(assets, name))])),
  };
}

function readAsset(path: string): Asset {
  return {
    type: TYPES[extname(path)] ?? "application/octet-stream",
    plain: readFileSync(path),
    packed: ENCODINGS.filter(({ suffix }) => existsSync(path + suffix)).map(({ name, suffix }) => ({
      encoding: name,
      body: readFileSync(path + suffix),
    })),
  };
}

function send(request: FastifyRequest, reply: FastifyReply, { type, plain, packed }: Asset): FastifyReply {
  const taken = encodingsOf(request.headers["accept-encoding"]);
  const best = packed.find(({ encoding }) => taken.has(encoding));
  if (packed.length > 0) reply.header("vary", "accept-encoding");
  if (best !== undefined) reply.header("content-encoding", best.encoding);
  return reply.type(type).send(best?.body ?? plain);
}

/** The encodings that a client names and does not refuse (RFC 9110 §12.5.3). */
function encodingsOf(header: string | string[] | undefined): ReadonlySet<string> {
  const named = String(header ?? "")
    .toLowerCase()
    .split(",")
    .map((part) => part.trim())
    .filter((part) => !/;\s*q=0(?:\.0*)?$/.test(part));
  return new Set(named.map((part) => part.split(";", 1)[0]?.trim() ?? ""));
}
