import { SettingError } from "./config/load-config.ts";
import type { ListenAddress } from "./config/parse-values.ts";
import { SETTINGS } from "./config/settings-table.ts";
import { hostPort } from "./servers/addresses.ts";
import type { DoorName } from "./servers/phone-doors.ts";

/** Opens a door; what goes wrong names its setting. */
export async function listening<T>(
  door: DoorName | "staff",
  address: ListenAddress,
  open: () => Promise<T>,
): Promise<T> {
  return naming(door, hostPort(address.host, address.port), open);
}

/** Turns what the operating system says into one line that names the setting. */
export async function naming<T>(setting: keyof typeof SETTINGS, value: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
    if (code === undefined || !code.startsWith("E")) throw error;
    const row = SETTINGS[setting];
    throw new SettingError(
      `${row.key} (${row.env}): ${JSON.stringify(value)} cannot be used: ${messageOf(error)}. ${row.help}`,
    );
  }
}

/** In one line. */
export function messageOf(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split("\n", 1)[0] ?? "";
}
