import type { KeyLayout } from "./function-key.ts";
import type { Settings } from "./settings.ts";

/** A named set of settings and key layouts that an admin gives to many phones of one PBX. */
export type Profile = {
  /** Unique on its PBX. */
  id: string;
  pbxId: string;
  label: string;
  settings: Settings;
  /** Function keys by model name: for phones with this profile that have no keys of their own. */
  layouts: Readonly<Record<string, KeyLayout>>;
  revision: number;
  createdAt: number;
  updatedAt: number;
};
