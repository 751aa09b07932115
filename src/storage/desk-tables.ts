/** What an account's person proves with at a phone that is shared. */
type DeskPinTable = {
  account_id: number;
  /** A PHC string, sealed: so few digits are soon tried out by whoever has the database alone. */
  sealed_hash: Buffer;
  set_at: number;
};

/** Who sits where. The line of an account that sits at a phone is its last one, with `is_seat`. */
type SeatTable = {
  phone_id: number;
  /** Sits at one phone at most. */
  account_id: number;
  signed_in_at: number;
  /** `phone`, or the name of who of the staff did it. */
  signed_in_by: string;
  /** Null: until somebody signs out. */
  ends_at: number | null;
  /** The claim that first gave the phone this account's password since; null: none yet. */
  delivered_claim: string | null;
};

/** PINs tried in vain, by phone and by extension. */
type DeskTryTable = { lane: string; failures: number; held_until: number; tried_at: number };

export type DeskTables = { desk_pins: DeskPinTable; seats: SeatTable; desk_tries: DeskTryTable };
