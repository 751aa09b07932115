import type { Role } from "../provisioning/ports.ts";

const EVERYONE: readonly Role[] = ["admin", "technician", "viewer", "pbx"];
/** Not bound to one PBX. */
const OWN_STAFF: readonly Role[] = ["admin", "technician", "viewer"];
const EDITORS: readonly Role[] = ["admin", "pbx"];
const PASSWORD_CONTROL: readonly Role[] = ["admin", "technician", "pbx"];
const ADMIN: readonly Role[] = ["admin"];

/** Who may make which call. A route that is not in this table cannot be added to the API. */
export const ACCESS: Readonly<Record<string, readonly Role[]>> = {
  "GET /api/v1/pbxs": EVERYONE,
  "POST /api/v1/pbxs": ADMIN,
  "GET /api/v1/pbxs/:id": EVERYONE,
  "PATCH /api/v1/pbxs/:id": ADMIN,
  "DELETE /api/v1/pbxs/:id": ADMIN,
  "GET /api/v1/pbxs/:id/accounts": EVERYONE,
  "POST /api/v1/pbxs/:id/accounts": EDITORS,
  "GET /api/v1/pbxs/:id/accounts/:username": EVERYONE,
  "PATCH /api/v1/pbxs/:id/accounts/:username": EDITORS,
  "DELETE /api/v1/pbxs/:id/accounts/:username": EDITORS,
  "GET /api/v1/pbxs/:id/profiles": EVERYONE,
  "POST /api/v1/pbxs/:id/profiles": EDITORS,
  "GET /api/v1/pbxs/:id/profiles/:profile": EVERYONE,
  "PATCH /api/v1/pbxs/:id/profiles/:profile": EDITORS,
  "DELETE /api/v1/pbxs/:id/profiles/:profile": EDITORS,
  "GET /api/v1/pbxs/:id/redirects/:service": EVERYONE,
  // Says where the daemon connects to.
  "PUT /api/v1/pbxs/:id/redirects/:service": ADMIN,
  "DELETE /api/v1/pbxs/:id/redirects/:service": ADMIN,
  "GET /api/v1/phones": EVERYONE,
  "POST /api/v1/phones": EDITORS,
  "GET /api/v1/phones/:mac": EVERYONE,
  "PATCH /api/v1/phones/:mac": EDITORS,
  "DELETE /api/v1/phones/:mac": EDITORS,
  "GET /api/v1/phones/:mac/passwords": EVERYONE,
  "POST /api/v1/phones/:mac/passwords/release": PASSWORD_CONTROL,
  "POST /api/v1/phones/:mac/passwords/reset": PASSWORD_CONTROL,
  "POST /api/v1/phones/:mac/passwords/close": PASSWORD_CONTROL,
  "GET /api/v1/phones/:mac/redirect": EVERYONE,
  "POST /api/v1/phones/:mac/redirect/retry": PASSWORD_CONTROL,
  "GET /api/v1/phones/:mac/settings": EVERYONE,
  "GET /api/v1/phones/:mac/files": EVERYONE,
  "GET /api/v1/phones/:mac/preview": EVERYONE,
  "GET /api/v1/phones/:mac/events": EVERYONE,
  "GET /api/v1/events": EVERYONE,
  "GET /api/v1/allow-list": EVERYONE,
  // Nobody knows yet whose phones these are: a key of one PBX does not see them.
  "GET /api/v1/sightings": OWN_STAFF,
  "POST /api/v1/sightings/:mac/admit": ADMIN,
  "GET /api/v1/vendors": EVERYONE,
  "GET /api/v1/vendors/:id/models": EVERYONE,
  "GET /api/v1/audit": ADMIN,
  "GET /api/v1/audit/verify": ADMIN,
  "GET /api/v1/audit/export": ADMIN,
  "GET /api/v1/audit/public-key": ADMIN,
  "GET /api/v1/master-key": ADMIN,
  "POST /api/v1/master-key/rotate": ADMIN,
  // Their addresses may hold tokens, and say where the daemon connects to.
  "GET /api/v1/pbxs/:id/webhooks": EDITORS,
  "POST /api/v1/pbxs/:id/webhooks": ADMIN,
  "GET /api/v1/pbxs/:id/webhooks/:webhook": EDITORS,
  "PATCH /api/v1/pbxs/:id/webhooks/:webhook": ADMIN,
  "DELETE /api/v1/pbxs/:id/webhooks/:webhook": ADMIN,
  "GET /pbx/v1/allow-list": EVERYONE,
  "GET /pbx/v1/check": EVERYONE,
  "GET /api/v1/keys": ADMIN,
  "POST /api/v1/keys": ADMIN,
  "DELETE /api/v1/keys/:id": ADMIN,
};

/** Who may see a new password once, with `?reveal=true`. */
export const MAY_REVEAL: readonly Role[] = EDITORS;

/** The holder of an API key. */
export type Caller = { keyId: string; name: string; role: Role; pbxId: string | null };

/** Whether a PBX, and all that belongs to it, exists for this caller. */
export function canSeePbx(caller: Caller, pbxId: string): boolean {
  return caller.role !== "pbx" || caller.pbxId === pbxId;
}

/** The one PBX that this caller's lists are about; undefined: all. */
export function onlyPbxOf(caller: Caller): string | undefined {
  return caller.role === "pbx" ? (caller.pbxId ?? "") : undefined;
}
