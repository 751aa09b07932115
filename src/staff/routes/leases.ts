import { type Static, Type } from "@fastify/type-provider-typebox";
import { suggestVendor } from "../../provisioning/identify.ts";
import type { StoredLease } from "../../provisioning/lease.ts";
import { parseMac } from "../../provisioning/mac.ts";
import type { Api, StaffDeps } from "../context.ts";
import {
  answers,
  DEFAULT_PAGE_ITEMS,
  nullableText,
  pageOf,
  SearchQuery,
  Time,
  toPage,
  toTime,
} from "../schemas/shared.ts";

const LeaseAnswer = Type.Object(
  {
    address: Type.String(),
    mac: nullableText({ description: "12 upper-case hex digits; null: of a declined address nobody is known" }),
    hostName: nullableText({ description: "As the client says it" }),
    vendorClass: nullableText({ description: "Option 60" }),
    state: Type.Enum(["bound", "expired", "declined"], {
      description:
        "`declined`: a device uses the address that did not get it from here; it is left alone until `expiresAt`",
    }),
    expiresAt: Time,
    vendor: nullableText({ description: "Id of the vendor that the MAC's prefix suggests" }),
    admitted: Type.Boolean({ description: "Whether it is a phone on the allow-list" }),
  },
  { additionalProperties: false },
);

export function addLeaseRoutes(api: Api, { store, vendors, clock }: StaffDeps): void {
  function answerLease(lease: StoredLease & { isAdmitted: boolean }): Static<typeof LeaseAnswer> {
    const { address, mac, hostName, vendorClass, expiresAt, isAdmitted } = lease;
    const parsed = parseMac(mac);
    const state = expiresAt <= clock() ? "expired" : lease.state;
    const vendor = parsed === undefined ? undefined : suggestVendor(parsed, vendors);
    return {
      ...{ address, mac: mac || null, hostName, vendorClass, state, expiresAt: toTime(expiresAt) },
      ...{ vendor: vendor?.id ?? null, admitted: isAdmitted },
    };
  }

  api.get(
    "/leases",
    {
      schema: {
        tags: ["Leases"],
        summary: "Addresses that were given out by DHCP, expired ones too",
        querystring: SearchQuery,
        response: answers({ 200: pageOf(LeaseAnswer) }, "invalid-query"),
      },
    },
    async (request) => {
      const { limit = DEFAULT_PAGE_ITEMS, cursor, search } = request.query;
      return toPage(await store.pageLeases({ limit, cursor, search }), answerLease);
    },
  );
}
