import type { Password } from "./password.ts";

/** A NOTIFY straight to a phone, over UDP. */
export type DirectNotification = {
  /** Numeric. */
  address: string;
  port: number;
  /** The phone's contact; undefined: made of the address. */
  uri: string | undefined;
  user: string | undefined;
  event: string;
};

/** What the phone may ask for: HA1 for the realm that it names. Undefined: it is not to be had. */
export type FindLogin = (realm: string) => Promise<{ user: string; ha1: Password } | undefined>;

export type DirectOutcome =
  | { outcome: "accepted" }
  | { outcome: "refused"; words: string }
  /** Nobody said anything, or it could not be sent. */
  | { outcome: "unanswered"; words: string };

/** Does not reject for what the phone or the network does. `onSent`: the first packet is out. */
export type NotifyPhone = (
  notification: DirectNotification,
  about: { findLogin: FindLogin | undefined; onSent: () => void },
) => Promise<DirectOutcome>;
