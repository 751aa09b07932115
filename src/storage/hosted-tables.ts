import type { HostedKind } from "../provisioning/hosted-file.ts";

type HostedFileTable = {
  key: string;
  vendor_id: string;
  kind: HostedKind;
  name: string;
  /** Lower case. */
  name_folded: string;
  bytes: number;
  sha256: string;
  content_type: string;
  /** JSON: HostedFile["size"] */
  size: string | null;
  /** JSON: Firmware */
  firmware: string | null;
  uploaded_at: number;
  uploaded_by: string;
};

export type HostedTables = { hosted_files: HostedFileTable };
