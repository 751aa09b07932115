import { readFileSync } from "node:fs";
import { type DescribedSetting, describeSettings } from "./config/describe-settings.ts";
import { type Config, loadConfig, SettingError, type Sources } from "./config/load-config.ts";

/** The settings of this process: the file that OFFHOOK_CONFIG names, and the environment. Throws SettingError. */
export function readConfig(): Config {
  return loadConfig(readSources());
}

/** The same for people to read, with where each comes from. */
export function describeConfig(): readonly DescribedSetting[] {
  return describeSettings(readSources());
}

function readSources(): Sources {
  return { ...readSettingsFile(process.env.OFFHOOK_CONFIG), env: process.env };
}

function readSettingsFile(path: string | undefined): { yaml: string | undefined; yamlPath?: string } {
  if (path === undefined) return { yaml: undefined };
  try {
    return { yaml: readFileSync(path, "utf8"), yamlPath: path };
  } catch (error) {
    throw new SettingError(
      `OFFHOOK_CONFIG: ${JSON.stringify(path)} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
