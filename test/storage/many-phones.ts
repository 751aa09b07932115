import { admit, macNumber, newLine } from "./sample-rows.ts";
import type { TestStore } from "./test-stores.ts";

/** Many phones of the PBX `main`, each with an account of its own, `u0` and so on: copies of the first one, past the store. */
export async function admitMany({ store, query }: TestStore, count: number): Promise<void> {
  await admit(store, { mac: macNumber(0), lines: [newLine("u0")], keys: [] });
  const others = Array.from({ length: count - 1 }, (_, index) => `('${macNumber(index + 1)}', 'u${index + 1}')`);
  const names = `(values ${others.join(", ")}) as names`;
  async function copy(table: string, values: Record<string, string>, from: string): Promise<void> {
    const [row] = await query<Record<string, unknown>>(`select * from ${table} limit 1`);
    const columns = Object.keys(row ?? {}).filter((column) => column !== "id");
    const copied = columns.map((column) => values[column] ?? `${table}.${column}`);
    await query(`insert into ${table} (${columns.join(", ")}) select ${copied.join(", ")} from ${table}, ${from}`);
  }
  await copy("phones", { mac: "names.column1" }, names);
  await copy("accounts", { username: "names.column2", auth_name: "names.column2" }, names);
  await copy(
    "lines",
    { phone_id: "one.id", account_id: "other.id" },
    `${names} join phones as one on one.mac = names.column1 join accounts as other on other.username = names.column2`,
  );
}
