import { setTimeout as pause } from "node:timers/promises";
import type { Command } from "commander";
import { CommandFailure, EXIT } from "./failures.ts";
import { addStaffOptions, openSession } from "./session.ts";
import { showItem, showJson } from "./show.ts";

const LOOK_EVERY_MS = 500;

/** `offhook key rotate`: beside the commands for API keys, whose name it shares. */
export function addRotateCommand(key: Command): void {
  addStaffOptions(key.command("rotate"))
    .description("exchange the master key, and wait until everything is sealed anew; the daemon serves all the while")
    .action(async (_: unknown, command: Command) => {
      const { api, isJson } = openSession(command);
      let state = await api.post("/master-key/rotate", {});
      while (state.state === "running") {
        await pause(LOOK_EVERY_MS);
        state = await api.getItem("/master-key");
      }
      (isJson ? showJson : showItem)(state);
      if (state.state === "failed")
        throw new CommandFailure(
          EXIT.refused,
          "it broke off; the daemon's log says why, and its next start goes on with it",
        );
    });
}
