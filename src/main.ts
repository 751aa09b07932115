import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { pino } from "pino";
import { startApp } from "./app.ts";
import { SettingError } from "./config/load-config.ts";
import { describeConfig, readConfig } from "./read-config.ts";
import { readInheritedSockets } from "./servers/socket-activation.ts";

const EXIT_BAD_SETTING = 2;

/** Runs the daemon until SIGTERM or SIGINT. Sets the exit code: 0 after a clean stop, 2 for a bad setting. */
export async function serve(): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    process.stderr.write(`offhook: ${error.message.replaceAll("\n", " ")}\n`);
    process.exitCode = EXIT_BAD_SETTING;
  }
}

async function run(): Promise<void> {
  process.umask(0o077);
  // Left alone, V8 gives short-lived objects 128 MB on a large machine, for no gain that can be measured here.
  setFlagsFromString("--max-semi-space-size=16");
  const config = readConfig();
  const log = pino({ level: config.logLevel, base: null }, pino.destination({ fd: 2, sync: false }));
  const app = await startApp(config, log, {
    templates: fileURLToPath(new URL("../templates", import.meta.url)),
    page: fileURLToPath(new URL(import.meta.url.endsWith(".ts") ? "../dist/page" : "./page", import.meta.url)),
    version: readVersion(),
    settings: describeConfig(),
    sockets: readInheritedSockets(process.env, process.pid),
  });
  if (app.madeAdminKey !== undefined) process.stdout.write(`offhook admin key, shown this once: ${app.madeAdminKey}\n`);
  if (app.firstLink !== undefined)
    process.stdout.write(`offhook sign-in link, good once and for an hour: ${app.firstLink}\n`);
  process.stdout.write(`offhook ready ${JSON.stringify(app.doors)}\n`);

  await new Promise<void>((resolve) => {
    process.once("SIGTERM", () => resolve());
    process.once("SIGINT", () => resolve());
  });
  await app.stop();
  log.flush();
}

function readVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  return version;
}
