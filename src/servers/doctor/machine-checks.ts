import { judgeClock } from "../../provisioning/doctor/judge-clock.ts";
import { judgeFolder } from "../../provisioning/doctor/judge-data.ts";
import { judgeNetworks } from "../../provisioning/doctor/judge-networks.ts";
import { askTimeServer, readSynchronised } from "./clock-probe.ts";
import { examineFolder } from "./data-folder.ts";
import { readInterfaces } from "./interfaces.ts";
import type { Check } from "./run-checks.ts";

// What can be seen of this machine whether or not the daemon runs.

export function networksCheck(needs: Parameters<typeof judgeNetworks>[1]): Check {
  return { name: "networks", run: async () => judgeNetworks(await readInterfaces(), needs) };
}

/** The data folder is ours alone; others may hold things of others. */
export function foldersCheck(own: string, ...others: readonly string[]): Check {
  const folders = [...new Set([own, ...others])];
  return {
    name: "data folder",
    run: async () =>
      (await Promise.all(folders.map((folder) => examineFolder(folder, { isOurs: folder === own })))).flatMap(
        judgeFolder,
      ),
  };
}

type ClockNeeds = {
  clock: () => number;
  /** IPv4 addresses. */
  timeServers: readonly string[];
  /** When the last thing in the history happened. */
  newestEventAt: () => Promise<number | undefined>;
};

export function clockCheck({ clock, timeServers, newestEventAt }: ClockNeeds): Check {
  return {
    name: "clock",
    async run(signal) {
      const [isSynchronised, newest, servers] = await Promise.all([
        readSynchronised(signal),
        // That the database cannot be read is another check's finding.
        newestEventAt().catch(() => undefined),
        Promise.all(
          timeServers.map(async (server) => ({
            server,
            aheadMs: await askTimeServer({ address: server }, clock, signal),
          })),
        ),
      ]);
      const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
      return judgeClock({ now: clock(), timeZone, newestEventAt: newest, isSynchronised, servers });
    },
  };
}
