import { answerIdentity } from "./answer-rows.ts";
import { sealedKeyIdentity } from "./audit-trail.ts";
import { deskPinIdentity } from "./desk-pin-rows.ts";
import { ha1Identity, passwordIdentity, previousHa1Identity } from "./password-rows.ts";
import { linkIdentity } from "./pbx-link-rows.ts";
import { loginIdentity } from "./proof-rows.ts";
import { credentialsIdentity } from "./redirect-account-rows.ts";
import { secondFactorIdentity } from "./second-factor-rows.ts";
import type { Tables } from "./tables.ts";
import { uploadIdentity } from "./upload-rows.ts";
import { webhookIdentity } from "./webhook-rows.ts";

export type SealedColumn = {
  table: keyof Tables;
  column: string;
  /** The primary key, whose order is the order of the work, and what else the identity needs. */
  key: readonly string[];
  /** How many are taken together, where values are large. */
  together?: number;
  /** What a row's value was sealed for. */
  identity(row: Readonly<Record<string, unknown>>): string;
};

/** Every column that holds what the vault has sealed. A test compares it with the tables. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  {
    table: "account_secrets",
    column: "sealed_password",
    key: ["account_id"],
    identity: ({ account_id }) => passwordIdentity({ kind: "sip", phoneId: 0, accountId: Number(account_id) }),
  },
  {
    table: "account_secrets",
    column: "sealed_ha1",
    key: ["account_id"],
    identity: ({ account_id }) => ha1Identity(Number(account_id)),
  },
  {
    table: "account_secrets",
    column: "sealed_previous_ha1",
    key: ["account_id"],
    identity: ({ account_id }) => previousHa1Identity(Number(account_id)),
  },
  {
    table: "pbx_links",
    column: "sealed_credentials",
    key: ["pbx_id"],
    identity: ({ pbx_id }) => linkIdentity(String(pbx_id)),
  },
  {
    table: "phone_secrets",
    column: "sealed_password",
    key: ["phone_id", "kind"],
    identity: ({ phone_id, kind }) =>
      passwordIdentity({ kind: kind === "menu" ? "menu" : "web", phoneId: Number(phone_id), accountId: null }),
  },
  {
    table: "redirect_accounts",
    column: "sealed_credentials",
    key: ["pbx_id", "service"],
    identity: ({ pbx_id, service }) => credentialsIdentity(String(pbx_id), String(service)),
  },
  {
    table: "kept_answers",
    column: "sealed_body",
    key: ["key_id", "idempotency_key"],
    identity: ({ key_id, idempotency_key }) => answerIdentity(String(key_id), String(idempotency_key)),
  },
  { table: "webhooks", column: "sealed_secret", key: ["id"], identity: ({ id }) => webhookIdentity(String(id)) },
  { table: "sealed_keys", column: "sealed_key", key: ["id"], identity: ({ id }) => sealedKeyIdentity(String(id)) },
  {
    table: "phone_proofs",
    column: "sealed_login",
    key: ["id", "phone_id"],
    identity: ({ phone_id }) => loginIdentity(Number(phone_id)),
  },
  {
    table: "desk_pins",
    column: "sealed_hash",
    key: ["account_id"],
    identity: ({ account_id }) => deskPinIdentity(Number(account_id)),
  },
  {
    table: "phone_uploads",
    column: "sealed_content",
    key: ["id", "phone_id"],
    together: 4,
    identity: ({ id, phone_id }) => uploadIdentity(Number(phone_id), String(id)),
  },
  { table: "people", column: "sealed_totp", key: ["id"], identity: ({ id }) => secondFactorIdentity(String(id)) },
];
