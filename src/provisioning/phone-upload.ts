import type { Door } from "./request.ts";

/** What phones save here, if they are let. `settings`: what was changed at the phone itself, passwords among it. */
export const UPLOAD_KINDS = ["settings", "contacts", "call-log", "log"] as const;
export type UploadKind = (typeof UPLOAD_KINDS)[number];

/** "A few MB" at most (yealink.md §1.5). Each is well above what a phone's own memory for it holds. */
export const MAX_UPLOAD_BYTES: Readonly<Record<UploadKind, number>> = {
  settings: 256 * 1024,
  contacts: 1024 * 1024,
  "call-log": 512 * 1024,
  log: 2 * 1024 * 1024,
};
/** Of each phone: beyond these the oldest go. */
export const MAX_UPLOADS_PER_KIND = 5;
export const MAX_UPLOAD_BYTES_PER_PHONE = 8 * 1024 * 1024;

/** What is known of a file that a phone sent, without what is in it. */
export type PhoneUpload = {
  /** Unguessable. */
  id: string;
  kind: UploadKind;
  /** As the phone calls it, in lower case. */
  name: string;
  bytes: number;
  /** When these bytes came first. */
  receivedAt: number;
  address: string;
  door: Door;
  /** Whether it came with something that only this phone has. Without, anybody who knew the MAC could have sent it. */
  isProven: boolean;
};
export type NewUpload = Omit<PhoneUpload, "id" | "bytes" | "receivedAt"> & { phoneId: number; content: Buffer };

export type UploadStore = {
  /** In one transaction: sealed, and what is too old or too much for this phone is gone. `first`: added where none of its kind was. `unchanged`: the same bytes were the last ones under this name. */
  addUpload(upload: NewUpload): Promise<"first" | "added" | "unchanged" | "no-phone">;
  /** The newest first. */
  listUploads(phoneId: number): Promise<PhoneUpload[]>;
  readUpload(phoneId: number, id: string): Promise<{ upload: PhoneUpload; content: Buffer } | undefined>;
  deleteUpload(phoneId: number, id: string): Promise<boolean>;
};
