import { afterAll, beforeAll, expect, test } from "vitest";
import { documentOf } from "../staff/check-answer.ts";
import { addMainPbx, startStaff, type TestStaff } from "../staff/start-staff.ts";
import { fuzz, pick, type Random, TIMEOUT_MS } from "./budget.ts";
import { type Json, type Schema, sampleJson } from "./sample-json.ts";

type Parameter = { name: string; in: string; schema?: Schema };
type Operation = {
  method: string;
  path: string;
  parameters: Parameter[];
  body: Schema | undefined;
};

/** What there is to be found under each parameter of a path; `addSamples` adds the ids that the server gives. */
const PATH_VALUES: Record<string, string[]> = {
  id: ["main"],
  code: ["not-found"],
  username: ["201", "202"],
  profile: ["desk"],
  customer: ["north"],
  webhook: [],
  mac: ["0004137447D0", "00:04:13:74:47:d0"],
  vendor: ["snom", "yealink", "gigaset"],
  service: ["yealink-ymcs"],
  file: ["settings.xml"],
};
/** What is somewhere else than where it is asked for. */
const MISPLACED = Object.values(PATH_VALUES).flat();
const HOSTILE_PATH = [
  "%00",
  "..%2f..%2f",
  "%",
  "a".repeat(300),
  "%F0%9F%98%80",
  "__proto__",
  "'%20OR%201=1",
  "%e0%80%80",
];

let staff: TestStaff;
let operations: Operation[];
let schemas: Record<string, Schema>;

beforeAll(async () => {
  staff = await startStaff();
  await addSamples();
  const document = documentOf(staff.app) as unknown as {
    paths: Record<
      string,
      Record<string, { parameters?: Parameter[]; requestBody?: { content: Record<string, { schema: Schema }> } }>
    >;
    components: { schemas: Record<string, Schema> };
  };
  schemas = document.components.schemas;
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]) => ({
      method: method.toUpperCase(),
      path,
      parameters,
      body: requestBody?.content["application/json"]?.schema,
    })),
  );
});
afterAll(() => staff.close());

/** Some of them may be there. */
async function addSamples(): Promise<void> {
  await addMainPbx(staff);
  await staff.post("/pbxs/main/profiles", { id: "desk" });
  await staff.post("/customers", { id: "north" });
  const person = await staff.post("/people", { login: "ada", role: "admin" });
  if (person.status === 201) PATH_VALUES.id = ["main", "main", String(person.json.id)];
  const webhook = await staff.post("/pbxs/main/webhooks", { url: "https://crm.example.com/hook" });
  if (webhook.status === 201) PATH_VALUES.webhook = [String(webhook.json.id)];
  await staff.post("/phones", { mac: "0004137447D0", pbx: "main", model: "D785", lines: [{ account: "201" }] });
}

/** A call of that operation: mostly well-formed, each part now and then anything at all. */
function makeCall(random: Random, { method, path, parameters, body }: Operation) {
  const wildness = pick(random, [0, 0.02, 0.1, 0.4]);
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    if (random() < wildness) return pick(random, HOSTILE_PATH);
    return pick(random, random() < 0.1 ? MISPLACED : (PATH_VALUES[name] ?? MISPLACED));
  });
  const ofKind = (kind: string) => parameters.filter((parameter) => parameter.in === kind && random() < 0.4);
  const query = new URLSearchParams(
    ofKind("query").map(({ name, schema = {} }): [string, string] => [
      name,
      textOf(sampleJson(random, schema, schemas, wildness)),
    ]),
  );
  const headers = ofKind("header").map(({ name, schema = {} }) => {
    // What no HTTP client can send is no concern of the routes.
    const value = textOf(sampleJson(random, schema, schemas, wildness)).replaceAll(/[^\t\x20-\x7e]/g, "");
    return [name, value] as const;
  });
  return {
    method,
    url: `${filled}${query.size > 0 ? `?${query}` : ""}`,
    headers: Object.fromEntries(headers),
    body: body && sampleJson(random, body, schemas, wildness),
  };
}

function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

test(
  "every route of the OpenAPI document answers whatever it is asked as the document says, and never with 5xx",
  async () => {
    const seen = new Set<string>();
    await fuzz("routes", ask, 12 * operations.length);
    expect(staff.faults).toEqual([]);
    // A run that never gets past the first check would prove little.
    expect([...seen].filter((answer) => answer.endsWith(" 2")).length).toBeGreaterThan(operations.length / 3);

    async function ask(random: Random, turn: number): Promise<void> {
      // What a turn deletes is there again for later ones.
      if (turn % 100 === 99) await addSamples();
      const operation = operations[turn % operations.length] as Operation;
      const { method, url, headers, body } = makeCall(random, operation);
      const key = pick(random, [staff.keys.admin, staff.keys.admin, staff.keys.technician, staff.keys.viewer, ""]);
      const path = url.startsWith("/api/v1") ? url.slice("/api/v1".length) : url;
      // An own key that was revoked would end the run for all that follows.
      if (operation.method === "DELETE" && operation.path.endsWith("/keys/{id}")) return;
      const { status } = await staff.call(method, path, { key, headers, body });
      expect(status, `${method} ${url} ${JSON.stringify(body)}: ${staff.faults.at(-1)?.stack}`).toBeLessThan(500);
      seen.add(`${operation.method} ${operation.path} ${Math.floor(status / 100)}`);
    }
  },
  TIMEOUT_MS,
);
