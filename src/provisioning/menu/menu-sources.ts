import type { Mac } from "../mac.ts";
import type { PhoneBooks } from "../phone-book/open-books.ts";
import type { Clock, Store } from "../ports.ts";
import type { EventRecord } from "../request.ts";
import type { Vendor } from "../vendor.ts";

/** What pages are made of besides the phone and its settings. */
export type MenuSources = {
  store: Pick<
    Store,
    | "bookVersion"
    | "findAccountStates"
    | "findAsking"
    | "findRegistrations"
    | "findShared"
    | "listCommands"
    | "listEvents"
    | "listGrants"
  >;
  vendors: readonly Vendor[];
  books: PhoneBooks;
  clock: Clock;
  record: (event: EventRecord) => void;
  /** Has a phone fetch its configuration, and sees that it does. The command's id; undefined: that phone cannot be told. */
  resync: (mac: Mac, requestedBy: string) => Promise<string | undefined>;
  /** Phones that are being told. */
  telling: Set<Mac>;
};
