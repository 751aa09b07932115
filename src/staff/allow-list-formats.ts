import { isIPv4, isIPv6 } from "node:net";
import type { AdmittedPhone } from "../provisioning/allow-list.ts";
import { toNullableTime } from "./schemas/shared.ts";

type FormatOptions = {
  /** Name of the nftables table that the sets lie in. */
  table: string;
  /** Kamailio's `grp`. */
  group: number;
};

/** How one format writes the list: each page as it comes, and what stands around them. */
type Format = {
  contentType: string;
  write(pages: AsyncIterable<readonly AdmittedPhone[]>, options: FormatOptions): AsyncGenerator<string>;
};

/** An nftables statement takes any number; lines of this many stay readable. */
const ELEMENTS_A_LINE = 500;
const SET = { ipv4: "phones4", ipv6: "phones6", mac: "phonemacs" } as const;

export const ALLOW_LIST_FORMATS = {
  json: {
    contentType: "application/json; charset=utf-8",
    async *write(pages) {
      yield '{"items":[';
      let separator = "";
      for await (const page of pages) {
        if (page.length === 0) continue;
        yield separator + page.map((phone) => JSON.stringify(answerAdmitted(phone))).join(",");
        separator = ",";
      }
      yield '],"next":null}';
    },
  },
  csv: {
    contentType: "text/csv; charset=utf-8; header=present",
    async *write(pages) {
      yield "mac,vendor,model,pbx,address,seen,accounts\r\n";
      for await (const page of pages) {
        const lines = page.map((phone) => {
          const { mac, vendor, model, pbx, address, seenAt, accounts } = answerAdmitted(phone);
          return [mac, vendor, model, pbx, address, seenAt, accounts.join(" ")].map(toCell).join(",");
        });
        if (lines.length > 0) yield `${lines.join("\r\n")}\r\n`;
      }
    },
  },
  text: {
    contentType: "text/plain; charset=utf-8",
    async *write(pages) {
      for await (const page of pages) {
        const lines = page.map(
          ({ mac, address, accounts }) => `${mac} ${address ?? "-"} ${accounts.join(",") || "-"}\n`,
        );
        if (lines.length > 0) yield lines.join("");
      }
    },
  },
  nft: {
    contentType: "text/plain; charset=utf-8",
    async *write(pages, { table }) {
      const elements: Record<keyof typeof SET, Set<string>> = { ipv4: new Set(), ipv6: new Set(), mac: new Set() };
      for await (const page of pages) {
        for (const { mac, address } of page) {
          elements.mac.add(mac.match(/../g)?.join(":").toLowerCase() ?? "");
          if (address !== null && isIPv4(address)) elements.ipv4.add(address);
          if (address !== null && isIPv6(address)) elements.ipv6.add(address);
        }
      }
      // A set that is there already stays as it is; filling it anew is one transaction of nft -f.
      yield `table inet ${table} {
  set ${SET.ipv4} { type ipv4_addr; flags interval; auto-merge; }
  set ${SET.ipv6} { type ipv6_addr; flags interval; auto-merge; }
  set ${SET.mac} { type ether_addr; }
}
`;
      for (const [kind, name] of Object.entries(SET) as [keyof typeof SET, string][]) {
        yield `flush set inet ${table} ${name}\n`;
        const all = [...elements[kind]];
        for (let at = 0; at < all.length; at += ELEMENTS_A_LINE)
          yield `add element inet ${table} ${name} { ${all.slice(at, at + ELEMENTS_A_LINE).join(", ")} }\n`;
      }
    },
  },
  kamailio: {
    contentType: "application/sql; charset=utf-8",
    async *write(pages, { group }) {
      yield `BEGIN;\nDELETE FROM address WHERE grp = ${group};\n`;
      for await (const page of pages) {
        const rows = page.flatMap((phone) => {
          const place = placeOf(phone);
          return place === undefined
            ? []
            : `INSERT INTO address (grp, ip_addr, mask, port, tag) VALUES (${group}, '${place.address}', ${place.mask}, 0, '${phone.mac}');\n`;
        });
        if (rows.length > 0) yield rows.join("");
      }
      yield "COMMIT;\n";
    },
  },
  "kamailio-file": {
    contentType: "text/plain; charset=utf-8",
    async *write(pages, { group }) {
      for await (const page of pages) {
        const lines = page.flatMap((phone) => {
          const place = placeOf(phone);
          return place === undefined ? [] : `${group} ${place.address} ${place.mask} 0 ${phone.mac}\n`;
        });
        if (lines.length > 0) yield lines.join("");
      }
    },
  },
} as const satisfies Record<string, Format>;

export type AllowListFormat = keyof typeof ALLOW_LIST_FORMATS;
export const ALLOW_LIST_FORMAT_NAMES = Object.keys(ALLOW_LIST_FORMATS) as AllowListFormat[];

function answerAdmitted({ mac, vendorId, model, pbxId, address, seenAt, accounts }: AdmittedPhone) {
  return { mac, vendor: vendorId, model, pbx: pbxId, address, seenAt: toNullableTime(seenAt), accounts: [...accounts] };
}

function placeOf({ address }: AdmittedPhone): { address: string; mask: number } | undefined {
  if (address === null) return undefined;
  if (isIPv4(address)) return { address, mask: 32 };
  return isIPv6(address) ? { address, mask: 128 } : undefined;
}

/** RFC 4180. */
function toCell(value: string | null): string {
  if (value === null) return "";
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
