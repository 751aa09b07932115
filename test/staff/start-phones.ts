import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createAdmitStranger } from "../../src/provisioning/admit-stranger.ts";
import { createAnswerCache } from "../../src/provisioning/answer-cache.ts";
import { createPhoneAnswerer } from "../../src/provisioning/answer-phone.ts";
import { startRedirectDelivery } from "../../src/provisioning/deliver-redirects.ts";
import type { CommandWatch } from "../../src/provisioning/fetch-watch.ts";
import { createFirstTokens } from "../../src/provisioning/first-tokens.ts";
import type { Guard } from "../../src/provisioning/guard.ts";
import { createBookPages } from "../../src/provisioning/phone-book/book-pages.ts";
import { createPhoneBooks } from "../../src/provisioning/phone-book/open-books.ts";
import { createDhcpPointer } from "../../src/provisioning/point-dhcp-client.ts";
import { createPhonePointer } from "../../src/provisioning/point-phone.ts";
import { createRecordSearch } from "../../src/provisioning/record-search.ts";
import { createRecordVisit } from "../../src/provisioning/record-visit.ts";
import { createRecorder, type Recorder } from "../../src/provisioning/recorder.ts";
import type { Door, PhoneRequest } from "../../src/provisioning/request.ts";
import { createHandlebarsRenderer } from "../../src/rendering/handlebars-renderer.ts";
import { createRedirectClient } from "../../src/servers/redirect-client.ts";
import { vendors } from "../../src/vendors/index.ts";
import { gateParts } from "../provisioning/answer-parts.ts";
import { startStaff, type TestStaff, WINDOW_MS } from "./start-staff.ts";

const TEMPLATES = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "templates");
const BASE_URL = "http://192.0.2.1:8080/";
/** Where phones are unless they say otherwise. */
export const PHONE = "192.0.2.77";

type Asking = { from?: string; door?: Door; userAgent?: string };

/** The staff API and the ways of phones over one store and one clock, as the daemon puts them together, without sockets. */
export type TestPhones = {
  staff: TestStaff;
  recorder: Recorder;
  watch: CommandWatch;
  /** At the doors of phones. */
  guard: Guard;
  /** A phone's request for a file, taken to its last byte. `operator`: a folder of the operator's own templates. */
  fetch(target: string, asking?: Asking & { operator?: string }): Promise<string>;
  /** A search by SIP PnP. Says what became of it; the phone takes the URL unless `notTaken`. */
  search(
    mac: string,
    asking?: { from?: string; isOnLink?: boolean; notTaken?: string; version?: string; model?: string },
  ): Promise<string>;
  /** An exchange by DHCP that ends with that address. */
  lease(mac: string, address: string): Promise<void>;
  /** Works off what redirect services are to be told until `isDone`. */
  tellRedirects(isDone: () => Promise<boolean>): Promise<void>;
  /** Lets time go by. */
  wait(ms: number): void;
  close(): Promise<void>;
};

export async function startPhones(): Promise<TestPhones> {
  const staff = await startStaff();
  const { store } = staff;
  const clock = () => staff.clock.now;
  const recorder = createRecorder(store, (error) => {
    throw error;
  });
  const reportFault = (error: unknown) => {
    throw error;
  };

  const gate = gateParts(store, clock);
  function answererWith(operator: string) {
    const renderer = createHandlebarsRenderer({ operator, shipped: TEMPLATES });
    return createPhoneAnswerer({
      store,
      vendors,
      renderer,
      bookPages: createBookPages({ store, books: createPhoneBooks(store), renderer }),
      cache: createAnswerCache(1 << 20),
      clock,
      policy: {
        windowMs: WINDOW_MS,
        mayCarryPasswords: (door, address) => door === "https" || /^(?:192\.0\.2|10\.9\.\d+)\./.test(address),
        keepsPlaintext: true,
        isOneTime: () => true,
      },
      recordVisit: createRecordVisit(recorder, clock),
      ...gate,
      deliveries: staff.templates.deliveries,
      admitStranger: createAdmitStranger({
        ...{ store, vendors, clock, recorder, armedForMs: null },
        onAdmitted: () => {},
      }),
    });
  }
  const ours = answererWith(join(TEMPLATES, "none"));
  const findNeighbour = async () => undefined;
  const firstTokens = createFirstTokens(store, "pnp");
  const record = createRecordSearch(recorder, clock);
  const pointPhone = createPhonePointer({ store, vendors, firstTokens, findNeighbour, record, reportFault, clock });
  const pointDhcp = createDhcpPointer({
    store,
    vendors,
    signs: ["class", "prefix", "allow-list"],
    recorder,
    clock,
    firstTokens,
  });

  return {
    staff,
    recorder,
    watch: gate.watch,
    guard: gate.guard,
    async fetch(target, { from = PHONE, door = "http", userAgent, operator } = {}) {
      const request: PhoneRequest = {
        ...{ door, target, userAgent, intent: "fetch", remoteAddress: from, baseUrl: BASE_URL },
      };
      const answerer = operator === undefined ? ours : answererWith(operator);
      const answer = await answerer.answer(request).catch((error: unknown) => String(error));
      if (typeof answer === "object" && answer.outcome === "file") {
        answer.noteTaken?.();
        await answer.confirmDelivery();
        await gate.watch.idle();
      }
      await recorder.flush();
      if (typeof answer === "string") return answer;
      return answer.outcome === "file"
        ? answer.body.toString()
        : answer.outcome === "refused"
          ? answer.reason
          : answer.file.name;
    },
    async search(mac, { from = PHONE, isOnLink = true, notTaken, version, model } = {}) {
      const pointed = await pointPhone({
        ...{ via: "pnp", mac, userAgent: undefined, vendor: undefined, model, firmware: version, address: from },
        baseUrl: isOnLink ? BASE_URL : undefined,
      });
      if (pointed.outcome === "told" && notTaken === undefined) pointed.taken();
      else if (pointed.outcome === "told") pointed.notTaken(notTaken ?? "");
      // A suspected factory reset is looked up a moment later.
      await new Promise((resolve) => setTimeout(resolve, 60));
      await recorder.flush();
      return pointed.outcome;
    },
    async lease(mac, address) {
      const phone = await pointDhcp({ mac, vendorClass: null, isComputer: false, baseUrl: BASE_URL });
      phone?.answered(address);
      await recorder.flush();
      const expiresAt = clock() + 3_600_000;
      await store.saveLeases([
        { ...{ address, key: mac, mac, hostName: null, vendorClass: null, state: "bound", expiresAt } },
      ]);
    },
    async tellRedirects(isDone) {
      const ended = new AbortController();
      const connect = createRedirectClient({ signal: ended.signal });
      const delivery = startRedirectDelivery({
        ...{ store, vendors, connect, clock, reportFault, random: () => 0.5 },
        firstTokens,
        baseUrl: "https://prov.example.com/",
      });
      delivery.wake();
      while (!(await isDone())) await new Promise((resolve) => setTimeout(resolve, 10));
      await delivery.close(1000);
      ended.abort();
    },
    wait(ms) {
      staff.clock.now += ms;
    },
    async close() {
      await recorder.close();
      await staff.close();
    },
  };
}
