import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { StoreContext } from "./backend.ts";
import { contains, fold, macDigitsOf, patternOf } from "./search.ts";

/** One of the places where a search looks. */
type Part = {
  /** The ids of the phones that it finds. */
  ids: RawBuilder<unknown>;
  /** Whether it finds the phone of a row of `phones`. */
  isFound: RawBuilder<SqlBool>;
};
/** What a search finds: these phones, or, of places where it finds very many, whether it finds the phone of a row. */
type FoundPhones = { ids: readonly number[]; conditions: readonly RawBuilder<SqlBool>[] };

/** Beyond this a place is looked up for each phone in turn: so many that the page is full soon. */
const FEW = 2000;
/** As sockets write them: no group but the first, which may be cut off, begins with a needless 0. */
const PART_OF_ADDRESS = /^[\da-f]{0,4}(?:[.:](?:0|[1-9a-f][\da-f]{0,3})?)*(?:%\w*)?$/i;
/** Letters in a row, as SQLite's index has them. */
const TRIGRAM = 3;

export async function searchPhones(context: StoreContext, search: string): Promise<FoundPhones> {
  const found = await Promise.all(
    partsOf(context, search).map(async ({ ids, isFound }) => {
      const few = await findFew(context, ids);
      return few === undefined ? { ids: [], conditions: [isFound] } : { ids: few, conditions: [] };
    }),
  );
  return {
    ids: [...new Set(found.flatMap(({ ids }) => ids))],
    conditions: found.flatMap(({ conditions }) => conditions),
  };
}

/** The ids that a query yields; undefined: very many. */
export async function findFew(context: StoreContext, ids: RawBuilder<unknown>): Promise<number[] | undefined> {
  const { rows } = await sql<{ id: number }>`select id from (${ids}) as found limit ${FEW + 1}`.execute(context.db);
  return rows.length > FEW ? undefined : rows.map(({ id }) => id);
}

function partsOf(context: StoreContext, search: string): Part[] {
  const pattern = patternOf(search);
  const digits = macDigitsOf(search);
  const inMac = digits === undefined ? [] : [sql<SqlBool>`phones.mac like ${`%${digits}%`}`];
  const inPhone = anyOf(...inMac, contains("phones.model", pattern), contains("phones.label_folded", pattern));
  const inAccount = anyOf(contains("accounts.username", pattern), contains("accounts.display_name_folded", pattern));
  const inAddress = sql<SqlBool>`last_seen.address like ${pattern} escape '\\'`;
  // What is no part of an address need not be looked for among them.
  const addresses = PART_OF_ADDRESS.test(search)
    ? [
        {
          ids: sql`select phone_id as id from last_seen where ${inAddress}`,
          isFound: sql<SqlBool>`exists (select 1 from last_seen where last_seen.phone_id = phones.id and ${inAddress})`,
        },
      ]
    : [];
  const words = context.locksRows ? undefined : wordsOf(search, digits);
  return [
    {
      ids:
        words === undefined
          ? sql`select id from phones where ${inPhone}`
          : sql`select rowid as id from phone_words where phone_words match ${words.ofPhone}`,
      isFound: inPhone,
    },
    {
      ids:
        words === undefined
          ? sql`select lines.phone_id as id from accounts inner join lines on lines.account_id = accounts.id where ${inAccount}`
          : sql`select lines.phone_id as id from account_words inner join lines on lines.account_id = account_words.rowid
              where account_words match ${words.ofAccount}`,
      isFound: sql<SqlBool>`exists (select 1 from lines inner join accounts on accounts.id = lines.account_id
        where lines.phone_id = phones.id and ${inAccount})`,
    },
    ...addresses,
  ];
}

/** What SQLite's index is asked; undefined: too short for it. */
function wordsOf(search: string, digits: string | undefined): { ofPhone: string; ofAccount: string } | undefined {
  const text = fold(search);
  if ([...text].length < TRIGRAM || (digits !== undefined && digits.length < TRIGRAM)) return undefined;
  const phrase = (words: string) => `"${words.replaceAll('"', '""')}"`;
  const byMac = digits === undefined ? "" : ` OR mac : ${phrase(digits)}`;
  return { ofPhone: `{model label_folded} : ${phrase(text)}${byMac}`, ofAccount: phrase(text) };
}

function anyOf(...conditions: RawBuilder<SqlBool>[]): RawBuilder<SqlBool> {
  return sql<SqlBool>`(${sql.join(conditions, sql` or `)})`;
}
