import { type Static, Type } from "@fastify/type-provider-typebox";
import { EVENTS, type EventName } from "../../provisioning/events.ts";
import type { StoredEvent } from "../../provisioning/ports.ts";
import { pbxScopeOf } from "../access.ts";
import { callerOf } from "../authenticate.ts";
import { type Api, findPhoneFor, readMacParam, type StaffDeps } from "../context.ts";
import {
  answers,
  DEFAULT_PAGE_ITEMS,
  MacParams,
  nullableText,
  pageOf,
  queryText,
  SearchQuery,
  Time,
  toPage,
  toTime,
} from "../schemas/shared.ts";

const tags = ["History"];
const EVENT_NAMES = Object.keys(EVENTS) as EventName[];
export const EventAnswer = Type.Object(
  {
    id: Type.Integer(),
    name: Type.Enum(EVENT_NAMES),
    level: Type.Enum(["debug", "info", "warn", "error"]),
    help: Type.String({ description: "What the operator should know about such an event" }),
    at: Time,
    mac: nullableText(),
    pbx: nullableText(),
    address: nullableText(),
    door: nullableText({ description: "http, https, tftp … or staff" }),
    actor: nullableText({ description: "Login, or name of the API key, of who did it" }),
    detail: Type.Record(Type.String(), Type.Unknown()),
  },
  { additionalProperties: false },
);
const name = Type.Optional(Type.Enum(EVENT_NAMES, { description: "Only events of this name" }));
const PhoneEventsQuery = Type.Object({ ...SearchQuery.properties, name }, { additionalProperties: false });
const EventsQuery = Type.Object(
  {
    ...PhoneEventsQuery.properties,
    mac: Type.Optional(queryText(32, "MAC address in any usual notation")),
    pbx: Type.Optional(queryText(64, "Id of a PBX")),
  },
  { additionalProperties: false },
);

export function addHistoryRoutes(api: Api, deps: StaffDeps): void {
  const { store } = deps;

  api.get(
    "/events",
    {
      schema: {
        tags,
        summary: "What happened: requests, deliveries, refusals, staff actions; the newest first",
        querystring: EventsQuery,
        response: answers({ 200: pageOf(EventAnswer) }, "invalid-query", "not-found"),
      },
    },
    async (request) => {
      const { limit = DEFAULT_PAGE_ITEMS, cursor, search, name, mac, pbx } = request.query;
      const pbxIds = pbxScopeOf(callerOf(request));
      const filter = { mac: mac === undefined ? undefined : readMacParam(mac), pbxId: pbx, pbxIds, name };
      return toPage(await store.listEvents({ limit, cursor, search, ...filter }), answerEvent);
    },
  );

  api.get(
    "/phones/:mac/events",
    {
      schema: {
        tags,
        summary: "What happened to a phone, the newest first",
        params: MacParams,
        querystring: PhoneEventsQuery,
        response: answers({ 200: pageOf(EventAnswer) }, "invalid-query", "not-found"),
      },
    },
    async (request) => {
      const phone = await findPhoneFor(request, request.params.mac, deps);
      const { limit = DEFAULT_PAGE_ITEMS, cursor, search, name } = request.query;
      // What happened while it was another customer's phone is not this customer's history.
      const pbxIds = pbxScopeOf(callerOf(request));
      return toPage(await store.listEvents({ limit, cursor, search, name, mac: phone.mac, pbxIds }), answerEvent);
    },
  );
}

export function answerEvent(event: StoredEvent): Static<typeof EventAnswer> {
  const { level, help } = EVENTS[event.name];
  return {
    id: event.id,
    name: event.name,
    level,
    help,
    at: toTime(event.at),
    mac: event.mac ?? null,
    pbx: event.pbx ?? null,
    address: event.address ?? null,
    door: event.door ?? null,
    actor: event.actor ?? null,
    detail: event.detail ?? {},
  };
}
