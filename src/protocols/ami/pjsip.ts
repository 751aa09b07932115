import type { AmiFields, AmiMessage } from "./messages.ts";

/** A contact as Asterisk lists it. */
export type AmiContact = { endpoint: string; uri: string; userAgent: string | null; expiresAt: number };

/*
 * Fields of ContactList and EndpointList: docs.asterisk.org, API Documentation, AMI Events, from version 16 on. Not confirmed there,
 * but shown by public recordings: ObjectName of a contact begins with its AOR and `;@` or `@@`; ExpirationTime is in seconds since 1970;
 * an empty list is `Response: Error` with `Message: No Contacts found`.
 */

/** Undefined for contacts that nobody registered: those of the configuration never expire. */
export function readContact(event: AmiMessage): AmiContact | undefined {
  const endpoint = event.get("endpoint") || /^(.+?)(?:;@|@@)/.exec(event.get("objectname") ?? "")?.[1];
  const uri = event.get("uri");
  const expires = Number(event.get("expirationtime"));
  if (!endpoint || !uri || !Number.isSafeInteger(expires) || expires <= 0) return undefined;
  return { endpoint, uri, userAgent: event.get("useragent") || null, expiresAt: expires * 1000 };
}

export function isEmptyList(response: AmiMessage): boolean {
  return response.get("response") === "Error" && /^no .*found/i.test(response.get("message") ?? "");
}

/**
 * NOTIFY to one contact; Asterisk sends it as its default_outbound_endpoint. A comma would begin another variable, so an event that
 * holds one cannot be said: undefined.
 */
export function notifyAction(uri: string, event: string): AmiFields | undefined {
  if (/[,\r\n\0]/.test(event) || /[\s\0<>"]/.test(uri)) return undefined;
  return [
    ["Action", "PJSIPNotify"],
    ["URI", uri],
    ["Variable", `Event=${event}`],
  ];
}

const IDLE = ["Not in use", "Unavailable"];
/** The words of Asterisk's device states that say that a call is up or coming. */
const BUSY = ["In use", "Busy", "Ringing", "Ring+Inuse", "On Hold"];

/** By DeviceState, "the aggregate device state for this endpoint". Undefined: it cannot be told. */
export function isBusyEndpoint(event: AmiMessage): boolean | undefined {
  const state = event.get("devicestate") ?? "";
  const channels = event.get("activechannels") ?? "";
  if (BUSY.includes(state)) return true;
  return IDLE.includes(state) && (channels === "" || channels === "0") ? false : undefined;
}
