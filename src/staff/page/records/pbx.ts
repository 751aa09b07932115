import type { Static } from "@fastify/type-provider-typebox";
import type { LinkAnswer } from "../../schemas/link.ts";
import type { PbxAnswer } from "../../schemas/pbx.ts";
import { fieldsOf, readCount, readList, readOptionalText, readText, readTime } from "../read.ts";

type Raw = Static<typeof PbxAnswer>;

/** All that a PBX's own page shows and changes. */
export type WholePbx = {
  id: string;
  host: string;
  port: number;
  transport: string;
  customer: string | null;
  realm: string | null;
  timezone: string | null;
  language: string | null;
  /** As the API said them, to be edited as text. */
  settings: object;
  vendors: object;
  clientCertificates: readonly { vendor: string; policy: string }[];
  access: { proof: readonly string[]; mode: string; allow: readonly string[]; deny: readonly string[] };
  pausedAt: number | null;
  warnings: readonly string[];
  createdAt: number | null;
  etag: string | undefined;
};

export function readWholePbx(raw: unknown, etag?: string): WholePbx {
  const pbx = fieldsOf<Raw>(raw);
  const access = fieldsOf<Raw["access"]>(pbx.access);
  return {
    etag,
    id: readText(pbx.id),
    host: readText(pbx.host),
    port: readCount(pbx.port),
    transport: readText(pbx.transport),
    customer: readOptionalText(pbx.customer),
    realm: readOptionalText(pbx.realm),
    timezone: readOptionalText(pbx.timezone),
    language: readOptionalText(pbx.language),
    settings: fieldsOf<Raw["settings"]>(pbx.settings),
    vendors: fieldsOf<Raw["vendors"]>(pbx.vendors),
    clientCertificates: Object.entries(fieldsOf<Raw["clientCertificates"]>(pbx.clientCertificates)).map(
      ([vendor, policy]) => ({ vendor, policy: readText(policy) }),
    ),
    access: {
      proof: readList(access.proof, readText),
      mode: readText(access.mode) || "require",
      allow: readList(access.allow, readText),
      deny: readList(access.deny, readText),
    },
    pausedAt: readTime(pbx.pausedAt),
    warnings: readList(pbx.warnings, (warning) => {
      const { pointer, detail } = fieldsOf<{ pointer: string; detail: string }>(warning);
      return `${readText(pointer)} ${readText(detail)}`.trim();
    }),
    createdAt: readTime(pbx.createdAt),
  };
}

/** A link as its own section shows and changes it; never its credentials. */
export type WholeLink = {
  kind: string;
  /** Each setting as text; what has parts, such as a host and a port, by `host:port`. */
  settings: Readonly<Record<string, string>>;
  passwordOrder: string;
  pending: number;
  failed: number;
  lastError: string | null;
  toldAt: number | null;
};

export function readWholeLink(raw: unknown): WholeLink {
  const link = fieldsOf<Static<typeof LinkAnswer>>(raw);
  const { kind, ...settings } = fieldsOf<Record<string, unknown>>(link.settings);
  return {
    kind: readText(kind),
    settings: Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, readSetting(value)])),
    passwordOrder: readText(link.passwordOrder),
    pending: readCount(link.pending),
    failed: readCount(link.failed),
    lastError: readOptionalText(link.lastError),
    toldAt: readTime(link.toldAt),
  };
}

function readSetting(raw: unknown): string {
  const { host, port } = fieldsOf<{ host: string; port: number }>(raw);
  if (host === undefined) return readText(raw);
  return port === undefined ? readText(host) : `${readText(host)}:${readText(port)}`;
}
