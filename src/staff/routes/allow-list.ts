import { Readable } from "node:stream";
import { Type } from "@fastify/type-provider-typebox";
import type { Phone } from "../../provisioning/phone.ts";
import { pbxScopeOf } from "../access.ts";
import { callerOf } from "../authenticate.ts";
import type { Api, StaffDeps } from "../context.ts";
import { answers, MacAnswer, pageOf } from "../schemas/shared.ts";

const PHONES_AT_ONCE = 500;
const Entry = Type.Object(
  { mac: MacAnswer, vendor: Type.String(), pbx: Type.String() },
  { additionalProperties: false },
);

/**
 * How each format writes the list. MACs are hex, ids of vendors and PBXs letters, digits and inner hyphens: no cell of a
 * spreadsheet can begin a formula with them, and none needs quoting.
 */
const FORMATS = {
  json: {
    contentType: "application/json; charset=utf-8",
    head: '{"items":[',
    entry: (phone: Phone, index: number) =>
      `${index === 0 ? "" : ","}${JSON.stringify({ mac: phone.mac, vendor: phone.vendorId, pbx: phone.pbxId })}`,
    tail: '],"next":null}',
  },
  csv: {
    contentType: "text/csv; charset=utf-8; header=present",
    head: "mac,vendor,pbx\r\n",
    entry: (phone: Phone) => `${phone.mac},${phone.vendorId},${phone.pbxId}\r\n`,
    tail: "",
  },
  text: {
    contentType: "text/plain; charset=utf-8",
    head: "",
    entry: (phone: Phone) => `${phone.mac} ${phone.vendorId} ${phone.pbxId}\n`,
    tail: "",
  },
} as const;
type FormatName = keyof typeof FORMATS;
const FORMAT_NAMES = Object.keys(FORMATS) as FormatName[];

const AllowListQuery = Type.Object(
  { format: Type.Optional(Type.Enum(FORMAT_NAMES, { description: "json unless given" })) },
  { additionalProperties: false },
);

export function addAllowListRoute(api: Api, { store }: StaffDeps): void {
  api.get(
    "/allow-list",
    {
      schema: {
        tags: ["Phones"],
        summary: "MAC, vendor and PBX of every admitted phone, all at once",
        querystring: AllowListQuery,
        response: answers(
          {
            200: {
              description: "The whole list",
              content: {
                "application/json": { schema: Type.Unsafe<Readable>(pageOf(Entry)) },
                "text/csv": { schema: Type.Unsafe<Readable>(Type.String()) },
                "text/plain": { schema: Type.Unsafe<Readable>(Type.String()) },
              },
            },
          },
          "invalid-query",
        ),
      },
    },
    async (request, reply) => {
      const { format = "json" } = request.query;
      const list = writeList(format, pbxScopeOf(callerOf(request)));
      return reply.type(FORMATS[format].contentType).send(Readable.from(list));
    },
  );

  async function* writeList(format: FormatName, pbxIds: readonly string[] | undefined): AsyncGenerator<string> {
    const { head, entry, tail } = FORMATS[format];
    let written = 0;
    let cursor: string | undefined;
    // Empty chunks would end an object stream's consumer early.
    if (head !== "") yield head;
    do {
      const page = await store.listPhones({ limit: PHONES_AT_ONCE, cursor, pbxIds });
      const text = page.items.map((phone) => entry(phone, written++)).join("");
      if (text !== "") yield text;
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    if (tail !== "") yield tail;
  }
}
