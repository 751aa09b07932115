import { execFile } from "node:child_process";
import { once } from "node:events";
import { access } from "node:fs/promises";
import { promisify } from "node:util";
import { bindSocket, openSocket } from "../udp-socket.ts";

/** Whoever takes longer does not say. */
const PATIENCE_MS = 1500;
/** Written by systemd-timesyncd once it has set the clock. */
const SYNCHRONIZED_FILE = "/run/systemd/timesync/synchronized";

/** Whether the operating system says that a time server steers the clock. Undefined where it does not say. */
export async function readSynchronised(signal: AbortSignal): Promise<boolean | undefined> {
  if (
    await access(SYNCHRONIZED_FILE).then(
      () => true,
      () => false,
    )
  )
    return true;
  try {
    const show = ["show", "--property=NTPSynchronized", "--value"];
    const { stdout } = await promisify(execFile)("timedatectl", show, { signal, timeout: PATIENCE_MS });
    return { yes: true, no: false }[stdout.trim()];
  } catch {
    return undefined;
  }
}

//   0 LI VN Mode  1 stratum … 24 originate  32 receive  40 transmit (8 each: seconds since 1900, fraction); RFC 4330 §4
const BYTES = 48;
const VERSION_4_CLIENT = 0x23;
const SERVER_MODE = 4;
const TRANSMIT = 40;
const SECONDS_1900_TO_1970 = 2_208_988_800;

/** By how many milliseconds `clock` is ahead of a time server at that IPv4 address. Undefined where that is silent. */
export async function askTimeServer(
  { address, port = 123 }: { address: string; port?: number },
  clock: () => number,
  signal: AbortSignal,
): Promise<number | undefined> {
  const socket = openSocket(address);
  socket.on("error", () => {});
  const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  try {
    await bindSocket(socket, "0.0.0.0", 0);
    const question = Buffer.alloc(BYTES);
    question[0] = VERSION_4_CLIENT;
    const sentAt = clock();
    socket.send(question, port, address);
    while (true) {
      const [answer, from] = await once(socket, "message", { signal: patience });
      const isServer = answer.length >= BYTES && (answer[0] & 7) === SERVER_MODE && answer[1] > 0;
      if (from.address !== address || !isServer) continue;
      const seconds = answer.readUInt32BE(TRANSMIT) - SECONDS_1900_TO_1970;
      const theirs = 1000 * (seconds + answer.readUInt32BE(TRANSMIT + 4) / 2 ** 32);
      return Math.round((sentAt + clock()) / 2 - theirs);
    }
  } catch {
    return undefined;
  } finally {
    socket.close();
  }
}
