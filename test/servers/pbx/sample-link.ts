import { createHash } from "node:crypto";
import { Password } from "../../../src/provisioning/password.ts";
import type { OpenLink, SettingsOf, WantedChange } from "../../../src/provisioning/pbx-link.ts";

export const REALM = "pbx.example.org";
type Account = Extract<WantedChange, { wanted: "account" }>;

export function ha1Of(name: string, realm: string, password: string): string {
  return createHash("md5").update(`${name}:${realm}:${password}`).digest("hex");
}

/** An account that is wanted, with the HA1 of its password. */
export function account(username: string, more: Partial<Account> & { plain?: string } = {}): Account {
  const { plain = `secret-of-${username}`, ...others } = more;
  const authName = others.authName ?? username;
  return {
    ...{ wanted: "account", generation: 1, username, authName, displayName: `Desk ${username}`, number: username },
    ha1: new Password(ha1Of(authName, REALM, plain)),
    password: new Password(plain),
    previousHa1: undefined,
    phones: 1,
    ...others,
  };
}

export function removal(username: string): WantedChange {
  return { wanted: "no-account", username, generation: 2 };
}

export function asteriskLink(
  settings: Omit<SettingsOf<"asterisk-pjsip">, "kind">,
  credentials: OpenLink["credentials"],
): OpenLink & { settings: SettingsOf<"asterisk-pjsip"> } {
  return {
    ...{ pbxId: "main", credentials, domain: REALM, realm: REALM, revision: 1, createdAt: 0 },
    settings: { kind: "asterisk-pjsip", ...settings },
  };
}
