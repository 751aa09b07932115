import { join } from "node:path";
import type { Clock, Store } from "../provisioning/ports.ts";
import { openPostgresStore } from "./postgres.ts";
import { openSqliteStore } from "./sqlite.ts";
import { createVault, loadMasterKey } from "./vault.ts";

export type StoreSettings = {
  /** `sqlite:path` or `postgres://…`; undefined: SQLite in the data folder. */
  url: string | undefined;
  dataDir: string;
  /** As text; undefined: the file in the data folder, made at the first start. */
  masterKey: string | undefined;
  /** Judges windows in SQLite. PostgreSQL has its own. */
  clock: Clock;
  keepPlaintext: boolean;
  maxSightings: number;
};

export async function openStore({ url, dataDir, masterKey, clock, ...options }: StoreSettings): Promise<Store> {
  const place = url ?? `sqlite:${join(dataDir, "offhook.db")}`;
  const vault = createVault(await loadMasterKey(dataDir, masterKey));
  if (/^postgres(ql)?:\/\//.test(place)) return openPostgresStore({ ...options, url: place, vault });
  if (place.startsWith("sqlite:"))
    return openSqliteStore({ ...options, path: place.slice("sqlite:".length), vault, clock });
  // Not the text itself: it may hold a password.
  throw new Error("its address must start with sqlite: or postgres://");
}
