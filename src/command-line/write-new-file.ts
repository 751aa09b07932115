import { writeFile } from "node:fs/promises";
import { CommandFailure, EXIT } from "./failures.ts";

/** What opens something never lands in a file that others may read, nor over another one. */
export async function writeNewFile(path: string, content: Buffer | string): Promise<void> {
  await writeFile(path, content, { mode: 0o600, flag: "wx" }).catch((error: Error) => {
    throw new CommandFailure(EXIT.usage, `${path} cannot be written: ${error.message}`);
  });
}
