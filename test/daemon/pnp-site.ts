import { onTestFinished, type TestContext } from "vitest";
import { offhook } from "../command-line/run.ts";
import { makeNetworkLab, type NetworkLab } from "./network-lab.ts";
import { ADMIN_KEY, makeDataDir, removeFolder, startDaemon } from "./start-daemon.ts";

export type Site = {
  lab: NetworkLab;
  /** Calls the staff API through the command line, at the server. */
  staff(...args: string[]): Promise<unknown>;
  /** Starts a simulated phone that knows nothing of its network but its address, or one that was told a URL by hand. */
  boot(mac: string, vendor: string, model: string, url?: string): ReturnType<typeof offhook>;
  events(name: string): Promise<Record<string, unknown>[]>;
  phone: readonly string[];
};

/** A switch, a server that runs the daemon with a PBX, and a phone. */
export async function makeSite(
  context: TestContext,
  addresses: { server?: string; phone: string },
  settings: Record<string, string> = {},
): Promise<Site> {
  const lab = await makeNetworkLab(context);
  const server = await lab.host("server");
  const phone = await lab.host("phone");
  if (addresses.server !== undefined) await lab.ip("server", "addr", "add", addresses.server, "dev", "eth0");
  await lab.ip("phone", "addr", "add", addresses.phone, "dev", "eth0");
  const dataDir = makeDataDir();
  onTestFinished(() => removeFolder(dataDir));
  // Its own defaults: every interface, port 5060.
  const doors = { OFFHOOK_HTTP: "0.0.0.0:8080", OFFHOOK_TFTP: "off", OFFHOOK_PNP: undefined, ...settings };
  const daemon = await startDaemon(dataDir, doors, server);
  onTestFinished(() => void daemon.stop());
  const env = { OFFHOOK_URL: `http://${daemon.doors.staff}`, OFFHOOK_KEY: ADMIN_KEY };
  const staff = async (...args: string[]) => {
    const { code, out, err } = await offhook([...args, "--json"], env, "", server);
    if (code !== 0) throw new Error(err);
    return JSON.parse(out);
  };
  await staff("pbx", "add", "main", "pbx.example.org");
  return {
    lab,
    staff,
    phone,
    boot(mac, vendor, model, url) {
      const way = url === undefined ? ["--pnp"] : ["--url", url];
      return offhook(["simulate", "--mac", mac, "--vendor", vendor, "--model", model, ...way, "--json"], {}, "", phone);
    },
    async events(name) {
      const all = await staff("events");
      return (Array.isArray(all) ? all : (all as { items: [] }).items).filter((event) => event.name === name);
    },
  };
}
