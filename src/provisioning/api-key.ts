import type { Role } from "./ports.ts";
import type { Scope, UnknownScope } from "./scope.ts";

/** What a program calls the staff API with, without the key itself. */
export type ApiKey = {
  id: string;
  name: string;
  role: Role;
  /** Set for the role pbx that is bound to one PBX: its scope is that one. */
  pbxId: string | null;
  scope: Scope | null;
  createdAt: number;
  lastUsedAt: number | null;
};
type NewKey = Omit<ApiKey, "createdAt" | "lastUsedAt"> & { hash: string };

export type KeyStore = {
  createKey(key: NewKey): Promise<ApiKey | UnknownScope>;
  /** By the SHA-256 of the key, hex. Also notes that it was used. */
  findKey(hash: string): Promise<ApiKey | undefined>;
  listKeys(): Promise<ApiKey[]>;
  revokeKey(id: string): Promise<"revoked" | "not-found">;
  countKeys(): Promise<number>;
};
