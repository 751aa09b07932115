import { afterAll, beforeAll, expect, test } from "vitest";
import { ACCESS, OPEN_CALLS } from "../../src/staff/access.ts";
import { PROBLEMS } from "../../src/staff/problems.ts";
import { documentOf } from "./check-answer.ts";
import { startStaff, type TestStaff } from "./start-staff.ts";

let staff: TestStaff;
beforeAll(async () => {
  staff = await startStaff();
});
afterAll(() => staff.close());

function operationsOf(): string[] {
  return Object.entries(documentOf(staff.app).paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ":$1")}`),
  );
}

test("serves the OpenAPI 3.1 document without a key", async () => {
  const { status, json } = await staff.get("/openapi.json", { key: "" });
  expect(status).toBe(200);
  expect(json).toMatchObject({ openapi: "3.1.0", info: { title: "Offhook staff API", version: "1.2.3" } });
});

test("describes exactly the calls that the table of rights names, and the open ones", () => {
  expect(operationsOf().sort()).toEqual(
    [...Object.keys(ACCESS), ...OPEN_CALLS, "GET /healthz", "GET /metrics", "GET /problems/:code"].sort(),
  );
});

test("gives every operation a summary, a tag, answers, and its path parameters", async () => {
  const { json } = await staff.get("/openapi.json");
  for (const [path, methods] of Object.entries(json.paths as Record<string, Record<string, Record<string, unknown>>>)) {
    for (const [method, operation] of Object.entries(methods)) {
      const name = `${method} ${path}`;
      expect(operation.summary, name).toMatch(/\w/);
      expect(operation.tags, name).toHaveLength(1);
      expect(
        Object.keys(operation.responses as object).some((status) => status.startsWith("2")),
        name,
      ).toBe(true);
      const parameters = (operation.parameters ?? []) as { name: string; in: string }[];
      const inPath = parameters.filter((parameter) => parameter.in === "path").map((parameter) => parameter.name);
      expect(inPath.sort(), name).toEqual([...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort());
      if (path.startsWith("/api/") && !OPEN_CALLS.includes(`${method.toUpperCase()} ${path}`))
        expect(Object.keys(operation.responses as object)).toContain("401");
    }
  }
});

test("resolves every reference inside the document", async () => {
  const { text, json } = await staff.get("/openapi.json");
  const { schemas } = json.components as { schemas: Record<string, object> };
  const names = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? "");
  expect(names.length).toBeGreaterThan(50);
  for (const name of new Set(names))
    expect(Object.keys(schemas).map((key) => `#/components/schemas/${key}`)).toContain(name);
});

test("names every problem of the catalogue at the calls that can answer with it, and no other", async () => {
  const { text } = await staff.get("/openapi.json");
  const named = new Set([...text.matchAll(/`([a-z-]+)`: [A-Z]/g)].map((match) => match[1]));
  expect([...named].sort()).toEqual(Object.keys(PROBLEMS).sort());
});

test("documents the headers for conditional and repeated requests", async () => {
  const { json } = await staff.get("/openapi.json");
  const paths = json.paths as Record<string, Record<string, { parameters?: { name: string; in: string }[] }>>;
  for (const [path, methods] of Object.entries(paths).filter(([name]) => name.startsWith("/api/"))) {
    const headersOf = (method: string) =>
      (methods[method]?.parameters ?? []).filter((parameter) => parameter.in === "header").map(({ name }) => name);
    const isOpen = OPEN_CALLS.includes(`POST ${path}`);
    if (methods.post !== undefined && !isOpen) expect(headersOf("post"), path).toEqual(["idempotency-key"]);
    if (methods.patch !== undefined) expect(headersOf("patch"), path).toEqual(["if-match"]);
  }
});

test("shows the documentation from its own files only", async () => {
  const page = await staff.get("/docs/", { key: "" });
  expect(page.status).toBe(200);
  expect(page.text).toContain("swagger-ui");
  expect(page.text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  expect(page.headers["content-security-policy"]).toContain("script-src 'self'");
  const script = await staff.get("/docs/static/swagger-initializer.js", { key: "" });
  expect(script.status).toBe(200);
  expect(script.text).toContain('"validatorUrl":null');
});

test("explains every problem code on a page of its own", async () => {
  for (const [code, { title, help }] of Object.entries(PROBLEMS)) {
    const { status, text, headers } = await staff.get(`/problems/${code}`, { key: "" });
    expect(status).toBe(200);
    expect(headers["content-type"]).toMatch(/^text\/plain/);
    expect(text).toContain(title);
    expect(text).toContain(help);
  }
  expect(await staff.get("/problems/toString", { key: "" })).toMatchObject({
    status: 404,
    json: { code: "not-found" },
  });
});

test("says whether phones can be served, without a key", async () => {
  expect(await staff.get("/healthz", { key: "" })).toMatchObject({
    status: 200,
    json: { status: "ok", version: "1.2.3" },
  });
  staff.serving.state = { ok: false, reason: "the database does not answer" };
  expect(await staff.get("/healthz", { key: "" })).toMatchObject({
    status: 503,
    json: { status: "unavailable", reason: "the database does not answer" },
  });
  staff.serving.state = { ok: true };
});

test("sends the security headers with every answer", async () => {
  for (const path of ["/phones", "/healthz", "/nothing", "/docs/"]) {
    const { headers } = await staff.get(path);
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
    if (path !== "/docs/") expect(headers["cache-control"]).toBe("no-store");
  }
});
