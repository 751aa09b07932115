import { type Mac, parseMac } from "../../src/provisioning/mac.ts";
import { Password, type PasswordKind } from "../../src/provisioning/password.ts";
import { OPEN_ACCESS } from "../../src/provisioning/pbx-access.ts";
import type { Phone } from "../../src/provisioning/phone.ts";
import type { ClaimedGrant, NewLine, NewPbx, NewPhone, Store } from "../../src/provisioning/ports.ts";
import type { NewRedirectAccount } from "../../src/provisioning/redirect.ts";

export const ALL_KINDS: readonly PasswordKind[] = ["sip", "menu", "web"];
export const WINDOW_MS = 600_000;
export const ANNA = "192.0.2.1";
export const BERT = "192.0.2.2";

function mac(text: string): Mac {
  const parsed = parseMac(text);
  if (parsed === undefined) throw new Error(`${text} is not a MAC`);
  return parsed;
}
/** One of many Snom phones. */
export function macNumber(number: number): Mac {
  return mac(`000413${number.toString(16).padStart(6, "0")}`);
}
export const MAC = mac("0004137447D0");
export const OTHER_MAC = mac("805EC017DE13");

export function newPbx(id = "main", more: Partial<NewPbx> = {}): NewPbx {
  return {
    id,
    host: `${id}.example.org`,
    port: 5060,
    transport: "udp",
    customer: null,
    settings: {},
    vendors: {},
    clientCertificates: {},
    access: OPEN_ACCESS,
    ...more,
  };
}

export function newLine(username: string, more: Partial<NewLine> = {}): NewLine {
  return {
    username,
    displayName: `Name of ${username}`,
    label: null,
    newPassword: new Password(`sip-secret-${username}`),
    ...more,
  };
}

export function newPhone(more: Partial<NewPhone> = {}): NewPhone {
  return {
    mac: MAC,
    macId: null,
    pbxId: "main",
    vendorId: "snom",
    vendorSource: "prefix",
    model: "D785",
    modelSource: "operator",
    label: "Reception",
    lines: [newLine("20")],
    keys: [{ type: "blf", value: "21", label: "Bert" }],
    modules: [],
    handsets: [],
    profileId: null,
    settings: { language: "de" },
    passwords: { menu: new Password("menu-secret"), web: new Password("web-secret") },
    armedUntil: null,
    ...more,
  };
}

export const REDIRECT_CREDENTIALS = { username: "redirect-user-Kc27", password: "redirect-secret-Vq81" };

/** An account of the PBX `main`. */
export function newRedirectAccount(more: Partial<NewRedirectAccount> = {}): NewRedirectAccount {
  return {
    pbxId: "main",
    service: "snom-sraps",
    vendorId: "snom",
    baseUrl: "https://api.example.com/",
    label: "Offhook",
    needsMacId: false,
    checkFirst: true,
    username: new Password(REDIRECT_CREDENTIALS.username),
    password: new Password(REDIRECT_CREDENTIALS.password),
    ...more,
  };
}

/** Admits a phone, on the PBX `main`, which is made where it is missing. */
export async function admit(store: Store, more: Partial<NewPhone> = {}): Promise<Phone> {
  await store.createPbx(newPbx());
  return expectPhone(await store.createPhone(newPhone(more)));
}

export function expectPhone(
  outcome: Awaited<ReturnType<Store["updatePhone"]>> | Awaited<ReturnType<Store["createPhone"]>>,
): Phone {
  if (typeof outcome === "string" || "problem" in outcome) throw new Error(`no phone but ${JSON.stringify(outcome)}`);
  return outcome;
}

export function claim(store: Store, phone: Phone, requester = ANNA, kinds = ALL_KINDS): Promise<ClaimedGrant[]> {
  return store.claimGrants({ phoneId: phone.phoneId, kinds, requester, windowMs: WINDOW_MS });
}

/** The passwords that a claim may send, by kind and account. */
export function passwordsIn(grants: readonly ClaimedGrant[]): Record<string, string> {
  return Object.fromEntries(
    grants.flatMap(({ kind, account, password }) =>
      password === undefined ? [] : [[account === null ? kind : `${kind} ${account}`, password.reveal()]],
    ),
  );
}

export async function statesOf(store: Store, phone: Phone): Promise<Record<string, string>> {
  const grants = await store.listGrants(phone.phoneId);
  return Object.fromEntries(
    grants.map(({ kind, account, state }) => [account === null ? kind : `${kind} ${account}`, state]),
  );
}
