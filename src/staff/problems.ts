import type { FieldError } from "../provisioning/field-error.ts";

type ProblemKind = { status: number; title: string; help: string };

/** Every problem that the staff API can answer with. `docs/problems.md` and the pages under `/problems/` are made from this. */
export const PROBLEMS = {
  "malformed-body": { status: 400, title: "The body cannot be read", help: "Send well-formed JSON." },
  "invalid-query": {
    status: 400,
    title: "A parameter or header is not allowed",
    help: "The errors name each parameter or header and what it may be.",
  },
  unauthorized: {
    status: 401,
    title: "A session or a valid API key is needed",
    help: "Sign in with POST /api/v1/session, or send the header Authorization: Bearer <key>. Keys are made with POST /api/v1/keys; a revoked key stays invalid.",
  },
  "sign-in-failed": {
    status: 401,
    title: "Login, password or code is wrong",
    help: "Which of them is not said. Who forgot the password asks an admin to reset it (offhook people reset).",
  },
  "code-required": {
    status: 401,
    title: "A code of the second factor is needed",
    help: "The password is right. Send the same again with `code`: the six digits of the authenticator app, or a recovery code.",
  },
  forbidden: {
    status: 403,
    title: "You may not do that",
    help: "The role or the scope of the caller does not include this call. An admin can give another one.",
  },
  "cross-site": {
    status: 403,
    title: "The call comes from another site",
    help: "Who signed in with a browser changes things from pages of this server only. Programs use an API key.",
  },
  "not-found": {
    status: 404,
    title: "Nothing is here",
    help: "The address names nothing that exists, or nothing that the caller may see.",
  },
  "no-such-file": {
    status: 404,
    title: "This phone asks for no such file",
    help: "GET /api/v1/phones/{mac}/files lists the files of a phone.",
  },
  "mac-in-use": {
    status: 409,
    title: "The phone is already admitted",
    help: "The MAC address is on the allow-list already. Change that phone, or delete it first.",
  },
  "mac-elsewhere": {
    status: 409,
    title: "Another provider holds this phone",
    help: "The vendor's redirect service sends this phone to somebody else. Its last provider must release it there; or set the account with checkFirst off to admit it all the same.",
  },
  "pbx-exists": { status: 409, title: "The id is taken", help: "Choose another id, or change the PBX that has it." },
  "pbx-in-use": {
    status: 409,
    title: "Phones point at this PBX",
    help: "Delete its phones or move them to another PBX first.",
  },
  "phone-book-exists": {
    status: 409,
    title: "The id is taken",
    help: "Choose another id, or change the phone book that has it.",
  },
  "phone-book-full": {
    status: 409,
    title: "The phone book has no room",
    help: "Delete entries, or make another book for some of them: phones that search a larger one would have people wait.",
  },
  "customer-exists": { status: 409, title: "The id is taken", help: "Choose another id, or change that customer." },
  "customer-in-use": {
    status: 409,
    title: "PBXs, keys or people belong to this customer",
    help: "Give its PBXs to another customer, and delete the keys and people that are bound to it, first.",
  },
  "login-exists": { status: 409, title: "The login is taken", help: "Choose another login." },
  "second-factor-active": {
    status: 409,
    title: "There is a second factor already",
    help: "Switch it off first: POST /api/v1/session/totp/disable.",
  },
  "redirect-pending": {
    status: 409,
    title: "Phones still wait to be released",
    help: "A redirect service has not yet been told that phones of this PBX are gone. Wait, or remove the PBX's account there, which forgets them.",
  },
  "redirect-exists": {
    status: 409,
    title: "The PBX has another redirect service of this vendor",
    help: "A PBX has one for each vendor. Remove the other one first.",
  },
  "profile-exists": {
    status: 409,
    title: "The profile exists already",
    help: "The PBX has a profile of this id. Change that one, or choose another id.",
  },
  "profile-in-use": {
    status: 409,
    title: "Phones have this profile",
    help: "Give its phones another profile, or none, first. An admission policy that gives it to phones needs another one, too.",
  },
  "network-in-use": {
    status: 409,
    title: "Another PBX takes the phones of this network",
    help: "A network belongs to one PBX's admission policy. Take it out there, or name a narrower network here: where networks overlap the narrowest decides.",
  },
  "networks-needed": {
    status: 409,
    title: "No network is named",
    help: "Set the PBX's admission policy with the networks that its phones ask from first (mode allow-list will do).",
  },
  "pool-empty": {
    status: 409,
    title: "No account is left",
    help: "Every account of the admission policy's pool is on a phone. Make accounts, widen the pool, or say the phone's lines.",
  },
  "account-exists": {
    status: 409,
    title: "The account exists already",
    help: "The PBX has an account with this username. Change that one, or choose another username.",
  },
  "account-in-use": {
    status: 409,
    title: "A phone has this account",
    help: "Take the account off the lines of its phones first.",
  },
  "password-destroyed": {
    status: 409,
    title: "The password no longer exists here",
    help: "With secrets.keepPlaintext off, a password is destroyed when its grant closes. Reset it: the phone then gets a new one.",
  },
  "not-shared": {
    status: 409,
    title: "Nobody signs in at this phone",
    help: "Mark it as shared first: PATCH /api/v1/phones/{mac} with shared.",
  },
  "no-free-line": {
    status: 409,
    title: "The phone has no line left",
    help: "Whoever signs in at a phone needs a line after its own ones. Take one of those away.",
  },
  "search-running": {
    status: 409,
    title: "A search is running already",
    help: "Each network is searched by one search at a time, and four run at once at the most. Wait until the one in the detail is done, or cancel it with POST /api/v1/search/{id}/cancel.",
  },
  "https-off": {
    status: 404,
    title: "No https door is open",
    help: "Open one with the setting https or httpsLegacy; certificates are made and read only then.",
  },
  "not-own-certificate": {
    status: 409,
    title: "The certificate comes from files",
    help: "With tls.folder or tls.certificate set, whoever writes those files renews them; Offhook reads them again by itself.",
  },
  "rotation-state": {
    status: 409,
    title: "The authority is not in the state for this step",
    help: "An authority is replaced in two steps: what=authority makes the next one and gives it to phones, what=switch lets it take over.",
  },
  "rotation-by-hand": {
    status: 409,
    title: "The master key is exchanged in another way",
    help: "The daemon exchanges a key itself that lies in a file of its own, and while no other daemon uses the database. Else give every daemon both keys, the next one as OFFHOOK_MASTER_KEY_OTHER, restart them, then swap the two and restart them again: docs/security.md, At rest.",
  },
  "rotation-running": {
    status: 409,
    title: "The PBX has a rotation that is not over",
    help: "Two at a time would let more phones be without their registration than either allows. Wait for it, or cancel it.",
  },
  "rotation-over": {
    status: 409,
    title: "The rotation is over",
    help: "It is done or was cancelled. Begin another one.",
  },
  "rollout-running": {
    status: 409,
    title: "The PBX has a roll-out that is not over",
    help: "Phones could otherwise be told two versions. Wait for it, roll it back or cancel it.",
  },
  "rollout-over": {
    status: 409,
    title: "The roll-out is over",
    help: "It is done, was rolled back or was cancelled, or is being rolled back. Begin another one.",
  },
  "unknown-firmware": {
    status: 422,
    title: "There is no image of this version",
    help: "Upload it first: PUT /api/v1/firmware/{vendor}/{name}. GET /api/v1/firmware says what is there, and for which models.",
  },
  "unknown-window": {
    status: 422,
    title: "There is no such maintenance window",
    help: "Make it on the same PBX first: PUT /api/v1/pbxs/{id}/windows/{window}.",
  },
  "no-phones": {
    status: 422,
    title: "There are no such phones",
    help: "No phone that is meant has an account, or fits the firmware, so there is nothing to do.",
  },
  "template-unfit": {
    status: 422,
    title: "The template is not fit for use",
    help: "It cannot be compiled, or an admitted phone could not read what it writes; the errors name phones and places. What was in use stays so. POST /api/v1/templates/{vendor}/{name}/check tries a text without using it.",
  },
  "no-such-version": {
    status: 404,
    title: "There is no such version",
    help: "GET /api/v1/templates/{vendor}/{name} lists the versions of a template.",
  },
  "too-many-windows": {
    status: 409,
    title: "The PBX has enough maintenance windows",
    help: "A PBX has at most 100 windows. Delete one that is no longer needed.",
  },
  "too-many-webhooks": {
    status: 409,
    title: "The PBX has enough webhooks",
    help: "A PBX has at most 10 webhooks. Delete one that is no longer needed.",
  },
  "command-over": {
    status: 409,
    title: "The command is over",
    help: "Only what waits, or whose phone is waited for, can be cancelled. GET /api/v1/commands/{id} says how it ended.",
  },
  "idempotency-in-progress": {
    status: 409,
    title: "The same request is still being worked on",
    help: "Another request with this Idempotency-Key has not been answered yet. Send it again in a moment.",
  },
  "link-invalid": {
    status: 410,
    title: "The link was used before, or is too old",
    help: "A link is good once and for a while. An admin makes another one: offhook people reset.",
  },
  stale: {
    status: 412,
    title: "It was changed in the meantime",
    help: "The If-Match header names an older state. Read the resource again and repeat the change with its new ETag.",
  },
  "file-exists": {
    status: 409,
    title: "A file of that name is there already",
    help: "Files never change under their names, since phones keep what they fetched. Delete the old one first, or upload the new one under another name.",
  },
  "file-in-use": {
    status: 409,
    title: "A setting names the file",
    help: "A PBX, a profile or a phone has it in its settings (of firmware: its version), maybe for another vendor. Change that first.",
  },
  "file-refused": {
    status: 422,
    title: "The file is not what it must be",
    help: "The detail says why: its name, its type, its size in pixels or its form. See docs/files-and-firmware.md.",
  },
  "file-too-large": {
    status: 413,
    title: "The file is too large",
    help: "Ring tones have at most 3 MB, languages and pictures 5 MB, firmware what the setting firmwareMaxMegabytes says.",
  },
  "body-too-large": {
    status: 413,
    title: "The body is too large",
    help: "A body has at most 256 KiB, a list of phones 2 MiB, a phone book 16 MiB.",
  },
  "unsupported-media-type": {
    status: 415,
    title: "The body is not JSON",
    help: "Send the header Content-Type: application/json.",
  },
  "invalid-csv": {
    status: 422,
    title: "The table has lines that cannot be read",
    help: "The errors name up to 100 of them by their number in the file. Nothing was written. Import with dryRun to see them, and what the rest would change.",
  },
  "invalid-body": {
    status: 422,
    title: "A field is missing, unknown or not allowed",
    help: "The errors point to each field and say what it may be. Unknown fields are refused, never ignored.",
  },
  "invalid-mac": {
    status: 422,
    title: "This is not the MAC address of a phone",
    help: "A MAC address has 12 hex digits, plain or separated by : - . or blanks. Group, broadcast and all-zero addresses belong to no phone.",
  },
  "vendor-unknown": {
    status: 422,
    title: "The vendor cannot be told from the MAC address",
    help: "Say the vendor: GET /api/v1/vendors lists them.",
  },
  "model-not-supported": {
    status: 422,
    title: "This vendor or model is not supported, or cannot do that",
    help: "GET /api/v1/vendors/{id}/models lists the models with their lines, keys and abilities.",
  },
  "mac-id-required": {
    status: 422,
    title: "The MAC-ID is missing",
    help: "The PBX's account at Gigaset's redirect service takes phones by MAC-ID only: 4 letters and digits on the label beside the MAC address. For an account that takes bare MACs, set needsMacId off.",
  },
  "mac-id-wrong": {
    status: 422,
    title: "The MAC-ID is wrong",
    help: "Gigaset prints a MAC-ID of 4 letters and digits on the label beside the MAC address.",
  },
  "unknown-pbx": { status: 422, title: "There is no such PBX", help: "Register the PBX first, or correct its id." },
  "unknown-customer": {
    status: 422,
    title: "There is no such customer",
    help: "Make the customer first, or correct its id. An admin of all customers makes one on the way when a PBX is registered.",
  },
  "code-wrong": {
    status: 422,
    title: "The code is wrong, too old or used before",
    help: "Take the one that the authenticator app shows now. If none is taken, the clock of the server or of the device is wrong.",
  },
  "unknown-account": {
    status: 422,
    title: "There is no such account",
    help: "Make the account first, or give the line a displayName, and it is made on the way.",
  },
  "unknown-profile": {
    status: 422,
    title: "There is no such profile",
    help: "Make the profile on the phone's PBX first. A phone that moves to another PBX needs a profile of that one, or null.",
  },
  "command-not-supported": {
    status: 422,
    title: "This phone cannot be told that",
    help: "The detail says why: some families obey no such SIP NOTIFY, or only newer firmware, or with a setting of their own.",
  },
  "too-many-lines": {
    status: 422,
    title: "The phone does not have so many lines",
    help: "GET /api/v1/vendors/{id}/models says how many lines a model has.",
  },
  "network-not-private": {
    status: 422,
    title: "Only private networks are searched",
    help: "Name a network inside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16 (RFC 1918). Public and link-local addresses are never asked.",
  },
  "network-not-on-link": {
    status: 422,
    title: "The network is not directly connected",
    help: "Name a network, or a part of one, in which the daemon's machine has an address of its own; the detail lists them. Networks behind a router, and interfaces without MAC addresses such as tunnels, are never searched.",
  },
  "phone-not-near": {
    status: 409,
    title: "The phone cannot be asked by SIP",
    help: "A phone is asked at the address from which it asked for its configuration last, if that is in a private network (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7) or in one of the daemon's machine. Start the phone, or give its PBX a link that tells who is registered.",
  },
  "network-too-large": {
    status: 422,
    title: "The network is too large for one search",
    help: "A search covers at most a /22, 1024 addresses. Name a part of the network and search one after the other.",
  },
  "idempotency-key-reused": {
    status: 422,
    title: "The Idempotency-Key belongs to another request",
    help: "A key stands for one request with one body, for 24 hours. Use a new key for a new request.",
  },
  "too-many-attempts": {
    status: 429,
    title: "Too many attempts",
    help: "Others failed for this login or from this address, or very many sign in. Nobody is locked out: try again after the seconds in Retry-After.",
  },
  "too-many-streams": {
    status: 429,
    title: "Too many streams of events are open",
    help: "Up to 20 of one caller and 500 in all are served at a time. Close some, or try again after the seconds in Retry-After.",
  },
  internal: {
    status: 500,
    title: "Something went wrong here",
    help: "The daemon's log says what. Nothing about it is in this answer.",
  },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof PROBLEMS;

/** Thrown by routes and hooks, answered as `application/problem+json`. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly errors: readonly FieldError[];
  constructor(code: ProblemCode, detail: string, errors: readonly FieldError[] = []) {
    super(detail);
    this.code = code;
    this.errors = errors;
  }
}

/** The body of a problem answer (RFC 9457). */
export function toProblemBody({ code, message, errors }: Problem) {
  const { status, title } = PROBLEMS[code];
  return { type: `/problems/${code}`, title, status, detail: message, code, errors: [...errors] };
}

/** The problem that a use case rejected a request with. */
export function problemOf(rejection: {
  rejected: ProblemCode;
  detail: string;
  errors: readonly FieldError[];
}): Problem {
  return new Problem(rejection.rejected, rejection.detail, rejection.errors);
}
