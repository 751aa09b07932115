import type { AdmitRefusal } from "./admit.ts";
import type { ClientCertificate } from "./certificate-policy.ts";
import type { EventName } from "./events.ts";
import type { HostedFile } from "./hosted-file.ts";
import type { Password } from "./password.ts";

export type Door = "http" | "https" | "tftp";

/** What a phone shows to log in (HTTP only). */
export type Authorization =
  | { scheme: "malformed" }
  | { scheme: "basic"; username: string; password: Password }
  | {
      scheme: "digest";
      username: string;
      realm: string;
      nonce: string;
      uri: string;
      response: string;
      qop: string;
      nc: string;
      cnonce: string;
      /** Undefined: MD5. */
      algorithm: string | undefined;
      method: string;
    };

/** What a phone asked for, the same for every door. */
export type PhoneRequest = {
  door: Door;
  /** `peek` is any request that must not use up a grant: HEAD, `If-None-Match`, `Range`. */
  intent: "fetch" | "peek";
  /** As on the wire, still encoded, with its query if it has one. */
  target: string;
  userAgent: string | undefined;
  /** Textual IP address without an IPv4-mapped prefix or a zone. */
  remoteAddress: string;
  /** What the client showed in its TLS handshake. Absent: nothing. */
  certificate?: ClientCertificate | undefined;
  /** SHA-256 fingerprint of the verified client certificate, upper-case hex. */
  certificateFingerprint?: string | undefined;
  authorization?: Authorization | undefined;
  /** The URL that leads phones here, ending in `/`: what templates build addresses from. */
  baseUrl: string;
  /** The same by https, for phones of today and for those with old TLS, where such doors are open. */
  httpsUrls?: HttpsUrls | undefined;
};
export type HttpsUrls = { modern: string | undefined; legacy: string | undefined };

/** Why a request got nothing. Adapters map it to their protocol once. */
export type Refusal =
  | "unknown-file"
  | "mac-mismatch"
  | "not-admitted"
  | "no-such-file"
  | "model-not-supported"
  | "guard-held-phone"
  | "provisioning-paused"
  | "menu-key-wrong"
  | "upload-not-allowed"
  | AdmitRefusal;

/** How a phone can log in, best first. */
export type LoginScheme = "basic" | "digest-md5" | "digest-sha256";
export type Challenge = { realm: string; nonce: string; isStale: boolean; schemes: readonly LoginScheme[] };

export type FileAnswer = {
  outcome: "file";
  body: Buffer;
  contentType: string;
  /** Absent where a cached copy must never be revalidated: with passwords inside, or while passwords wait for this phone. */
  etag: string | undefined;
  carriesSecrets: boolean;
  /** To be called once when the last byte was taken by the phone. A delivery that broke off never calls it. */
  confirmDelivery: () => Promise<void>;
  /** To be called when the last byte was taken, whether it carries passwords or not. Absent: nobody waits for that. */
  noteTaken?: (() => void) | undefined;
};

/** `challenge`: over HTTP, 401 instead of 404. `wait`: milliseconds until it may leave, or no answer at all. */
export type Refused = {
  outcome: "refused";
  reason: Refusal;
  challenge?: Challenge | undefined;
  wait?: number | "silence";
};
/** A file on our disk, which the door reads piece by piece. */
export type HostedAnswer = {
  outcome: "hosted";
  file: HostedFile;
  /** `length` bytes from `position` on, fewer at the end. Rejects where the file is not, or no longer, what it was. */
  read(position: number, length: number): Promise<Buffer>;
};
export type Answer = FileAnswer | HostedAnswer | Refused;

/** What became of a file that came whole. `isFirst`: nothing of its kind was here. `fault`: the end of a sentence about it. */
export type UploadEnd = { outcome: "kept"; isFirst: boolean } | { outcome: "refused"; fault: string };
/** Why a file did not come whole, or was not looked at. */
export type UploadBreak = "too-large" | "broke-off" | "encoded" | "no-room";
/** A phone may send this file. The door reads it, and then calls `keep` or `giveUp`, once. */
export type OpenUpload = {
  outcome: "open";
  maxBytes: number;
  /** The door holds that many bytes of it in memory now. False: there is no room for that. */
  hold(bytes: number): boolean;
  keep(content: Buffer): Promise<UploadEnd>;
  giveUp(why: UploadBreak): void;
};
/** `busy`: this phone sends too much. */
export type UploadAnswer = OpenUpload | Refused | { outcome: "busy" };

/** One thing that happened, as it is written to the history. Never holds a password. */
export type EventRecord = {
  name: EventName;
  /** Milliseconds since the epoch. */
  at: number;
  mac?: string | undefined;
  pbx?: string | undefined;
  address?: string | undefined;
  door?: string | undefined;
  /** Who did it: a staff key's name. */
  actor?: string | undefined;
  detail?: Record<string, string | number | boolean | null | readonly string[]>;
};
