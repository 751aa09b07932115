import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Fastify, { type FastifyInstance } from "fastify";
import { afterEach, expect, test } from "vitest";
import { PAGE_PATHS, SHARED_PATHS } from "../../src/staff/page-paths.ts";
import { addPage } from "../../src/staff/serve-page.ts";

const folders: string[] = [];
const apps: FastifyInstance[] = [];
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function serve(): { app: FastifyInstance; folder: string } {
  const folder = mkdtempSync(join(tmpdir(), "offhook-page-"));
  const app = Fastify();
  app.addHook("onRequest", async (_, reply) => void reply.header("cache-control", "no-store"));
  addPage(app, join(folder, "page"));
  folders.push(folder);
  apps.push(app);
  return { app, folder };
}

function fill(folder: string): void {
  mkdirSync(join(folder, "page", "assets"), { recursive: true });
  writeFileSync(join(folder, "secret.txt"), "not for anybody");
  for (const [name, text] of Object.entries({
    "index.html": "<!doctype html>",
    "index.html.br": "packed by brotli",
    "assets/app-1.js": "plain",
    "assets/app-1.js.br": "by brotli",
    "assets/app-1.js.gz": "by gzip",
    "assets/style-1.css": "body{}",
  }))
    writeFileSync(join(folder, "page", name), text);
}

test("says what to do while the page is not built, and shows it without a restart once it is", async () => {
  const { app, folder } = serve();
  const before = await app.inject("/");
  expect(before.statusCode).toBe(503);
  expect(before.body).toContain("npm run build:page");
  expect((await app.inject("/assets/app-1.js")).statusCode).toBe(404);
  fill(folder);
  expect((await app.inject("/")).body).toBe("<!doctype html>");
});

test("answers every address of the page with the page, which is never kept, and allows it nothing but its own files", async () => {
  const { app, folder } = serve();
  fill(folder);
  for (const path of Object.values(PAGE_PATHS).filter((one) => !SHARED_PATHS.includes(one))) {
    const { statusCode, headers, body } = await app.inject(path.replace(":mac", "0004137447D0"));
    expect([path, statusCode, body]).toEqual([path, 200, "<!doctype html>"]);
    expect(headers["cache-control"]).toBe("no-store");
    expect(headers["content-type"]).toBe("text/html; charset=utf-8");
    const policy = String(headers["content-security-policy"]);
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).not.toMatch(/unsafe|data:|https?:|\*/);
  }
});

test("lets browsers keep what has a hash in its name for ever, and sends it packed as they can take it", async () => {
  const { app, folder } = serve();
  fill(folder);
  const get = (encodings?: string) =>
    app.inject({ url: "/assets/app-1.js", headers: encodings === undefined ? {} : { "accept-encoding": encodings } });
  const best = await get("gzip, deflate, br");
  expect(best.headers).toMatchObject({
    "cache-control": "public, max-age=31536000, immutable",
    "content-type": "text/javascript; charset=utf-8",
    "content-encoding": "br",
    vary: "accept-encoding",
  });
  expect(best.body).toBe("by brotli");
  expect((await get("gzip;q=0.5, br;q=0")).body).toBe("by gzip");
  expect((await get("br;q=0.0, gzip; q=0")).body).toBe("plain");
  expect((await get()).headers["content-encoding"]).toBeUndefined();
  expect((await app.inject({ method: "HEAD", url: "/assets/style-1.css" })).headers["content-length"]).toBe("6");
});

test("has no other file, whatever the name", async () => {
  const { app, folder } = serve();
  fill(folder);
  for (const name of [
    "..%2f..%2fsecret.txt",
    "%2e%2e/secret.txt",
    "app-1.js.br",
    "app-2.js",
    "__proto__",
    "constructor",
    "",
  ])
    expect([name, (await app.inject(`/assets/${name}`)).statusCode]).toEqual([name, 404]);
  for (const path of ["/index.html", "/nothing", "/phones/0004137447D0/more"])
    expect([path, (await app.inject(path)).statusCode]).toEqual([path, 404]);
  expect(readFileSync(join(folder, "secret.txt"), "utf8")).toBe("not for anybody");
});
