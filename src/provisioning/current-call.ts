import { AsyncLocalStorage } from "node:async_hooks";
import type { AuditNote } from "./audit.ts";

/**
 * The call of a member of staff that is being carried out. The first transaction that it causes writes the note along, so that nothing can
 * be changed without it, whatever the route and however it ends. No other state goes this way.
 */
export const currentCall = new AsyncLocalStorage<{ note: AuditNote | undefined }>();
