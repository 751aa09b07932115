import type { AdmissionMode } from "../provisioning/admission.ts";

export type AdmissionPolicyTable = {
  pbx_id: string;
  mode: AdmissionMode;
  /** JSON: string[] */
  vendors: string;
  profile_id: string | null;
  /** JSON: AccountPool */
  pool: string | null;
  /** Automatic admissions at most, and so far. */
  most: number;
  most_per_hour: number;
  admitted: number;
  /** The hour that is counted, and what was admitted in it. */
  hour_began_at: number;
  hour_admitted: number;
  teach_in_until: number | null;
  revision: number;
  created_at: number;
  updated_at: number;
};

type AdmissionNetworkTable = { network: string; pbx_id: string };

/** Phones that staff deleted and nobody admitted since. */
type DeletedPhoneTable = { mac: string; deleted_at: number };

export type AdmissionTables = {
  admission_policies: AdmissionPolicyTable;
  admission_networks: AdmissionNetworkTable;
  deleted_phones: DeletedPhoneTable;
};
