import { type FieldError, type FieldFault, quote } from "../provisioning/field-error.ts";
import type { Role } from "../provisioning/ports.ts";
import type { Scope, UnknownScope } from "../provisioning/scope.ts";
import { type Caller, canSeeCustomer, canSeePbx } from "./access.ts";
import { Problem, type ProblemCode } from "./problems.ts";
import type { WantedScope } from "./schemas/scope.ts";

/**
 * The scope that a caller may give to somebody else: at most the caller's own. Nothing said means the caller's own. What is not there
 * and what the caller cannot see are refused alike.
 */
export function scopeToGive(caller: Caller, wanted: WantedScope | undefined): Scope | null {
  if (wanted === undefined) return caller.scope;
  if (wanted === null) {
    if (caller.scope === null) return null;
    throw refused("invalid-body", "/scope", "must lie within your own scope");
  }
  const { customers = [], pbxs = [] } = wanted;
  if (customers.length + pbxs.length === 0)
    throw refused("invalid-body", "/scope", "must name a customer or a PBX, or be null", "missing");
  if (customers.some((customer) => !canSeeCustomer(caller, customer))) throw unknownIn("unknown-customer");
  if (pbxs.some((pbx) => !canSeePbx(caller, pbx))) throw unknownIn("unknown-pbx");
  return { customers, pbxs };
}

/** The role pbx edits what it sees, so it never sees all. */
export function refuseUnbound(role: Role, scope: Scope | null, pointer: string): void {
  if (role !== "pbx" || scope !== null) return;
  throw refused("invalid-body", pointer, "is needed for the role pbx", "missing");
}

export function unknownIn(what: UnknownScope): Problem {
  return what === "unknown-pbx"
    ? refused("unknown-pbx", "/scope/pbxs", "names a PBX that is not there")
    : refused("unknown-customer", "/scope/customers", "names a customer that is not there");
}

export function unknownCustomer(id: string | null): Problem {
  const detail = id === null ? "is needed: one of yours" : `names no customer: ${quote(id)}`;
  return refused("unknown-customer", "/customer", detail);
}

function refused(code: ProblemCode, pointer: string, detail: string, kind?: FieldFault): Problem {
  const errors: FieldError[] = [{ pointer, detail, ...(kind && { kind }) }];
  return new Problem(code, `${pointer} ${detail}`, errors);
}
