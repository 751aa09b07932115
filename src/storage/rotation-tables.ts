import type { Generated } from "kysely";
import type { RotatedState, RotationState } from "../provisioning/rotation.ts";

export type RotationTable = {
  id: string;
  pbx_id: string;
  profile_id: string | null;
  state: RotationState;
  most_unregistered: number;
  requested_by: string;
  reason: string | null;
  /** Until when the process that works on it is alone with it. */
  claimed_until: Generated<number>;
  created_at: number;
  updated_at: number;
};

/** By MAC: a phone that is deleted leaves its row. */
export type RotationPhoneTable = {
  rotation_id: string;
  mac: string;
  state: RotatedState;
  begun_at: number | null;
  told_at: number | null;
  words: string | null;
};

export type RotationTables = { rotations: RotationTable; rotation_phones: RotationPhoneTable };
