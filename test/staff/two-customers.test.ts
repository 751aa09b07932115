import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestStaff } from "./start-staff.ts";
import {
  ABOUT_THE_CALLER,
  CANARY,
  type Caller,
  isOfThisMachine,
  makeWorld,
  type Names,
  type Operation,
  operationsOf,
  type Question,
  questionsOf,
  type World,
} from "./two-customers.ts";

const ADMIN: Caller = { name: "an admin of all", key: "", headers: {} };
/** Change with every answer, whatever it says. */
const VARYING = ["date", "content-length"];

let world: World;
let staff: TestStaff;
beforeAll(async () => {
  world = await makeWorld();
  staff = world.staff;
  ADMIN.key = staff.keys.admin;
});
afterAll(() => staff.close());

function ask({ method }: Operation, { url, body }: Question, { key, headers }: Caller) {
  const path = url.startsWith("/api/v1") ? url.slice("/api/v1".length) : url;
  return staff.call(method, path, { key, headers, ...(body === undefined ? {} : { body }) });
}

/** An answer as it would be whoever's names had been asked for. */
function withoutNames({ status, text, headers }: Awaited<ReturnType<typeof ask>>, names: Names): string {
  const kept = Object.entries(headers).filter(([name]) => !VARYING.includes(name));
  let all = JSON.stringify({ status, headers: kept, text });
  for (const name of Object.values(names).toSorted((a, b) => b.length - a.length)) {
    for (const spelt of [name, encodeURIComponent(name), JSON.stringify(JSON.stringify(name)).slice(3, -3)])
      all = all.replaceAll(spelt, "NAME");
  }
  return all;
}

/** All that there is of the other customer's, as an admin sees it. */
async function everythingOf({ pbx, mac, account, profile, key, person, customer }: Names): Promise<string> {
  const paths = [
    ...[`/pbxs/${pbx}`, `/pbxs/${pbx}/accounts/${account}`, `/pbxs/${pbx}/profiles/${profile}`],
    ...[`/pbxs/${pbx}/redirects/snom-rds`, `/phones/${mac}`, `/phones/${mac}/passwords`, `/phones/${mac}/redirect`],
    ...[`/pbxs/${pbx}/webhooks`, `/pbxs/${pbx}/admission`],
    ...[`/customers/${encodeURIComponent(customer)}`, `/people/${person}`, `/events?pbx=${pbx}&limit=500`],
    ...["/phones?search=alpha", "/pbxs?search=alpha", "/customers?search=alpha", "/people?search=alpha"],
  ];
  const texts: string[] = [];
  for (const path of paths) {
    const { status, text, headers } = await staff.get(path);
    expect(status, path).toBe(200);
    texts.push(`${path} ${headers.etag} ${text}`);
  }
  const keys = (await staff.get("/keys")).json.items.filter(({ id }) => id === key);
  return [...texts, JSON.stringify(keys)].join("\n");
}

describe("whoever sees one customer only (acceptance 9)", () => {
  test("learns nothing of another by any operation of the document: not by status, headers, body or count", async () => {
    const { theirs, nobodys, own, callers } = world;
    const before = await everythingOf(theirs);
    expect(before).toMatch(CANARY);
    let asked = 0;
    // What a caller writes about its own, with names of others in it, would be found by what reads.
    const isRead = ({ method }: Operation) => method === "GET";
    for (const operation of operationsOf(staff).toSorted((a, b) => Number(isRead(b)) - Number(isRead(a)))) {
      const name = `${operation.method} ${operation.template}`;
      if (ABOUT_THE_CALLER.includes(name) || isOfThisMachine(operation)) continue;
      const ofNobody = questionsOf(operation, nobodys, own);
      const pairs = questionsOf(operation, theirs, own)
        .map((question, index) => [question, ofNobody[index] ?? question] as const)
        // A change of the caller's own that names nobody else's asks nothing.
        .filter(([question, same]) => operation.method === "GET" || JSON.stringify(question) !== JSON.stringify(same));
      for (const caller of callers) {
        for (const [question, same] of pairs) {
          const about = `${caller.name}: ${operation.method} ${question.url} ${JSON.stringify(question.body ?? "")}`;
          const answer = withoutNames(await ask(operation, question, caller), theirs);
          expect(answer, about).not.toMatch(CANARY);
          expect(answer, about).not.toContain(world.seen);
          expect(answer, about).toBe(withoutNames(await ask(operation, same, caller), nobodys));
          asked += 1;
        }
      }
    }
    expect(asked).toBeGreaterThan(400);
    expect(await everythingOf(theirs)).toBe(before);
  }, 90_000);

  test("may do nothing with what all customers share: the machine, its networks, certificates and audit trail", async () => {
    const shared = operationsOf(staff).filter(isOfThisMachine);
    expect(shared.length).toBeGreaterThan(15);
    for (const operation of shared) {
      const url = operation.template.replaceAll(/\{\w+\}/g, "000413A1A1A1");
      for (const caller of world.callers)
        expect((await ask(operation, { url }, caller)).status, `${caller.name}: ${operation.method} ${url}`).toBe(403);
    }
  });

  test("counts its own only, page by page", async () => {
    const lists = operationsOf(staff).filter(
      ({ method, template, parameters }) =>
        method === "GET" && !template.includes("{") && parameters.some(({ name }) => name === "cursor"),
    );
    expect(lists.length).toBeGreaterThan(5);
    for (const { template } of lists) {
      const path = template.slice("/api/v1".length);
      for (const caller of world.callers) {
        const whole = await staff.get(`${path}?limit=500`, caller);
        if (whole.status === 403) continue;
        const paged: unknown[] = [];
        let cursor: string | undefined;
        do {
          const next = cursor === undefined ? "" : `&cursor=${encodeURIComponent(cursor)}`;
          const page = await staff.get(`${path}?limit=1${next}`, caller);
          // An empty page would tell that somebody was passed over.
          if (whole.json.items.length > 0) expect(page.json.items, `${caller.name}: ${path}`).toHaveLength(1);
          paged.push(...page.json.items);
          cursor = (page.json.next as string | null) ?? undefined;
        } while (cursor !== undefined);
        expect(paged, `${caller.name}: ${path}`).toEqual(whole.json.items);
      }
    }
    for (const caller of world.callers) {
      const { total, cursors } = (await staff.get("/phones/outline?limit=1", caller)).json;
      const macs = (await staff.get("/phones?limit=500", caller)).json.items.map(({ mac }) => mac);
      expect({ total, cursors }, caller.name).toEqual({ total: macs.length, cursors: macs.slice(0, -1) });
    }
  });

  test("is told that a MAC of another customer's is in use, and nothing more", async () => {
    for (const caller of world.callers.filter(({ name }) => !/technician|viewer/.test(name))) {
      const wanted = { mac: world.theirs.mac, pbx: world.own.pbx };
      const refused = await staff.post("/phones", wanted, caller);
      expect(refused).toMatchObject({ status: 409, json: { code: "mac-in-use" } });
      expect(refused.json.detail).toBe(`${world.theirs.mac} is already admitted`);
      expect(refused.json.errors).toEqual([{ pointer: "/mac", detail: "is already admitted" }]);
    }
  });

  test("sees no phone that belongs to nobody yet, and cannot admit it as seen", async () => {
    const [partner] = world.callers;
    expect((await staff.get("/sightings")).json.items).toMatchObject([{ mac: world.seen }]);
    expect((await staff.get("/sightings", partner)).json.items).toEqual([]);
    const admit = (mac: string) => staff.post(`/sightings/${mac}/admit`, { pbx: world.own.pbx }, partner);
    expect((await admit(world.seen)).status).toBe(404);
    // Its own phone it may hear about.
    expect((await admit(world.own.mac)).json.code).toBe("mac-in-use");
  });

  test("does all that its role may with its own", async () => {
    const [partner] = world.callers;
    const { pbx, mac, customer, person, key } = world.own;
    for (const path of [
      `/pbxs/${pbx}`,
      `/phones/${mac}`,
      `/people/${person}`,
      `/customers/${encodeURIComponent(customer)}`,
    ])
      expect((await staff.get(path, partner)).status, path).toBe(200);
    for (const list of ["/pbxs", "/phones", "/customers", "/events", "/allow-list"])
      expect((await staff.get(list, partner)).json.items.length, list).toBeGreaterThan(0);
    const keys = (await staff.get("/keys", partner)).json.items;
    expect(keys).toHaveLength(6);
    expect(keys).toContainEqual(expect.objectContaining({ id: key }));
    expect((await staff.post("/phones", { mac: "000413B2B2B3", pbx }, partner)).status).toBe(201);
    expect((await staff.patch(`/pbxs/${pbx}`, { port: 5070 }, partner)).status).toBe(200);
    const given = await staff.post("/keys", { name: "more", role: "viewer" }, partner);
    expect(given).toMatchObject({ status: 201, json: { scope: { customers: [customer], pbxs: [] } } });
    expect((await staff.patch(`/people/${person}`, { disabled: true }, partner)).status).toBe(200);
  });
});

test("the questions are about what is there: an admin of all gets no 404 for any", async () => {
  const { theirs, own } = world;
  const depth = ({ template }: Operation) => template.split("/").length;
  const all = operationsOf(staff).filter(
    (operation) =>
      !ABOUT_THE_CALLER.includes(`${operation.method} ${operation.template}`) && !isOfThisMachine(operation),
  );
  // Sessions are everybody's own, and an admin's is none of these.
  const some = all.filter(({ template }) => template !== "/api/v1/sessions/{id}");
  const deleting = some.filter(({ method }) => method === "DELETE").toSorted((a, b) => depth(b) - depth(a));
  const isLast = ({ template }: Operation) =>
    /\/pbxs\/\{id\}$/.test(template) ? 1 : /customers/.test(template) ? 2 : 0;
  const ordered = [
    ...some.filter(({ method }) => method !== "DELETE"),
    ...deleting.toSorted((a, b) => isLast(a) - isLast(b)),
  ];
  for (const operation of ordered) {
    const [question] = questionsOf(operation, theirs, own);
    if (question === undefined) continue;
    const { status, text } = await ask(operation, question, ADMIN);
    expect(status, `${operation.method} ${question.url}: ${text}`).not.toBe(404);
  }
});
