import { Password } from "../../provisioning/password.ts";
import type { LinkOutcome, OpenLink, PbxLink, SettingsOf, WantedChange } from "../../provisioning/pbx-link.ts";
import type { SignedMessage, WebhookReply } from "../../provisioning/webhook.ts";

/**
 * A PBX that takes signed JSON, one message for each change. Its id is the same at every try and another for each change, so
 * that a receiver that keeps the last id of each account applies nothing twice.
 */
export function createWebhookLink(
  link: OpenLink & { settings: SettingsOf<"webhook"> },
  send: (message: SignedMessage) => Promise<WebhookReply>,
): PbxLink {
  const { pbxId, settings, credentials, realm, domain, createdAt } = link;
  const secret = new Password(credentials.secret ?? "");

  async function tell(change: WantedChange): Promise<LinkOutcome> {
    const name = "username" in change ? change.username : change.mac;
    const messageId = `msg_${Buffer.from(JSON.stringify([pbxId, createdAt, change.wanted, name, change.generation])).toString("base64url")}`;
    const body = JSON.stringify({ type: TYPES[change.wanted], data: { pbx: pbxId, ...dataOf(change, realm, domain) } });
    const reply = await send({ url: settings.url, secret, messageId, body });
    return reply.ok ? { outcome: "done" } : { outcome: "later", words: reply.words };
  }

  return {
    async apply(changes) {
      const outcomes: LinkOutcome[] = [];
      for (const change of changes) {
        const [last] = outcomes.slice(-1);
        // A receiver that is away is not asked a hundred times.
        outcomes.push(last?.outcome === "later" ? last : await tell(change));
      }
      return outcomes;
    },
    close: async () => undefined,
  };
}

const TYPES = {
  account: "account.set",
  "no-account": "account.removed",
  phone: "phone.allowed",
  "no-phone": "phone.denied",
} as const;

function dataOf(change: WantedChange, realm: string, domain: string) {
  if (change.wanted !== "account") return "mac" in change ? { mac: change.mac } : { account: change.username };
  const { username, authName, displayName, number, ha1, password } = change;
  return {
    account: username,
    authName,
    displayName,
    number,
    realm,
    domain,
    ha1: ha1.reveal(),
    password: password?.reveal() ?? null,
  };
}
