import type { Person, SignedInSession } from "../provisioning/person.ts";
import type { Role } from "../provisioning/ports.ts";
import type { Scope } from "../provisioning/scope.ts";

const EVERYONE: readonly Role[] = ["admin", "technician", "viewer", "pbx"];
/** Not bound to one PBX. */
const OWN_STAFF: readonly Role[] = ["admin", "technician", "viewer"];
const EDITORS: readonly Role[] = ["admin", "pbx"];
const PASSWORD_CONTROL: readonly Role[] = ["admin", "technician", "pbx"];
/** Those who look after this machine and its network. */
const CARETAKERS: readonly Role[] = ["admin", "technician"];
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
  "POST /api/v1/pbxs/:id/accounts/:username/reset": EDITORS,
  // Never shown, and as good as a password at phones that people share.
  "PUT /api/v1/pbxs/:id/accounts/:username/desk-pin": PASSWORD_CONTROL,
  "DELETE /api/v1/pbxs/:id/accounts/:username/desk-pin": PASSWORD_CONTROL,
  "GET /api/v1/pbxs/:id/profiles": EVERYONE,
  "POST /api/v1/pbxs/:id/profiles": EDITORS,
  "GET /api/v1/pbxs/:id/profiles/:profile": EVERYONE,
  "PATCH /api/v1/pbxs/:id/profiles/:profile": EDITORS,
  "DELETE /api/v1/pbxs/:id/profiles/:profile": EDITORS,
  "GET /api/v1/pbxs/:id/phone-books": EVERYONE,
  "POST /api/v1/pbxs/:id/phone-books": EDITORS,
  "GET /api/v1/pbxs/:id/phone-books/:book": EVERYONE,
  "PATCH /api/v1/pbxs/:id/phone-books/:book": EDITORS,
  "DELETE /api/v1/pbxs/:id/phone-books/:book": EDITORS,
  "GET /api/v1/pbxs/:id/phone-books/:book/entries": EVERYONE,
  "POST /api/v1/pbxs/:id/phone-books/:book/entries": EDITORS,
  "GET /api/v1/pbxs/:id/phone-books/:book/entries/:entry": EVERYONE,
  "PATCH /api/v1/pbxs/:id/phone-books/:book/entries/:entry": EDITORS,
  "DELETE /api/v1/pbxs/:id/phone-books/:book/entries/:entry": EDITORS,
  "POST /api/v1/pbxs/:id/phone-books/:book/import": EDITORS,
  "GET /api/v1/pbxs/:id/phone-books/:book/export": EVERYONE,
  "GET /api/v1/pbxs/:id/redirects/:service": EVERYONE,
  // Says where the daemon connects to.
  "PUT /api/v1/pbxs/:id/redirects/:service": ADMIN,
  "DELETE /api/v1/pbxs/:id/redirects/:service": ADMIN,
  "GET /api/v1/pbxs/:id/link": EVERYONE,
  "PUT /api/v1/pbxs/:id/link": ADMIN,
  "DELETE /api/v1/pbxs/:id/link": ADMIN,
  "POST /api/v1/pbxs/:id/link/retry": PASSWORD_CONTROL,
  "GET /api/v1/pbxs/:id/rotations": EVERYONE,
  "POST /api/v1/pbxs/:id/rotations": EDITORS,
  "GET /api/v1/rotations/:rotation": EVERYONE,
  "GET /api/v1/rotations/:rotation/phones": EVERYONE,
  "POST /api/v1/rotations/:rotation/pause": PASSWORD_CONTROL,
  "POST /api/v1/rotations/:rotation/resume": PASSWORD_CONTROL,
  "POST /api/v1/rotations/:rotation/cancel": PASSWORD_CONTROL,
  "POST /api/v1/rotations/:rotation/phones/:mac/skip": PASSWORD_CONTROL,
  "GET /api/v1/pbxs/:id/rollouts": EVERYONE,
  "POST /api/v1/pbxs/:id/rollouts": EDITORS,
  "GET /api/v1/rollouts/:rollout": EVERYONE,
  "GET /api/v1/rollouts/:rollout/phones": EVERYONE,
  "POST /api/v1/rollouts/:rollout/pause": PASSWORD_CONTROL,
  "POST /api/v1/rollouts/:rollout/resume": PASSWORD_CONTROL,
  "POST /api/v1/rollouts/:rollout/rollback": PASSWORD_CONTROL,
  "POST /api/v1/rollouts/:rollout/cancel": PASSWORD_CONTROL,
  "GET /api/v1/pbxs/:id/windows": EVERYONE,
  "GET /api/v1/pbxs/:id/windows/:window": EVERYONE,
  "GET /api/v1/pbxs/:id/windows/:window/next": EVERYONE,
  "PUT /api/v1/pbxs/:id/windows/:window": EDITORS,
  "DELETE /api/v1/pbxs/:id/windows/:window": EDITORS,
  "GET /api/v1/templates": ADMIN,
  "GET /api/v1/templates/:vendor/:name": ADMIN,
  "GET /api/v1/templates/:vendor/:name/versions/:version": ADMIN,
  "PUT /api/v1/templates/:vendor/:name": ADMIN,
  "DELETE /api/v1/templates/:vendor/:name": ADMIN,
  "POST /api/v1/templates/:vendor/:name/rollback": ADMIN,
  "POST /api/v1/templates/:vendor/:name/check": ADMIN,
  "POST /api/v1/templates/:vendor/:name/diff": ADMIN,
  "GET /api/v1/templates/:vendor/:name/phones": ADMIN,
  "POST /api/v1/templates/:vendor/:name/preview": ADMIN,
  "POST /api/v1/changes/preview": EDITORS,
  "GET /api/v1/lint": PASSWORD_CONTROL,
  "GET /api/v1/pbxs/:id/admission": EVERYONE,
  // Says which networks are trusted, for one PBX rather than another.
  "PUT /api/v1/pbxs/:id/admission": ADMIN,
  "DELETE /api/v1/pbxs/:id/admission": ADMIN,
  "POST /api/v1/pbxs/:id/admission/teach-in": EDITORS,
  "DELETE /api/v1/pbxs/:id/admission/teach-in": EDITORS,
  "GET /api/v1/phones": EVERYONE,
  "GET /api/v1/phones/outline": EVERYONE,
  "POST /api/v1/phones": EDITORS,
  "POST /api/v1/phones/import": EDITORS,
  "POST /api/v1/phones/actions/preview": PASSWORD_CONTROL,
  "GET /api/v1/phones/:mac": EVERYONE,
  "PATCH /api/v1/phones/:mac": EDITORS,
  "DELETE /api/v1/phones/:mac": EDITORS,
  "GET /api/v1/phones/:mac/passwords": EVERYONE,
  "POST /api/v1/phones/:mac/passwords/release": PASSWORD_CONTROL,
  "POST /api/v1/phones/:mac/passwords/reset": PASSWORD_CONTROL,
  "POST /api/v1/phones/:mac/passwords/close": PASSWORD_CONTROL,
  "POST /api/v1/phones/:mac/resync": PASSWORD_CONTROL,
  "POST /api/v1/phones/:mac/reboot": PASSWORD_CONTROL,
  "GET /api/v1/phones/:mac/commands": EVERYONE,
  "GET /api/v1/commands/:id": EVERYONE,
  "POST /api/v1/commands/:id/cancel": PASSWORD_CONTROL,
  "POST /api/v1/pbxs/:id/resync": PASSWORD_CONTROL,
  "POST /api/v1/pbxs/:id/reboot": PASSWORD_CONTROL,
  "GET /api/v1/batches/:id": EVERYONE,
  "GET /api/v1/batches/:id/commands": EVERYONE,
  "POST /api/v1/batches/:id/cancel": PASSWORD_CONTROL,
  "GET /api/v1/desks": EVERYONE,
  "GET /api/v1/phones/:mac/seat": EVERYONE,
  "POST /api/v1/phones/:mac/seat": PASSWORD_CONTROL,
  "DELETE /api/v1/phones/:mac/seat": PASSWORD_CONTROL,
  "GET /api/v1/phones/:mac/proofs": EVERYONE,
  "POST /api/v1/phones/:mac/token/rotate": PASSWORD_CONTROL,
  "GET /api/v1/phones/:mac/uploads": EVERYONE,
  // May hold passwords.
  "GET /api/v1/phones/:mac/uploads/:upload": ADMIN,
  "DELETE /api/v1/phones/:mac/uploads/:upload": PASSWORD_CONTROL,
  "GET /api/v1/phones/:mac/redirect": EVERYONE,
  "POST /api/v1/phones/:mac/redirect/retry": PASSWORD_CONTROL,
  "GET /api/v1/phones/:mac/settings": EVERYONE,
  "GET /api/v1/phones/:mac/files": EVERYONE,
  "GET /api/v1/phones/:mac/preview": EVERYONE,
  "GET /api/v1/phones/:mac/preview/news": EVERYONE,
  "GET /api/v1/phones/:mac/events": EVERYONE,
  "GET /api/v1/phones/:mac/instructions": EVERYONE,
  // Of phones that are not admitted for whoever sees sightings.
  "GET /api/v1/phones/:mac/diagnosis": EVERYONE,
  "GET /api/v1/phones/:mac/status": EVERYONE,
  "POST /api/v1/phones/:mac/sip-probe": PASSWORD_CONTROL,
  "GET /api/v1/overview": EVERYONE,
  "GET /api/v1/events": EVERYONE,
  "GET /api/v1/events/stream": EVERYONE,
  "GET /api/v1/allow-list": EVERYONE,
  "GET /api/v1/admission-policies": EVERYONE,
  // Nobody knows yet whose phones these are: a key of one PBX does not see them.
  "GET /api/v1/sightings": OWN_STAFF,
  "POST /api/v1/sightings/:mac/admit": ADMIN,
  "POST /api/v1/sightings/:mac/ignore": CARETAKERS,
  "DELETE /api/v1/sightings/:mac/ignore": CARETAKERS,
  "GET /api/v1/guard": OWN_STAFF,
  "DELETE /api/v1/guard/:address": CARETAKERS,
  "GET /api/v1/doctor": CARETAKERS,
  "POST /api/v1/search": CARETAKERS,
  "GET /api/v1/search/:id": CARETAKERS,
  "GET /api/v1/search/:id/events": CARETAKERS,
  "POST /api/v1/search/:id/cancel": CARETAKERS,
  "GET /api/v1/leases": OWN_STAFF,
  "GET /api/v1/phone-settings": EVERYONE,
  "GET /api/v1/vendors": EVERYONE,
  "GET /api/v1/vendors/:id/models": EVERYONE,
  // One disk for all: a name says what others have.
  "GET /api/v1/files": OWN_STAFF,
  "GET /api/v1/files/:vendor/:name": OWN_STAFF,
  "GET /api/v1/files/:vendor/:name/content": CARETAKERS,
  "GET /api/v1/files/:vendor/:name/uses": OWN_STAFF,
  "PUT /api/v1/files/:vendor/:name": CARETAKERS,
  "DELETE /api/v1/files/:vendor/:name": CARETAKERS,
  "GET /api/v1/firmware": OWN_STAFF,
  "GET /api/v1/firmware/:vendor/:name": OWN_STAFF,
  "GET /api/v1/firmware/:vendor/:name/content": CARETAKERS,
  "GET /api/v1/firmware/:vendor/:name/uses": OWN_STAFF,
  "PUT /api/v1/firmware/:vendor/:name": CARETAKERS,
  "DELETE /api/v1/firmware/:vendor/:name": CARETAKERS,
  "GET /api/v1/image-names": EVERYONE,
  "GET /api/v1/ca": OWN_STAFF,
  "GET /api/v1/ca/certificate": OWN_STAFF,
  "POST /api/v1/ca/renew": ADMIN,
  // Whoever has such a certificate is that phone.
  "PUT /api/v1/ca/devices/:mac": ADMIN,
  "GET /api/v1/client-cas": OWN_STAFF,
  "POST /api/v1/client-cas/:vendor": ADMIN,
  "DELETE /api/v1/client-cas/:vendor/:fingerprint": ADMIN,
  "GET /api/v1/audit": ADMIN,
  "GET /api/v1/audit/verify": ADMIN,
  "GET /api/v1/audit/export": ADMIN,
  "GET /api/v1/audit/public-key": ADMIN,
  "GET /api/v1/master-key": ADMIN,
  "POST /api/v1/master-key/rotate": ADMIN,
  "GET /api/v1/settings": ADMIN,
  // Their addresses may hold tokens, and say where the daemon connects to.
  "GET /api/v1/pbxs/:id/webhooks": EDITORS,
  "POST /api/v1/pbxs/:id/webhooks": ADMIN,
  "GET /api/v1/pbxs/:id/webhooks/:webhook": EDITORS,
  "PATCH /api/v1/pbxs/:id/webhooks/:webhook": ADMIN,
  "DELETE /api/v1/pbxs/:id/webhooks/:webhook": ADMIN,
  "GET /pbx/v1/allow-list": EVERYONE,
  "GET /pbx/v1/check": EVERYONE,
  // Answers with HA1, which is as good as the password: for FreeSWITCH itself, about its own users.
  "POST /pbx/v1/freeswitch/directory": ["pbx"],
  "GET /api/v1/keys": ADMIN,
  "POST /api/v1/keys": ADMIN,
  "DELETE /api/v1/keys/:id": ADMIN,
  "GET /api/v1/customers": EVERYONE,
  "POST /api/v1/customers": ADMIN,
  "GET /api/v1/customers/:customer": EVERYONE,
  "PATCH /api/v1/customers/:customer": ADMIN,
  "DELETE /api/v1/customers/:customer": ADMIN,
  "GET /api/v1/people": ADMIN,
  "POST /api/v1/people": ADMIN,
  "GET /api/v1/people/:id": ADMIN,
  "PATCH /api/v1/people/:id": ADMIN,
  "DELETE /api/v1/people/:id": ADMIN,
  "POST /api/v1/people/:id/reset": ADMIN,
  // Everybody's own.
  "GET /api/v1/session": EVERYONE,
  "DELETE /api/v1/session": EVERYONE,
  "POST /api/v1/session/password": EVERYONE,
  "POST /api/v1/session/totp": EVERYONE,
  "POST /api/v1/session/totp/confirm": EVERYONE,
  "POST /api/v1/session/totp/disable": EVERYONE,
  "GET /api/v1/sessions": EVERYONE,
  "DELETE /api/v1/sessions/:id": EVERYONE,
};

/** Calls whose callers can send a key as the password of Basic only. */
export const TAKES_BASIC: readonly string[] = ["POST /pbx/v1/freeswitch/directory"];

/** Calls that need no key and no session. A route outside the API's table must be in this list. */
export const OPEN_CALLS: readonly string[] = [
  "POST /api/v1/session",
  "POST /api/v1/session/first",
  "POST /api/v1/session/invitation",
];

/** What all customers share: this machine, its networks and who came by there, its certificates. */
export const OF_THIS_MACHINE: readonly string[] = Object.keys(ACCESS).filter((call) =>
  / \/api\/v1\/(?:audit|ca|client-cas|doctor|files|firmware|guard|leases|master-key|search|settings|sightings\/:mac\/ignore|templates)(?:\/|$)/.test(
    call,
  ),
);

/**
 * Not for those who see some customers or PBXs only: ids and logins are unique among all, so that making one tells whether
 * somebody else has it.
 */
export const WITHOUT_SCOPE: readonly string[] = [
  "POST /api/v1/pbxs",
  "POST /api/v1/customers",
  "PATCH /api/v1/customers/:customer",
  "DELETE /api/v1/customers/:customer",
  "POST /api/v1/people",
  // Which networks are taken says where others are.
  "PUT /api/v1/pbxs/:id/admission",
  // Says which databases and files of this machine's surroundings are written.
  "PUT /api/v1/pbxs/:id/link",
  ...OF_THIS_MACHINE,
];

/** Who may see a new password once, with `?reveal=true`. */
export const MAY_REVEAL: readonly Role[] = EDITORS;

/** The holder of an API key, or somebody who signed in. */
export type Caller = {
  /** Of the API key, or `person:` and the person's id. */
  keyId: string;
  /** The key's name, or the person's login. */
  name: string;
  role: Role;
  /** Null: all. */
  scope: Scope | null;
  /** The PBXs that the scope means now; null: all. */
  pbxIds: ReadonlySet<string> | null;
  signedIn: { person: Person; session: SignedInSession } | null;
};

/** Whether a PBX, and all that belongs to it, exists for this caller. */
export function canSeePbx(caller: Caller, pbxId: string): boolean {
  return caller.pbxIds?.has(pbxId) ?? true;
}

/** The PBXs that this caller's lists are about; undefined: all. */
export function pbxScopeOf(caller: Caller): readonly string[] | undefined {
  return caller.pbxIds === null ? undefined : [...caller.pbxIds];
}

/** Whether a customer exists for this caller. */
export function canSeeCustomer(caller: Caller, customer: string): boolean {
  return caller.scope === null || caller.scope.customers.includes(customer);
}

/** Whether somebody of that scope sees nothing but what this caller sees too. Who sees nothing any more is nobody's but the unscoped. */
export function isWithin(scope: Scope | null, caller: Caller): boolean {
  if (caller.scope === null) return true;
  if (scope === null || scope.customers.length + scope.pbxs.length === 0) return false;
  return (
    scope.customers.every((customer) => canSeeCustomer(caller, customer)) &&
    scope.pbxs.every((pbx) => canSeePbx(caller, pbx))
  );
}
