import { isIP } from "node:net";
import { notifyHeaders, readRegistrations } from "../../protocols/esl/sofia.ts";
import { oneLine } from "../../protocols/one-line.ts";
import { Password } from "../../provisioning/password.ts";
import type { OpenLink, PbxLink, Registration, SettingsOf } from "../../provisioning/pbx-link.ts";
import { createEslClient, type EslClient } from "./esl-client.ts";
import { PbxFault } from "./kept-connection.ts";

const DEFAULT_PROFILE = "internal";
const LONGEST_WORDS = 100;

type Options = { timeoutMs?: number; now?: () => number };

/**
 * FreeSWITCH. It asks our staff door for every registration (mod_xml_curl), so that it has what we have, and nothing is told: the rest
 * goes over its event socket.
 */
export function createFreeswitchLink(
  link: OpenLink & { settings: SettingsOf<"freeswitch"> },
  { timeoutMs, now = Date.now }: Options = {},
): PbxLink {
  const { settings, credentials, domain, realm } = link;
  const { eventSocket, profile = DEFAULT_PROFILE } = settings;
  const { eventSocketPassword } = credentials;
  const esl =
    eventSocket === undefined || eventSocketPassword === undefined
      ? undefined
      : createEslClient({ ...eventSocket, password: new Password(eventSocketPassword), timeoutMs });
  return {
    apply: async (changes) => changes.map(() => ({ outcome: "done" as const })),
    ...(esl === undefined ? {} : asking(esl, { profile, domain, realm, now })),
    close: async () => esl?.close(),
  };
}

type About = { profile: string; domain: string; realm: string; now: () => number };

function asking(esl: EslClient, { profile, domain, realm, now }: About): Pick<PbxLink, "registrations" | "notify"> {
  return {
    async registrations() {
      try {
        const text = await esl.api(`sofia xmlstatus profile ${profile} reg`);
        const at = now();
        const found = readRegistrations(text);
        if (found === undefined) {
          const words = `FreeSWITCH does not list the profile ${profile}: ${oneLine(text, LONGEST_WORDS)}`;
          return { ok: false, words };
        }
        // A profile may serve other domains, too, whose users are others of the same name.
        const own = found.filter((row) => row.domain === domain || row.authRealm === realm);
        return {
          ok: true,
          registrations: own.map(
            ({ user, contact, agent, networkIp, expiresInSeconds }): Registration => ({
              ...{ username: user, contact, userAgent: agent },
              address: networkIp !== null && isIP(networkIp) > 0 ? networkIp : null,
              expiresAt: at + expiresInSeconds * 1000,
              registeredAt: null,
            }),
          ),
        };
      } catch (error) {
        return { ok: false, words: faultOf(error).message };
      }
    },

    async notify({ username, contact, event }) {
      const headers = notifyHeaders({ profile, user: username, domain, contact, event });
      if (headers === undefined)
        return { outcome: "refused", words: "The event or contact cannot be said to FreeSWITCH" };
      try {
        await esl.sendEvent("NOTIFY", headers);
        return { outcome: "sent" };
      } catch (error) {
        const { kind, message } = faultOf(error);
        return { outcome: kind, words: message };
      }
    },
  };
}

function faultOf(error: unknown): PbxFault {
  if (error instanceof PbxFault) return error;
  throw error;
}
