import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import type { Daemon } from "../daemon/start-daemon.ts";
import { type KamailioDatabase, makeKamailioTables } from "./kamailio-tables.ts";

const PORT = 5060;
const EXPIRES_S = 3600;
const PASSWORD = /<user_pass idx="1"[^>]*>([^<]+)</;

/** A phone of a fleet: it fetches when it is told to, and registers with the password that it holds. */
export type FleetPhone = {
  mac: string;
  user: string;
  address: string;
  password: string;
  registeredAt: number;
  fetches: number;
};
export type Fleet = {
  phones: readonly FleetPhone[];
  database: KamailioDatabase;
  rpcUrl: string;
  /** Phones that do as if they had not heard the NOTIFY that they took. */
  deaf: Set<string>;
  fetch(phone: FleetPhone): Promise<void>;
  /** Phones that the PBX would turn away now. */
  shutOut(): Promise<FleetPhone[]>;
  close(): Promise<void>;
};

/**
 * Phones by the thousand at a PBX with Kamailio's tables and its RPC, as test/pbx/kamailio-link.test.ts has the answers from the real
 * one. Registering is comparing HA1 with the table `subscriber`, as Kamailio does.
 */
export async function startFleet(size: number, realm: string, folder: string, daemon: () => Daemon): Promise<Fleet> {
  const database = await makeKamailioTables("sqlite", folder);
  const phones = Array.from({ length: size }, (_, at): FleetPhone => {
    const number = at + 1;
    return {
      mac: `000413${number.toString(16).toUpperCase().padStart(6, "0")}`,
      user: String(100_000 + at),
      // In 127.16.0.0/12: one address for each phone.
      address: `127.${16 + (number >> 16)}.${(number >> 8) & 255}.${number & 255}`,
      ...{ password: "", registeredAt: 0, fetches: 0 },
    };
  });
  const byUser = new Map(phones.map((phone) => [phone.user, phone]));
  const deaf = new Set<string>();
  const ha1Of = ({ user, password }: FleetPhone) =>
    createHash("md5").update(`${user}:${realm}:${password}`).digest("hex");

  async function known(): Promise<ReadonlyMap<string, string>> {
    const rows = await database.run("select username, ha1 from subscriber");
    return new Map(rows.map(({ username, ha1 }) => [String(username), String(ha1)]));
  }

  /** A phone that the PBX turns away tries again, as real ones do, and is let in once the PBX has its password. */
  async function register(phone: FleetPhone): Promise<void> {
    if ((await known()).get(phone.user) === ha1Of(phone)) phone.registeredAt = Date.now();
    else setTimeout(() => void register(phone), 500).unref();
  }

  async function fetch(phone: FleetPhone): Promise<void> {
    // The daemon may be dead at this moment: phones try again.
    const answer = await daemon()
      .fetch(`/${phone.mac}.xml`, { from: phone.address })
      .catch(() => undefined);
    if (answer === undefined) {
      setTimeout(() => void fetch(phone), 1000).unref();
      return;
    }
    phone.fetches += 1;
    const password = PASSWORD.exec(answer.body)?.[1];
    if (password === undefined) return;
    phone.password = password;
    await register(phone);
  }

  const contactOf = ({ user, address }: FleetPhone) => `sip:${user}@${address}:${PORT}`;
  const entryOf = (phone: FleetPhone) => ({
    Contact: {
      Address: contactOf(phone),
      Expires: EXPIRES_S,
      "User-Agent": "snomD785/10.1.64.14",
      Received: "[not set]",
      Socket: "[not set]",
      "Last-Modified": Math.floor(phone.registeredAt / 1000),
    },
  });
  const methods: Record<string, (params: unknown[]) => unknown> = {
    "ul.dump": () => {
      const AoRs = phones
        .filter(({ registeredAt }) => registeredAt > 0)
        .map((phone) => ({ Info: { AoR: phone.user, Contacts: [entryOf(phone)] } }));
      return { Domains: [{ Domain: { AoRs } }] };
    },
    "ul.lookup": ([, user]) => ({
      Contacts: [byUser.get(String(user))].flatMap((phone) => (phone ? [entryOf(phone)] : [])),
    }),
    "dlg.briefing": () => [],
    "htable.dump": () => [],
    "tm.t_uac_wait": ([, contact]) => {
      const phone = byUser.get(/^sip:(\d+)@/.exec(String(contact))?.[1] ?? "");
      if (phone !== undefined && !deaf.has(phone.mac)) setTimeout(() => void fetch(phone), 20);
      return [200, "OK"];
    },
  };
  const server = createServer(async (request, response) => {
    const { id, method, params = [] } = (await json(request)) as { id: number; method: string; params?: unknown[] };
    const body = JSON.stringify({ jsonrpc: "2.0", id, result: methods[method]?.(params) ?? null });
    response.writeHead(200, { "content-type": "application/json" }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  return {
    phones,
    database,
    rpcUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/RPC`,
    deaf,
    fetch,
    async shutOut() {
      const accounts = await known();
      return phones.filter((phone) => accounts.get(phone.user) !== ha1Of(phone));
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await database.close();
    },
  };
}
