import { buffer } from "node:stream/consumers";
import { wrongUsage } from "./failures.ts";

/** The first line of standard input. `asked` is what makes it needed. */
export async function readPassword(asked: string): Promise<string> {
  const [password = ""] = (await buffer(process.stdin)).toString("utf8").split(/\r?\n/);
  if (password === "") throw wrongUsage(`${asked}: there is no password on standard input`);
  return password;
}
