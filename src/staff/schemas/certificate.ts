import { type Static, Type } from "@fastify/type-provider-typebox";
import { daysLeft } from "../../provisioning/expiry-alarm.ts";
import type { Store } from "../../provisioning/ports.ts";
import { type ImportedAuthority, RENEWALS, type TlsControl } from "../../provisioning/tls-control.ts";
import { MacAnswer, Time, toTime } from "./shared.ts";

const closed = { additionalProperties: false } as const;
const Fingerprint = Type.String({ description: "SHA-256, hex" });
const DaysLeft = Type.Integer({ description: "Whole days that are left, rounded up; 0: it is over" });
const MAX_PEM_LENGTH = 200_000;

export const CaAnswer = Type.Object(
  {
    source: Type.Enum(["own", "files"], { description: "own: this installation's authority issued the certificate" }),
    server: Type.Object(
      {
        subject: Type.String(),
        expiresAt: Time,
        daysLeft: DaysLeft,
        doubts: Type.Array(Type.String(), { description: "Why phones that check it may stay away" }),
      },
      closed,
    ),
    authorities: Type.Array(
      Type.Object(
        {
          role: Type.Enum(["active", "next"], { description: "active issued the certificate; next will take over" }),
          id: Type.String({ description: "How its fingerprint begins" }),
          subject: Type.String(),
          expiresAt: Time,
          daysLeft: DaysLeft,
          phones: Type.Integer({ description: "How many phones have taken it from here" }),
        },
        closed,
      ),
      { description: "What phones are given to trust" },
    ),
  },
  closed,
);

export async function answerAuthorities(
  { source, server, authorities }: ReturnType<TlsControl["describe"]>,
  store: Store,
  now: number,
): Promise<Static<typeof CaAnswer>> {
  const when = (expiresAt: number) => ({ expiresAt: toTime(expiresAt), daysLeft: daysLeft(expiresAt, now) });
  return {
    source,
    server: { subject: server.subject, ...when(server.expiresAt), doubts: [...server.doubts] },
    authorities: await Promise.all(
      authorities.map(async ({ role, id, subject, expiresAt }) => ({
        ...{ role, id, subject, ...when(expiresAt) },
        phones: await store.countPhonesThatKnow(id),
      })),
    ),
  };
}

export const RenewBody = Type.Object(
  {
    what: Type.Optional(
      Type.Enum(RENEWALS, {
        description:
          "server (unless given): a new certificate from the same authority; authority: a next authority, given to phones beside the active one; switch: the next one takes over",
      }),
    ),
  },
  closed,
);

export const DeviceAnswer = Type.Object(
  {
    mac: MacAnswer,
    certificate: Type.String({ description: "PEM" }),
    key: Type.String({ description: "PEM; kept nowhere" }),
    authority: Type.String({ description: "PEM" }),
    pkcs12: Type.String({ description: "All three as a PKCS#12 file, in base64" }),
    passphrase: Type.String({ description: "Opens the PKCS#12 file" }),
  },
  closed,
);

export const VendorParams = Type.Object({ vendor: Type.String({ format: "short-name" }) });
export const FingerprintParams = Type.Object({
  vendor: Type.String({ format: "short-name" }),
  fingerprint: Type.String({ pattern: "^[0-9A-Fa-f]{64}$" }),
});
export const ImportBody = Type.Object(
  {
    pem: Type.String({
      minLength: 1,
      maxLength: MAX_PEM_LENGTH,
      description: "Certificates of authorities, and lists of revoked certificates that one of them signed, in PEM",
    }),
  },
  closed,
);

export const ImportedAnswer = Type.Object(
  {
    items: Type.Array(
      Type.Object(
        {
          vendor: Type.String(),
          subject: Type.String(),
          fingerprint: Fingerprint,
          expiresAt: Time,
          revoked: Type.Integer({ description: "How many certificates its lists take back" }),
        },
        closed,
      ),
    ),
  },
  closed,
);

export function answerImported(imported: readonly ImportedAuthority[]): Static<typeof ImportedAnswer> {
  return { items: imported.map(({ expiresAt, ...rest }) => ({ ...rest, expiresAt: toTime(expiresAt) })) };
}
