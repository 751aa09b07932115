import type { Transport } from "./pbx.ts";
import type { ResolvedSettings } from "./settings.ts";
import type { VendorKey } from "./vendor.ts";

/**
 * Exactly what a template can see. Absent values are present and undefined, since templates are strict.
 * Strings are encoded for the file's format before a template gets them, so templates print them as they are.
 */
export type TemplateData = {
  server: {
    /** What this phone should ask for from now on: a base that ends in `/`, or a full URL, as its vendor wants it. */
    url: string;
    /** What this phone asks for to report an event, without the event's name; undefined: it shall not report. */
    reportUrl: string | undefined;
    /** Certificate authorities that the phone shall trust, in base64 without header lines. */
    authorities: readonly string[];
    /** Where it fetches one. */
    authorityUrl: string | undefined;
    /** What it shall log in with at this server from now on; undefined: as before. */
    login: { username: string; password: string } | undefined;
  };
  phone: { mac: string; macLower: string; label: string; model: string };
  pbx: { id: string; host: string; port: number; transport: Transport; isTls: boolean };
  /** The lines in use, in order. `password` only while it may go out. */
  lines: readonly {
    /** From 1. */
    index: number;
    /** From 0. */
    index0: number;
    userName: string;
    authName: string;
    displayName: string;
    label: string;
    password: string | undefined;
    /** Instead of a password that was destroyed, and only while it may go out. */
    ha1: string | undefined;
    /** With a password, the HA1 that the phone may hold must be emptied. */
    clearsHa1: boolean;
  }[];
  /**
   * The identities of this model that no line uses: some phones must be told to switch them off. `isCleared`: somebody may have sat
   * there, so the phone must be told to drop the account and its password.
   */
  unusedLines: readonly { index: number; index0: number; isCleared: boolean }[];
  /** The handsets of a DECT base in order of their slots: those that were described, and one more for each further line. */
  handsets: readonly {
    /** From 1. */
    index: number;
    /** From 0. */
    index0: number;
    /** 10 lower-case hex digits; undefined: any handset may take the slot. */
    ipui: string | undefined;
    name: string;
    /** Positions of lines that ring there, from 1. */
    lines: readonly number[];
    outgoingLine: number;
  }[];
  /** All keys of the model and of the modules attached, those without a function cleared, in the vendor's notation. */
  keys: readonly VendorKey[];
  settings: Omit<ResolvedSettings, "raw">;
  /** Settings under the vendor's own names, to stand after all others. `user_ringer[1]` is also given as base and index. */
  raw: readonly {
    name: string;
    base: string;
    index: string | undefined;
    value: string;
    /** `RawSettings.formOf`; undefined where a vendor has one form only. */
    form: string | undefined;
  }[];
  /** What the vendor makes of the settings. */
  words: Record<string, unknown>;
  /** Only while they may go out. `shared` is the one that opens menu and web page where one setting does both. */
  passwords: {
    menu: string | undefined;
    web: string | undefined;
    shared: string | undefined;
    /** In the order of `lines`, for families where each line has a menu password of its own. */
    menuByLine: readonly string[] | undefined;
  };
};
