import { isIP } from "node:net";
import { type AmiContact, isBusyEndpoint, notifyAction, readContact } from "../../protocols/ami/pjsip.ts";
import { Password } from "../../provisioning/password.ts";
import type {
  LinkOutcome,
  NotifyOutcome,
  OpenLink,
  PbxLink,
  Registration,
  SettingsOf,
  WantedChange,
} from "../../provisioning/pbx-link.ts";
import { type AmiClient, createAmiClient, messageOf } from "./ami-client.ts";
import { createAsteriskDatabase } from "./asterisk-database.ts";
import { createAsteriskWizard } from "./asterisk-wizard.ts";
import { PbxFault } from "./kept-connection.ts";

/** Where Asterisk has its accounts from. */
export type AsteriskAccounts = {
  apply(changes: readonly WantedChange[]): Promise<LinkOutcome[]>;
  close(): Promise<void>;
};

/** Asterisk with PJSIP: accounts in its realtime tables or in a file for its wizard, the rest over its manager interface. */
export function createAsteriskLink(
  link: OpenLink & { settings: SettingsOf<"asterisk-pjsip"> },
  { timeoutMs }: { timeoutMs?: number } = {},
): PbxLink {
  const { settings, credentials, realm } = link;
  const { amiUser: username, amiSecret = "", databaseUrl = "" } = credentials;
  const ami =
    settings.ami === undefined || username === undefined
      ? undefined
      : createAmiClient({ ...settings.ami, username, secret: new Password(amiSecret), timeoutMs });
  const { wizardFile: path } = settings;
  const accounts =
    path !== undefined && ami !== undefined
      ? createAsteriskWizard({ path, realm, settings, ami })
      : createAsteriskDatabase(databaseUrl, realm, settings);
  return {
    apply: (changes) => accounts.apply(changes),
    ...(ami === undefined ? {} : asking(ami)),
    async close() {
      await Promise.all([accounts.close(), ami?.close()]);
    },
  };
}

function asking(ami: AmiClient): Pick<PbxLink, "registrations" | "notify" | "isBusy"> {
  return {
    async registrations() {
      try {
        const events = await ami.list([["Action", "PJSIPShowContacts"]], "ContactListComplete");
        return { ok: true, registrations: events.flatMap((event) => toRegistration(readContact(event)) ?? []) };
      } catch (error) {
        return { ok: false, words: faultOf(error).message };
      }
    },

    async notify({ contact, event }): Promise<NotifyOutcome> {
      const action = notifyAction(contact, event);
      if (action === undefined) return { outcome: "refused", words: "The event or contact cannot be said to Asterisk" };
      try {
        const answer = await ami.ask(action);
        if (answer.get("response") === "Success") return { outcome: "sent" };
        return { outcome: "refused", words: `Asterisk refuses the NOTIFY: ${messageOf(answer)}` };
      } catch (error) {
        const { kind, message } = faultOf(error);
        return { outcome: kind, words: message };
      }
    },

    async isBusy(username) {
      try {
        const endpoints = await ami.list([["Action", "PJSIPShowEndpoints"]], "EndpointListComplete");
        const found = endpoints.find((event) => event.get("objectname") === username);
        return found && isBusyEndpoint(found);
      } catch (error) {
        faultOf(error);
        return undefined;
      }
    },
  };
}

function faultOf(error: unknown): PbxFault {
  if (error instanceof PbxFault) return error;
  throw error;
}

/** ViaAddr is what the phone believes to be its address. With rewrite_contact the URI says where its packets come from. */
function toRegistration(contact: AmiContact | undefined): Registration | undefined {
  if (contact === undefined) return undefined;
  const { endpoint: username, uri, userAgent, expiresAt } = contact;
  const [, v6, host = ""] = /^sips?:(?:[^@]*@)?(?:\[([0-9A-Fa-f:.]+)\]|([^:;?>[\]]+))/.exec(uri) ?? [];
  const address = v6 ?? host;
  return {
    username,
    contact: uri,
    userAgent,
    address: isIP(address) === 0 ? null : address,
    expiresAt,
    registeredAt: null,
  };
}
