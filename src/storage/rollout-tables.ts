import type { Generated } from "kysely";
import type { RolledState, RolloutState } from "../provisioning/rollout.ts";

type RolloutTable = {
  id: string;
  pbx_id: string;
  version: string;
  /** JSON: number[] */
  stages: string;
  stage: Generated<number>;
  window_name: string | null;
  halt_above: number;
  within_ms: number;
  state: RolloutState;
  words: string | null;
  requested_by: string;
  reason: string | null;
  /** Until when the process that works on it is alone with it. */
  claimed_until: Generated<number>;
  created_at: number;
  updated_at: number;
};

/** By MAC: a phone that is deleted leaves its row. */
type RolloutPhoneTable = {
  rollout_id: string;
  mac: string;
  stage: number;
  state: RolledState;
  previous: string | null;
  begun_at: number | null;
  told_at: number | null;
  words: string | null;
  /** 1: staff went on although it failed. */
  is_noted: Generated<number>;
};

export type RolloutTables = { rollouts: RolloutTable; rollout_phones: RolloutPhoneTable };
