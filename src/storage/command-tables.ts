import type { Generated } from "kysely";
import type { CommandKind, CommandState } from "../provisioning/phone-command.ts";

type CommandBatchTable = {
  id: string;
  pbx_id: string;
  kind: CommandKind;
  per_minute: number;
  /** Before that none of it is sent. */
  next_at: number;
  requested_by: string;
  reason: string | null;
  created_at: number;
};

/** By MAC: they outlive their phone, as history does. */
export type PhoneCommandTable = {
  id: string;
  batch_id: string | null;
  mac: string;
  pbx_id: string;
  kind: CommandKind;
  state: CommandState;
  via: "pbx" | "direct" | null;
  words: string | null;
  requested_by: string;
  reason: string | null;
  not_before: number;
  timeout_ms: number;
  deadline: number;
  /** By the clock of the daemon that sends. From then on a fetch counts, though it may not have gone out yet. */
  sent_at: number | null;
  accepted_at: number | null;
  fetched_at: number | null;
  back_at: number | null;
  /** 0 or 1 */
  is_answer_unknown: Generated<number>;
  /** 0 or 1 */
  awaits_return: Generated<number>;
  registered_until: number | null;
  tries: Generated<number>;
  next_try_at: number;
  /** Who sends it, and until when nobody else does. */
  claim: string | null;
  claimed_until: number | null;
  created_at: number;
  updated_at: number;
};

export type CommandTables = { command_batches: CommandBatchTable; phone_commands: PhoneCommandTable };
