/**
 * `npm run timing`: 20,000 pairs of refusals, of an admitted phone without proof and of an unknown one, timed over loopback in random
 * order. Prints Welch's t for a PBX that asks for tokens and for one that asks for credentials; beyond 4.5 the two can be told apart.
 */
import { makeDataDir, removeFolder, startDaemon } from "../test/daemon/start-daemon.ts";
import { addClosedPhones, describeMeasured, measure } from "../test/daemon/timing.ts";

const PAIRS = Number(process.env.TIMING_PAIRS ?? 20_000);
const MOST_T = 4.5;
const AUTHORIZATION = `Basic ${Buffer.from("000413c00001:guessed").toString("base64")}`;

for (const proof of [["token"], ["token", "credentials"]]) {
  const dataDir = makeDataDir();
  const daemon = await startDaemon(dataDir, { OFFHOOK_DATABASE_URL: process.env.TIMING_DATABASE_URL });
  try {
    await addClosedPhones(daemon, proof);
    await new Promise((resolve) => setTimeout(resolve, 2000));
    for (let run = 1; run <= 3; run++) {
      const headers = proof.includes("credentials") ? { authorization: AUTHORIZATION } : {};
      const measured = await measure(daemon.doors.http ?? "", PAIRS, headers);
      process.stdout.write(`${proof.join(" and ")}: ${describeMeasured(measured)}\n`);
      if (Math.abs(measured.t) < MOST_T) break;
      if (run === 3) process.exitCode = 1;
    }
  } finally {
    await daemon.stop();
    removeFolder(dataDir);
  }
}
