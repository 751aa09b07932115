import { join } from "node:path";
import type { Clock, Store } from "../provisioning/ports.ts";
import { loadMasterKeys, type MasterKeySettings } from "./master-key.ts";
import { openPostgresStore } from "./postgres.ts";
import { openSqliteStore } from "./sqlite.ts";
import { createVault } from "./vault.ts";

export type StoreSettings = {
  /** `sqlite:path` or `postgres://…`; undefined: SQLite in the data folder. */
  url: string | undefined;
  dataDir: string;
  /** As text; undefined: a file, made at the first start. */
  masterKey: string | undefined;
  /** Other places of the master key, where they are in use. */
  masterKeyPlaces?: Omit<MasterKeySettings, "dataDir" | "given">;
  /** Judges windows in SQLite. PostgreSQL has its own. */
  clock: Clock;
  keepPlaintext: boolean;
  maxSightings: number;
  reportFault?: ((error: unknown) => void) | undefined;
};

export async function openStore({
  url,
  dataDir,
  masterKey,
  masterKeyPlaces,
  clock,
  ...options
}: StoreSettings): Promise<Store> {
  const place = url ?? `sqlite:${join(dataDir, "offhook.db")}`;
  const masterKeys = await loadMasterKeys({ dataDir, given: masterKey, ...masterKeyPlaces });
  const vault = createVault(masterKeys.current, masterKeys.other === undefined ? [] : [masterKeys.other]);
  if (/^postgres(ql)?:\/\//.test(place)) return openPostgresStore({ ...options, url: place, vault, masterKeys });
  if (place.startsWith("sqlite:"))
    return openSqliteStore({ ...options, path: place.slice("sqlite:".length), vault, masterKeys, clock });
  // Not the text itself: it may hold a password.
  throw new Error("its address must start with sqlite: or postgres://");
}
