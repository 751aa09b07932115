import type { Generated } from "kysely";

export type PhoneBookTable = {
  key: Generated<number>;
  pbx_id: string;
  id: string;
  label: string;
  /** 0 or 1. */
  includes_accounts: number;
  revision: number;
  /** Grows with every change of an entry. */
  entries_revision: number;
  created_at: number;
  updated_at: number;
};

export type PhoneBookEntryTable = {
  id: Generated<number>;
  book_key: number;
  last_name: string;
  first_name: string;
  company: string;
  group_name: string;
  /** JSON: `[kind, number]` pairs, in the order of the kinds. */
  numbers: string;
  revision: number;
  created_at: number;
  updated_at: number;
};

export type PhoneBookTables = { phone_books: PhoneBookTable; phone_book_entries: PhoneBookEntryTable };
