import { expect } from "vitest";
import type { Mac } from "../../src/provisioning/mac.ts";
import type { PasswordOrder } from "../../src/provisioning/pbx-link.ts";
import { createSimulatedPhone, type SimulatedPhone } from "../../src/simulation/simulated-phone.ts";
import { type Daemon, makeDataDir, removeFolder, startDaemon } from "../daemon/start-daemon.ts";
import { createSipPhone, type SipPhone } from "./sip-phone.ts";
import { type Kamailio, REALM } from "./start-kamailio.ts";
import { waitUntil } from "./wait-until.ts";

const SIP_USER_AGENT = "snomD785/10.1.64.14";

/** A desk phone: it fetches its configuration, and does SIP with what it holds then. */
export type DeskPhone = {
  mac: Mac;
  simulated: SimulatedPhone;
  boot(): Promise<void>;
  /** The status of registering with the password that it holds, or another, as itself or somebody else. */
  register(as?: { password?: string; user?: string; from?: string; userAgent?: string }): Promise<number>;
  /** The SIP password that it holds. */
  password(): string;
};
export type Site = {
  daemon(): Daemon;
  /** Kills the daemon, or stops it, and starts it again. */
  /** `whileDown`: what is looked at before the next daemon goes on. */
  restart(signal: NodeJS.Signals, whileDown?: () => Promise<void>): Promise<void>;
  setLink(order: PasswordOrder, settings?: Record<string, unknown>, databaseUrl?: string): Promise<void>;
  /** An account and a phone that has it. */
  admit(mac: string, user: string): Promise<void>;
  reset(mac: string): Promise<void>;
  /** A phone on an address of its own. */
  deskPhone(mac: string, address: string): DeskPhone;
  /** Waits until the PBX has been told of everything. */
  told(): Promise<void>;
  close(): Promise<void>;
};

/** The real daemon beside a real Kamailio. */
export async function startSite(kamailio: Kamailio): Promise<Site> {
  const dataDir = makeDataDir();
  let daemon = await startDaemon(dataDir);
  const sipPhones = new Map<string, SipPhone>();
  const { host, port } = kamailio.registrar;
  const api = async (method: string, path: string, body: unknown, status: number) => {
    const answer = await daemon.api(method, `/api/v1${path}`, body);
    expect(answer.status, answer.text).toBe(status);
    return answer.json as Record<string, unknown>;
  };
  await api("POST", "/pbxs", { id: "main", host, port, realm: REALM }, 201);

  return {
    daemon: () => daemon,
    async restart(signal, whileDown) {
      await daemon.stop(signal);
      await whileDown?.();
      daemon = await startDaemon(dataDir);
    },
    async setLink(passwordOrder, settings = {}, databaseUrl = kamailio.database.url) {
      const answer = await daemon.api("PUT", "/api/v1/pbxs/main/link", {
        settings: { kind: "kamailio", rpcUrl: kamailio.rpcUrl, ...settings },
        credentials: { databaseUrl },
        passwordOrder,
      });
      expect(answer.status, answer.text).toBeLessThan(300);
      expect(answer.text).not.toContain(databaseUrl);
    },
    async admit(mac, username) {
      await api("POST", "/pbxs/main/accounts", { username }, 201);
      await api("POST", "/phones", { mac, pbx: "main", model: "D785", lines: [{ account: username }] }, 201);
    },
    async reset(mac) {
      await api("POST", `/phones/${mac}/passwords/reset`, { kinds: ["sip"] }, 200);
    },
    deskPhone(mac, address) {
      const base = `http://${daemon.doors.http}/`;
      let simulated = createSimulatedPhone({
        vendor: "snom",
        model: "D785",
        mac: mac as Mac,
        base,
        localAddress: address,
      });
      const account = () => {
        const [found] = simulated.holds().accounts;
        if (!found?.password || !found.server) throw new Error(`${mac} holds no account`);
        return { user: found.user, server: found.server, password: found.password };
      };
      return {
        mac: mac as Mac,
        get simulated() {
          return simulated;
        },
        async boot() {
          // Its memory stays, the daemon's port may be another.
          simulated = createSimulatedPhone({
            ...{ vendor: "snom", model: "D785", mac: mac as Mac, localAddress: address },
            ...{ base: `http://${daemon.doors.http}/`, flash: simulated.flash() },
          });
          await simulated.boot();
        },
        async register(as = {}) {
          const held = account();
          const place = {
            user: as.user ?? held.user,
            localAddress: as.from ?? address,
            userAgent: as.userAgent ?? SIP_USER_AGENT,
          };
          const key = JSON.stringify([mac, place]);
          const registrar = { host: held.server, port };
          // As a phone does: one port for as long as it runs.
          const sip = sipPhones.get(key) ?? (await createSipPhone({ ...place, domain: held.server, registrar }));
          sipPhones.set(key, sip);
          return (await sip.register(as.password ?? held.password)).status;
        },
        password: () => account().password,
      };
    },
    async told() {
      await waitUntil(
        "the PBX is told",
        async () => (await daemon.api("GET", "/api/v1/pbxs/main/link")).json as { pending: number; failed: number },
        ({ pending, failed }) => pending === 0 && failed === 0,
        20_000,
      );
    },
    async close() {
      for (const sip of sipPhones.values()) sip.close();
      await daemon.stop();
      removeFolder(dataDir);
    },
  };
}
