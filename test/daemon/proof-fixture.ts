import type { Mac } from "../../src/provisioning/mac.ts";
import { parseMac } from "../../src/provisioning/mac.ts";
import type { Flash } from "../../src/simulation/flash.ts";
import { type BootReport, createSimulatedPhone } from "../../src/simulation/simulated-phone.ts";
import type { Daemon } from "./start-daemon.ts";

export type Access = { proof?: string[]; mode?: string; allow?: string[]; deny?: string[] };

/** One phone of each family, by the names that the simulation knows. */
export const FAMILIES = [
  ["000413922D24", "snom", "D785"],
  ["0004137447D0", "snom", "370"],
  ["00087B112233", "snom", "M900"],
  ["805EC017DE13", "yealink", "T46S"],
  ["001565F4F9E1", "yealink", "W60B"],
  ["7C2F80E0D605", "gigaset", "N670"],
  ["7C2F8030D21E", "gigaset", "Maxwell 3"],
  ["7C2F804DF9A9", "gigaset", "N510 IP PRO"],
  ["7C2F80CA21E4", "gigaset", "N720 DM PRO"],
  ["000413E20001", "gigaset", "P825"],
] as const;

export async function addPbx(daemon: Daemon, id: string, access: Access): Promise<void> {
  const { status, text } = await daemon.api("POST", "/api/v1/pbxs", { id, host: "pbx.example.org", access });
  if (status !== 201) throw new Error(text);
}

/** Returns the address that was revealed. */
export async function addPhone(
  daemon: Daemon,
  mac: string,
  pbx: string,
  more: { vendor?: string; model?: string } = {},
): Promise<string> {
  const body = { mac, pbx, lines: [{ account: mac, displayName: "Desk" }], ...more };
  const { status, json, text } = await daemon.api("POST", "/api/v1/phones?reveal=true", body);
  if (status !== 201) throw new Error(text);
  return (json as { provisioningUrl?: string }).provisioningUrl ?? "";
}

function macOf(text: string): Mac {
  const mac = parseMac(text);
  if (mac === undefined) throw new Error(`${text} is no MAC`);
  return mac;
}

export type Start = { report: BootReport; flash: Flash; password: string | null | undefined };

/** Starts a simulated phone once. */
export async function start(
  mac: string,
  vendor: string,
  model: string,
  told: { base?: string; pnp?: { host: string; port: number }; flash?: Flash; localAddress?: string },
): Promise<Start> {
  const phone = createSimulatedPhone({ vendor, model, mac: macOf(mac), ...told });
  const report = await phone.boot();
  return { report, flash: phone.flash(), password: phone.holds().accounts[0]?.password };
}

/** What looks like a token in a text. */
export function tokensIn(text: string): string[] {
  return [...text.matchAll(/\/t\/([\w-]{22})(?=[/"'\s<]|$)/g)].flatMap((found) => found[1] ?? []);
}

export async function namesOfEvents(daemon: Daemon, mac: string): Promise<string[]> {
  const { json } = await daemon.api("GET", `/api/v1/phones/${mac}/events?limit=500`);
  return (json as { items: { name: string }[] }).items.map(({ name }) => name);
}
