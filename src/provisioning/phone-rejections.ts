import { type FieldError, quote } from "./field-error.ts";
import type { Mac } from "./mac.ts";
import type { WantedLine } from "./phone-fit.ts";
import { TEXT_FORMATS } from "./text-formats.ts";

/** Why a phone is not admitted, or not changed, and which fields say so. */
export type Rejection = {
  rejected:
    | "invalid-mac"
    | "mac-in-use"
    | "unknown-pbx"
    | "vendor-unknown"
    | "model-not-supported"
    | "mac-id-wrong"
    | "mac-id-required"
    | "mac-elsewhere"
    | "too-many-lines"
    | "unknown-account"
    | "unknown-profile"
    | "pool-empty"
    | "invalid-body"
    | "stale"
    | "not-found";
  detail: string;
  errors: FieldError[];
};

export function invalidMac(text: string): Rejection {
  const detail = `must be ${TEXT_FORMATS["mac-address"].allowed}, but is ${quote(text)}`;
  return { rejected: "invalid-mac", detail: `The MAC address ${detail}`, errors: [{ pointer: "/mac", detail }] };
}

export function macInUse(mac: Mac): Rejection {
  return {
    rejected: "mac-in-use",
    detail: `${mac} is already admitted`,
    errors: [{ pointer: "/mac", detail: "is already admitted" }],
  };
}

export function unknownPbx(id: string): Rejection {
  const detail = `No PBX has the id ${quote(id)}`;
  return { rejected: "unknown-pbx", detail, errors: [{ pointer: "/pbx", detail }] };
}

/** Also when a phone moves to another PBX, where its profile is not. */
export function unknownProfile(pbxId: string, id: string | null): Rejection {
  const detail = `must be null or a profile of the PBX ${pbxId}, but is ${quote(id)}`;
  return { rejected: "unknown-profile", detail: `The profile ${detail}`, errors: [{ pointer: "/profile", detail }] };
}

export function poolEmpty(pbxId: string): Rejection {
  const detail = `is needed: the admission policy of the PBX ${pbxId} has no account left that no phone has`;
  return { rejected: "pool-empty", detail: `An account ${detail}`, errors: [{ pointer: "/lines", detail }] };
}

export function wrongMacId(): Rejection {
  const detail = "must be the 4 letters and digits printed beside the MAC address";
  return { rejected: "mac-id-wrong", detail: `The MAC-ID ${detail}`, errors: [{ pointer: "/macId", detail }] };
}

export function unknownAccount(lines: readonly WantedLine[], index: number): Rejection {
  const name = quote(lines[index]?.account ?? "");
  const detail = `The PBX has no account ${name}; a line that carries "displayName" makes it`;
  return { rejected: "unknown-account", detail, errors: [{ pointer: `/lines/${index}/account`, detail }] };
}
