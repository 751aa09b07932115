import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { FastifyInstance } from "fastify";
import { describeSettings } from "../../src/config/describe-settings.ts";
import { createPinHasher } from "../../src/desks.ts";
import { found } from "../../src/provisioning/doctor/doctor-finding.ts";
import { judgePlace } from "../../src/provisioning/doctor/judge-place.ts";
import { createGuard, type Guard } from "../../src/provisioning/guard.ts";
import { createCatalogue, EMPTY_CATALOGUE } from "../../src/provisioning/hosted-file.ts";
import { createHotDesk, type HotDesk } from "../../src/provisioning/hot-desk.ts";
import { createLanSearches } from "../../src/provisioning/lan-search.ts";
import type { Mac } from "../../src/provisioning/mac.ts";
import type { Role } from "../../src/provisioning/ports.ts";
import { createRivals, type Rivals } from "../../src/provisioning/rivals.ts";
import type { Scope } from "../../src/provisioning/scope.ts";
import type { NewSighting } from "../../src/provisioning/sighting.ts";
import { createSipAnswers } from "../../src/provisioning/sip-answers.ts";
import { createHostedReads } from "../../src/servers/hosted-reads.ts";
import { createHostedUploads } from "../../src/servers/hosted-uploads.ts";
import { createLanProbe } from "../../src/servers/lan-probe.ts";
import type { OwnAddress } from "../../src/servers/own-networks.ts";
import { createRedirectClient } from "../../src/servers/redirect-client.ts";
import { createSipOptions } from "../../src/servers/sip-options.ts";
import { newKey } from "../../src/staff/api-keys.ts";
import { buildStaffApp } from "../../src/staff/build-staff-app.ts";
import { prepareTemplates, type Templates } from "../../src/templates.ts";
import { vendors } from "../../src/vendors/index.ts";
import { sqliteDatabases, type TestOptions, type TestStore } from "../storage/test-stores.ts";
import { checkAnswer } from "./check-answer.ts";

const TEMPLATES = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "templates");
/** No page was built there. */
const PAGE_FOLDER = join(tmpdir(), "offhook-no-page");
const PHONES_URL = "http://192.0.2.1:8080/";
/** Where the daemon is, as the self-check sees it. */
const CHECKED_NETWORKS = [{ interfaceName: "eth0", address: "192.168.1.35", bits: 26 }];
/** The server's own. */
const NETWORKS = [{ interfaceName: "eth0", address: "192.0.2.1", bits: 24 }];
export const WINDOW_MS = 600_000;
export const SESSION = { idleMs: 3_600_000, lifetimeMs: 43_200_000, invitationMs: 86_400_000 };

type Json = Record<string, unknown> & { items: Record<string, unknown>[]; errors: Record<string, unknown>[] };
type Answer = { status: number; json: Json; text: string; headers: Record<string, unknown> };
type CallOptions = { key?: string; headers?: Record<string, string>; body?: unknown };

export type TestStaff = TestStore & {
  app: FastifyInstance;
  keys: Record<"admin" | "technician" | "viewer", string>;
  serving: { state: { ok: true } | { ok: false; reason: string } };
  guard: Guard;
  rivals: Rivals;
  /** Streams of events end soon, since calls wait for the end of their answers. */
  streams: { longestMs: number };
  /** What the writing of every event waits for. */
  pace: { beforeEvent: () => Promise<void> };
  /** The networks that this machine believes to have, and where its table of neighbours lies. */
  lan: { own: OwnAddress[]; table: string; sipPorts: number[] };
  /** Shared phones; `told`: which phones were to fetch. */
  desks: HotDesk & { told: string[] };
  /** The operator's templates, whose folder nobody looks at unless a test does. */
  templates: Templates & { folder: string };
  /** Faults that were answered with 500. */
  faults: Error[];
  makeKey(role: Role, pbxId?: string | null, scope?: Scope): Promise<string>;
  /** A call as admin unless `key` says otherwise; its answer is checked against the API's own document. */
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  get(path: string, options?: CallOptions): Promise<Answer>;
  post(path: string, body?: unknown, options?: CallOptions): Promise<Answer>;
  patch(path: string, body: unknown, options?: CallOptions): Promise<Answer>;
  remove(path: string, options?: CallOptions): Promise<Answer>;
  see(sighting: Partial<NewSighting> & { mac: Mac }): Promise<void>;
  close(): Promise<void>;
};

/** The staff API over a fresh SQLite database, as the daemon builds it, not listening. */
export async function startStaff(options?: TestOptions): Promise<TestStaff> {
  const databases = sqliteDatabases();
  const test = await databases.open(options);
  const { store, clock } = test;
  const faults: Error[] = [];
  const streams: TestStaff["streams"] = { longestMs: 5 };
  const pace: TestStaff["pace"] = { beforeEvent: async () => {} };
  const guard = createGuard({
    guesses: 256,
    isTrusted: () => false,
    honeypots: new Set(),
    raise: () => {},
    ended: () => {},
  });
  const rivals = createRivals(() => clock.now);
  const serving: TestStaff["serving"] = { state: { ok: true } };
  const operator = mkdtempSync(join(tmpdir(), "offhook-operator-"));
  const events: Promise<void>[] = [];
  let catalogue = EMPTY_CATALOGUE;
  const templates = prepareTemplates({
    store,
    folders: { operator, shipped: TEMPLATES },
    reached: () => ({ baseUrl: PHONES_URL }),
    authorities: () => [],
    hosted: () => catalogue,
    record: (event) => void events.push(store.recordAction(event)),
    clock: () => clock.now,
    reportFault: (fault) => faults.push(fault as Error),
  });
  const lan: TestStaff["lan"] = { own: [], sipPorts: [], table: join(tmpdir(), `offhook-arp-${randomUUID()}`) };
  const searches = createLanSearches({
    port: createLanProbe({ perSecond: 100, listOwn: () => lan.own, neighboursPath: lan.table }),
    store,
    vendors,
    recorder: { sighting: (sighting) => void store.record({ events: [], visits: [], sightings: [sighting] }) },
    clock: () => clock.now,
    newId: randomUUID,
    reportFault: (fault) => faults.push(fault as Error),
  });
  const sipAnswers = createSipAnswers({
    store,
    ask: createSipOptions({ perSecond: 1000, ports: lan.sipPorts, listenMs: 200 }),
    listOwn: () => lan.own,
    clock: () => clock.now,
  });
  const hostedFolder = join(tmpdir(), `offhook-hosted-${randomUUID()}`);
  const folders = { firmware: join(hostedFolder, "firmware"), files: join(hostedFolder, "files") };
  const reads = createHostedReads(folders, () => true);
  const hostedFiles = {
    catalogue: () => catalogue,
    read: reads.read,
    uploads: createHostedUploads(folders),
    maxFirmwareBytes: 1_000_000,
    look: async () => {
      catalogue = createCatalogue(await store.listHostedFiles());
    },
  };
  const told: string[] = [];
  const hasher = createPinHasher();
  const desk = createHotDesk({
    ...{ store, vendors, hasher, clock: () => clock.now, armedForMs: WINDOW_MS },
    limits: { longestMs: 12 * 3_600_000, endsAtMinute: null },
    tell: async (mac) => void told.push(mac),
  });
  const desks = { ...desk, hashPin: hasher.hash, tell: async (mac: Mac) => void told.push(mac), told };
  const app = await buildStaffApp({
    store,
    vendors,
    clock: () => clock.now,
    books: templates.books,
    preview: templates.preview,
    policy: { armedForRegisteredMs: null, armedForReleasedMs: WINDOW_MS },
    version: "1.2.3",
    settings: describeSettings({ yaml: "http: off", env: { OFFHOOK_ADMIN_KEY: "x".repeat(32) } }),
    pageFolder: PAGE_FOLDER,
    isServing: async () => serving.state,
    hosted: hostedFiles,
    pbxChanged: async () => undefined,
    commands: { wake: () => undefined },
    desks,
    templates,
    rotations: { wake: () => undefined },
    rollouts: { wake: () => undefined },
    links: { wake: () => undefined },
    sipAnswers,
    metrics: async () => "",
    phonesUrl: PHONES_URL,
    surroundings: () => ({ networks: NETWORKS, hearsPnp: true }),
    tls: undefined,
    redirects: {
      phonesUrl: PHONES_URL,
      connect: createRedirectClient({ signal: new AbortController().signal }),
      wake: () => {},
    },
    guard,
    rivals: rivals.list,
    doctor: {
      examine: async () => [found("interface-down", { interface: "eth1", state: "no-carrier" })],
      placeOf: (phone, address) => judgePlace(phone, address, CHECKED_NETWORKS, []),
    },
    searches,
    streams,
    signIn: {
      sessionIdleMs: SESSION.idleMs,
      sessionLifetimeMs: SESSION.lifetimeMs,
      invitationMs: SESSION.invitationMs,
      // Whoever is made to wait sees the time pass.
      wait: async (ms) => {
        clock.now += ms;
      },
    },
    webhooks: { allowsPrivate: false, wake: () => {} },
    recordEvent: async (event) => {
      await pace.beforeEvent();
      await store.recordAction(event);
    },
    reportFault: (fault) => faults.push(fault),
  });

  async function makeKey(role: Role, pbxId: string | null = null, scope: Scope | null = null): Promise<string> {
    const { id, key, hash } = newKey();
    const made = await store.createKey({ id, name: `the ${role}`, role, pbxId, scope, hash });
    if (typeof made === "string") throw new Error(made);
    return key;
  }
  const keys = {
    admin: await makeKey("admin"),
    technician: await makeKey("technician"),
    viewer: await makeKey("viewer"),
  };

  async function call(method: string, path: string, { key = keys.admin, headers = {}, body }: CallOptions = {}) {
    const isApi = !path.startsWith("/docs") && !/^\/(?:openapi|healthz|metrics|problems|pbx\/v1)/.test(path);
    const response = await app.inject({
      method: method as "GET",
      url: isApi ? `/api/v1${path}` : path,
      headers: { ...(key === "" ? {} : { authorization: `Bearer ${key}` }), ...headers },
      ...(body === undefined ? {} : { payload: body as object }),
    });
    const type = String(response.headers["content-type"] ?? "");
    const json = (/json(?:;|$)/.test(type) && response.payload !== "" ? response.json() : {}) as Json;
    checkAnswer(app, { method, url: response.raw.req.url ?? path, status: response.statusCode, type, json });
    return { status: response.statusCode, json, text: response.payload, headers: response.headers };
  }

  return {
    ...test,
    app,
    keys,
    serving,
    guard,
    rivals,
    desks,
    pace,
    streams,
    lan,
    templates: { ...templates, folder: operator },
    faults,
    makeKey,
    call,
    get: (path, callOptions) => call("GET", path, callOptions),
    post: (path, body, callOptions) => call("POST", path, { ...callOptions, body }),
    patch: (path, body, callOptions) => call("PATCH", path, { ...callOptions, body }),
    remove: (path, callOptions) => call("DELETE", path, callOptions),
    see: (sighting) =>
      store.record({
        events: [],
        visits: [],
        sightings: [
          {
            vendorId: null,
            model: null,
            firmware: null,
            address: "192.0.2.77",
            via: "http",
            reason: "not-admitted",
            at: clock.now,
            ...sighting,
          },
        ],
      }),
    async close() {
      await searches.close();
      await reads.close();
      rmSync(hostedFolder, { recursive: true, force: true });
      rmSync(lan.table, { force: true });
      rmSync(operator, { recursive: true });
      await Promise.all(events);
      await app.close();
      await databases.cleanUp();
    },
  };
}

/** A PBX `main` with the accounts 201 and 202. */
export async function addMainPbx(staff: TestStaff): Promise<void> {
  await staff.post("/pbxs", { id: "main", host: "pbx.example.com" });
  for (const username of ["201", "202"]) {
    await staff.post("/pbxs/main/accounts", { username, displayName: `Desk ${username}` });
  }
}

/** A fresh MAC of a Snom. */
export function snomMac(): string {
  return `00041374${randomUUID().replaceAll("-", "").slice(0, 4).toUpperCase()}`;
}

/** A fresh MAC of a Yealink. */
export function yealinkMac(): string {
  return `805EC0${randomUUID().replaceAll("-", "").slice(0, 6).toUpperCase()}`;
}

/** A fresh MAC whose prefix decides nothing. */
export function strangeMac(): string {
  return `020000${randomUUID().replaceAll("-", "").slice(0, 6).toUpperCase()}`;
}
