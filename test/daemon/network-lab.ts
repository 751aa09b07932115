import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { onTestFinished, type TestContext } from "vitest";

const run = promisify(execFile);
let made = 0;

/** A network of its own: namespaces, each with one cable into the same switch. */
export type NetworkLab = {
  /** The words before a command that runs it on a host. Making a host plugs it in, without an address. */
  host(name: string): Promise<string[]>;
  /** Runs `ip` on a host; its cable is `eth0`. */
  ip(name: string, ...args: string[]): Promise<string>;
  /** Pulls a host's cable out, and puts in a new one, with another MAC if given. */
  unplug(name: string): Promise<void>;
  plug(name: string, mac?: string): Promise<void>;
};

/** Removed when the test is over. Skips the test for a user who may not make networks, as the README says. */
export async function makeNetworkLab(context: TestContext): Promise<NetworkLab> {
  if (process.getuid?.() !== 0) context.skip("needs root: it makes network namespaces (README, Run it)");
  const prefix = `offhook${process.pid}x${made++}`;
  const hosts: string[] = [];
  const namespace = (name: string) => `${prefix}${name}`;

  async function ip(...args: string[]): Promise<string> {
    try {
      return (await run("ip", args)).stdout;
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT")
        throw new Error("ip is missing: apt-get install iproute2");
      throw error;
    }
  }

  async function add(name: string): Promise<void> {
    await ip("netns", "add", namespace(name));
    hosts.push(name);
    await ip("-n", namespace(name), "link", "set", "lo", "up");
  }

  async function plug(name: string, mac?: string): Promise<void> {
    const own = ["link", "add", "eth0", ...(mac === undefined ? [] : ["address", mac])];
    await ip("-n", namespace(name), ...own, "type", "veth", "peer", `to${name}`, "netns", namespace("switch"));
    await ip("-n", namespace("switch"), "link", "set", `to${name}`, "master", "br0", "up");
    await ip("-n", namespace(name), "link", "set", "eth0", "up");
  }

  onTestFinished(async () => {
    for (const name of hosts) await ip("netns", "del", namespace(name));
  });
  await add("switch");
  // Every port hears everything, as on a plain switch.
  await ip("-n", namespace("switch"), "link", "add", "br0", "type", "bridge", "mcast_snooping", "0");
  await ip("-n", namespace("switch"), "link", "set", "br0", "up");
  return {
    async host(name) {
      await add(name);
      await plug(name);
      return ["ip", "netns", "exec", namespace(name)];
    },
    ip: (name, ...args) => ip("-n", namespace(name), ...args),
    unplug: async (name) => void (await ip("-n", namespace(name), "link", "del", "eth0")),
    plug,
  };
}
