import { createHash } from "node:crypto";
import { type Mac, parseMac } from "../../src/provisioning/mac.ts";
import { Password } from "../../src/provisioning/password.ts";
import type { PbxLink, WantedChange } from "../../src/provisioning/pbx-link.ts";
import { createKamailioLink } from "../../src/servers/pbx/kamailio-link.ts";
import { createSipPhone, type SipPhone, type SipPhoneOptions } from "./sip-phone.ts";
import { ADDRESS_GROUP, type Kamailio, REALM } from "./start-kamailio.ts";

export const MAC = parseMac("000413922D24") as Mac;
export const OTHER_MAC = parseMac("805EC0AABBCC") as Mac;

export function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

export function ha1(user: string, password: string): Password {
  return new Password(md5(`${user}:${REALM}:${password}`));
}

export function account(username: string, password: string, more: Record<string, unknown> = {}): WantedChange {
  return {
    ...{ wanted: "account", generation: 1, username, authName: username, displayName: "", number: username },
    ...{ ha1: ha1(username, password), password: new Password(password), previousHa1: undefined },
    ...more,
  } as WantedChange;
}

export function phone(mac: Mac, address: string | null): WantedChange {
  return { wanted: "phone", generation: 1, mac, address };
}

export function linkTo(
  kamailio: Pick<Kamailio, "database" | "rpcUrl">,
  more: { rpcUrl?: string; databaseUrl?: string } = {},
): PbxLink {
  const { rpcUrl = kamailio.rpcUrl, databaseUrl = kamailio.database.url } = more;
  return createKamailioLink(
    {
      ...{ pbxId: "main", revision: 1, createdAt: 1, domain: "127.0.0.1", realm: REALM },
      settings: { kind: "kamailio", rpcUrl, addressGroup: ADDRESS_GROUP },
      credentials: { databaseUrl },
    },
    { signal: new AbortController().signal },
  );
}

export function sipPhoneAt(
  { registrar }: Kamailio,
  user: string,
  more: Partial<SipPhoneOptions> = {},
): Promise<SipPhone> {
  const usual = { domain: "127.0.0.1", localAddress: "127.0.0.1", userAgent: "snomD785/10.1.64.14" };
  return createSipPhone({ user, registrar, ...usual, ...more });
}
