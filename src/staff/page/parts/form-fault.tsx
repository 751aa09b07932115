import type { Fault } from "../api.ts";
import { isSaidAt } from "../field-errors.ts";
import { FaultNote } from "./fault-note.tsx";

/** What went wrong with a form, unless its fields say all of it. */
export function FormFault({ fault, fields }: { fault: Fault | undefined; fields: readonly string[] }) {
  return fault === undefined || isSaidAt(fault, fields) ? null : <FaultNote fault={fault} />;
}
