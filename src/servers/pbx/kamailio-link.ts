import { isIPv6 } from "node:net";
import type { LinkOutcome, NotifyOutcome, OpenLink, PbxLink, SettingsOf } from "../../provisioning/pbx-link.ts";
import { findContact, readBusy, readRegistrations, readUsed } from "./kamailio-answers.ts";
import { type CallRpc, createReloader, createRpc } from "./kamailio-rpc.ts";
import { type KamailioTables, md5, readHa1, writeTables } from "./kamailio-tables.ts";
import { openPbxDatabase } from "./pbx-database.ts";

/** By user, MD5 of the HA1 that it registered with last: docs/pbx/kamailio.cfg sets it. */
const USED_TABLE = "offhook_used";

/** Kamailio 5.6: accounts and addresses in its database, everything else by JSON-RPC. */
export function createKamailioLink(
  link: OpenLink & { settings: SettingsOf<"kamailio"> },
  { signal }: { signal: AbortSignal },
): PbxLink {
  const { settings, credentials, realm } = link;
  const { rpcUrl, addressGroup } = settings;
  const database = openPbxDatabase<KamailioTables>(credentials.databaseUrl ?? "");
  const rpc = rpcUrl === undefined ? undefined : createRpc(rpcUrl, signal);
  const addresses = rpc === undefined || addressGroup === undefined ? undefined : createReloader(rpc, signal);

  return {
    async apply(changes) {
      const written = await database.transaction((trx) => writeTables(trx, changes, link, addressGroup));
      if (!written.ok) return changes.map(() => written.fault);
      const { outcomes, addressChanged } = written.value;
      if (addresses === undefined || !changes.some((change) => "mac" in change)) return outcomes;
      if (addressChanged) addresses.changed();
      const reloaded = await addresses.reload();
      return outcomes.map((outcome, at): LinkOutcome => ("mac" in (changes[at] ?? {}) ? reloaded : outcome));
    },
    ...(rpc === undefined ? {} : askedByRpc(rpc, link)),
    ...(rpc === undefined
      ? {}
      : {
          async registeredAnew(usernames) {
            if (usernames.length === 0) return [];
            const dumped = await rpc("htable.dump", [USED_TABLE]);
            if (!dumped.ok) return [];
            const used = readUsed(dumped.result);
            const known = await database.transaction((trx) => readHa1(trx, usernames, realm));
            if (!known.ok) return [];
            return usernames.filter((username) => {
              const ha1 = known.value.get(username);
              return ha1 !== undefined && used.get(username) === md5(ha1);
            });
          },
        }),
    close: () => database.close(),
  };
}

function askedByRpc(rpc: CallRpc, link: OpenLink): Pick<PbxLink, "registrations" | "notify" | "isBusy"> {
  const domains = [link.domain, link.realm];
  return {
    async registrations() {
      const dumped = await rpc("ul.dump");
      if (!dumped.ok) return { ok: false, words: dumped.words };
      return { ok: true, registrations: readRegistrations(dumped.result, domains, Date.now()) };
    },

    async notify({ username, contact, event }): Promise<NotifyOutcome> {
      if (/[\r\n]/.test(username + contact + event))
        return { outcome: "refused", words: "A line break in the contact" };
      const looked = await lookUp(rpc, username, link.domain);
      if (typeof looked === "string") return { outcome: "unreachable", words: looked };
      const found = findContact(looked, contact);
      if (found === undefined) return { outcome: "unreachable", words: "The phone is no longer registered there" };
      const host = isIPv6(link.domain) ? `[${link.domain}]` : link.domain;
      const headers = [
        `From: <sip:${host}>`,
        `To: <sip:${username}@${host}>`,
        `Contact: <sip:${host}>`,
        `Event: ${event}`,
        "Subscription-State: terminated",
      ];
      // Behind address translation a phone is reached where its packets come from.
      const way = [found.received ?? ".", found.socket ?? "."];
      const told = await rpc("tm.t_uac_wait", ["NOTIFY", contact, ...way, `${headers.join("\r\n")}\r\n`]);
      if (!told.ok) return { outcome: "unreachable", words: `No answer of the phone: ${told.words}` };
      const [status, reason] = Array.isArray(told.result) ? (told.result as unknown[]) : [];
      if (typeof status !== "number") return { outcome: "sent" };
      if (status >= 200 && status < 300) return { outcome: "accepted" };
      // Kamailio's own, when its time is up.
      if (status === 408) return { outcome: "unreachable", words: "The phone did not answer" };
      return { outcome: "refused", words: `The phone answered ${status} ${String(reason)}` };
    },

    async isBusy(username) {
      const listed = await rpc("dlg.briefing", ["fts"]);
      return listed.ok ? readBusy(listed.result, username) : undefined;
    },
  };
}

/** An account's contacts, or why there are none. Kamailio knows it by user, or by user and domain where usrloc has `use_domain`. */
async function lookUp(rpc: CallRpc, username: string, domain: string): Promise<unknown> {
  const looked = await rpc("ul.lookup", ["location", username]);
  if (looked.ok) return looked.result;
  const withDomain = await rpc("ul.lookup", ["location", `${username}@${domain}`]);
  return withDomain.ok ? withDomain.result : looked.words;
}
