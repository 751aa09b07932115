import type { Mac } from "../provisioning/mac.ts";
import type { Boot, BootRequest, HeldState, PhoneFamily } from "./family.ts";
import { fetchFile } from "./fetch-file.ts";
import { findByPnp } from "./find-by-pnp.ts";
import { emptyFlash, type Flash } from "./flash.ts";
import { FormatError } from "./format-error.ts";
import { gigasetMaxwell } from "./gigaset-maxwell.ts";
import { gigasetNx } from "./gigaset-nx.ts";
import { gigasetN510, gigasetN720 } from "./gigaset-provider-base.ts";
import { snomDect } from "./snom-dect.ts";
import { gigasetPSeries, isFirmware8, snomDesk, snomFirmware8 } from "./snom-phone.ts";
import { yealinkFamilyOf } from "./yealink-phone.ts";

export type SimulatedPhoneOptions = {
  /** `snom`, `yealink` or `gigaset`. */
  vendor: string;
  /** As in catalogues, for example `D785`, `T46S`, `N670`, `Maxwell 3`, `P825`. The vendor's usual one when absent. */
  model?: string | undefined;
  mac: Mac;
  /** What the network tells the phone: `http://` or `tftp://`, a folder or a file, with the vendor's placeholders. */
  base?: string | undefined;
  /** Where it looks for its server by SIP PnP, unless its settings have switched that off; what it is told there comes first. */
  pnp?: { host: string; port: number } | undefined;
  /** The address that requests come from. */
  localAddress?: string | undefined;
  /** The certificate authorities that the factory gave it, in PEM. None unless given. */
  roots?: readonly string[] | undefined;
  /** What the phone remembers of its earlier life; factory-new when absent. */
  flash?: Flash | undefined;
};

export type BootReport = {
  /** What came of its question by SIP PnP: the URL, or why there is none. Undefined where it was not to ask. */
  pnp?: { url: string } | "no answer" | "switched off";
  requests: readonly BootRequest[];
};

export type SimulatedPhone = {
  model: string;
  /** Starts the phone once: it asks for its files and applies what it gets. */
  boot(): Promise<BootReport>;
  /** What the phone holds now, its raw settings included. */
  holds(): HeldState & { settings: Readonly<Record<string, string>> };
  /** A copy of its permanent memory. */
  flash(): Flash;
  factoryReset(): void;
};

/** A vendor or model that no simulated phone behaves like, or a memory of another phone. */
export class NoSuchPhone extends Error {
  override readonly name = "NoSuchPhone";
}

/** A phone that behaves as the vendor's phones do. Throws `NoSuchPhone`. */
export function createSimulatedPhone(options: SimulatedPhoneOptions): SimulatedPhone {
  const { mac, localAddress } = options;
  const family = familyOf(options.vendor, options.model);
  const model = options.model ?? family.defaultModel;
  const memory = options.flash ?? emptyFlash(family.id, mac);
  if (memory.family !== family.id || memory.mac !== mac) {
    throw new NoSuchPhone(
      `this memory is of the ${memory.family} phone ${memory.mac}, not of the ${family.id} phone ${mac}`,
    );
  }
  let flash = structuredClone(memory);

  const boot = async (): Promise<BootReport> => {
    const requests: BootRequest[] = [];
    const userAgent = family.userAgent(model, mac);
    const fetch: Boot["fetch"] = async (url, take) => {
      const { status, body, byteCount, problem } = await fetchFile(url, {
        ...{ userAgent, localAddress, login: family.login?.(flash.settings, mac) },
        trusted: [...(options.roots ?? []), ...(family.trusts?.(flash.settings) ?? [])],
      });
      const request = { url, status, byteCount, ...(problem === undefined ? {} : { problem }) };
      if (body === undefined) {
        requests.push({ ...request, outcome: status === "unreachable" ? "unreachable" : "absent" });
        return false;
      }
      try {
        requests.push({ ...request, outcome: take(body) });
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
        requests.push({ ...request, outcome: "malformed", problem: error.message });
      }
      return true;
    };
    const pnp = options.pnp === undefined ? undefined : await askByPnp(options.pnp);
    const base = typeof pnp === "object" ? pnp.url : options.base;
    await family.provision({ mac, model, base, flash, fetch });
    return { ...(pnp === undefined ? {} : { pnp }), requests };
  };

  async function askByPnp(at: { host: string; port: number }): Promise<NonNullable<BootReport["pnp"]>> {
    const form = family.pnpForm(model, mac, flash.settings);
    if (form === undefined) return "switched off";
    const url = await findByPnp({ form, mac, ...at, localAddress });
    return url === undefined ? "no answer" : { url };
  }

  return {
    model,
    boot,
    holds: () => ({ ...family.read(flash, model), settings: { ...flash.settings } }),
    flash: () => structuredClone(flash),
    factoryReset: () => {
      flash = emptyFlash(family.id, mac);
    },
  };
}

function familyOf(vendor: string, model: string | undefined): PhoneFamily {
  if (vendor === "snom") return snomFamilyOf(model);
  if (vendor === "yealink") return yealinkFamilyOf(model);
  if (vendor !== "gigaset") throw new NoSuchPhone(`no phone of ${vendor} can be simulated: snom, yealink or gigaset`);
  if (model !== undefined && /^N510\b/i.test(model)) return gigasetN510;
  if (model !== undefined && /^N720\b/i.test(model)) return gigasetN720;
  if (model === undefined || /^N[1-9]/i.test(model)) return gigasetNx;
  if (/^Maxwell\b/i.test(model)) return gigasetMaxwell;
  if (/^P[78]\d\d/i.test(model)) return gigasetPSeries;
  throw new NoSuchPhone(
    `no Gigaset ${model} can be simulated: N510, N610, N670, N720, N870, Maxwell 2, 3, 4 or P-series`,
  );
}

function snomFamilyOf(model: string | undefined): PhoneFamily {
  if (model === undefined) return snomDesk;
  if (isFirmware8(model)) return snomFirmware8;
  if (/^M[3479]00$/.test(model)) return snomDect;
  if (/^(?:[mCM]\d|SP)/.test(model))
    throw new NoSuchPhone(`no Snom ${model} can be simulated: a desk phone, M300, M400, M700 or M900`);
  return snomDesk;
}
