import type { UploadKind } from "../provisioning/phone-upload.ts";
import type { Door } from "../provisioning/request.ts";

/** What phones saved here: the newest few of each kind. */
type PhoneUploadTable = {
  id: string;
  phone_id: number;
  kind: UploadKind;
  name: string;
  /** Before it was sealed. */
  bytes: number;
  /** Grows from one to the next of a phone. */
  received_at: number;
  address: string;
  door: Door;
  /** 0 or 1 */
  is_proven: number;
  sealed_content: Buffer;
};

export type UploadTables = { phone_uploads: PhoneUploadTable };
