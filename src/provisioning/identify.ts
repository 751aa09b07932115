import { type Mac, parseMac } from "./mac.ts";
import type { Admission } from "./phone.ts";
import type { Refusal } from "./request.ts";
import type { FileRule, Model, UserAgent, Vendor } from "./vendor.ts";

/** What a request says about itself, before anybody looked into the store. */
export type Evidence = {
  fileName: string;
  /** From the client certificate, else from the file name, the query, or the User-Agent. */
  mac: Mac | undefined;
  agent: { vendor: Vendor; says: UserAgent } | undefined;
  /** Every vendor whose phones ask for such a file. */
  matches: readonly { vendor: Vendor; rule: FileRule; modelInName: string | undefined }[];
};
export type Unidentified = {
  refused: Extract<Refusal, "unknown-file" | "mac-mismatch">;
  mac: Mac | undefined;
  /** Which other MAC it says besides. */
  otherMac?: Mac | undefined;
};

/** What a phone asks for, decided from the evidence and from what is stored about it. */
export type ChosenRule = {
  vendor: Vendor;
  modelName: string;
  model: Model;
  rule: FileRule;
  ruleIndex: number;
  /** The phone says that it is something else than what the operator stored. */
  conflict: string | undefined;
};
/** The same where a template makes it. */
export type ChosenFile = ChosenRule & { rule: FileRule & { template: string } };

const MAX_TARGET_LENGTH = 2048;
/** A name at the root with nothing to decode or resolve. */
const PLAIN_TARGET = /^\/[\w-]+(?:\.[\w-]+)*$/;

/** Reads path, User-Agent and the MAC that a verified client certificate names. Pure: the same request always gives the same evidence. */
export function identify(
  target: string,
  userAgent: string | undefined,
  vendors: readonly Vendor[],
  certificateMac?: Mac,
): Evidence | Unidentified {
  const agent = userAgent === undefined ? undefined : parseUserAgent(userAgent, vendors);
  const agentMac = agent?.says.mac === undefined ? undefined : parseMac(agent.says.mac);
  const queryMac = macInQuery(target);
  // Some Gigaset devices ask for a folder with `?mac=` (gigaset.md §1.5): the name is empty then.
  const fileName = fileNameOf(target) ?? (queryMac === undefined ? undefined : "");
  if (fileName === undefined) return { refused: "unknown-file", mac: agentMac };

  const matches = [];
  let nameMac: Mac | undefined;
  for (const vendor of vendors) {
    if (!anyFileOf(vendor).test(fileName)) continue;
    for (const rule of vendor.files) {
      const groups = rule.path.exec(fileName);
      if (groups === null) continue;
      nameMac ??= groups.groups?.mac === undefined ? undefined : parseMac(groups.groups.mac);
      matches.push({ vendor, rule, modelInName: groups.groups?.model });
      break;
    }
  }
  if (matches.length === 0) return { refused: "unknown-file", mac: agentMac };
  const asked = nameMac ?? queryMac ?? agentMac;
  const mac = certificateMac ?? asked;
  const otherMac = [asked, queryMac, agentMac].find((other) => other !== undefined && other !== mac);
  if (otherMac !== undefined)
    return { refused: "mac-mismatch", mac: asked, otherMac: otherMac === asked ? mac : otherMac };
  return { fileName, mac, agent, matches };
}

const MAC_QUERY = /[?&]mac=([^&#]{12,34})/i;

/** `cgi/ap?mac=06:55:AF:3A:05:AA`, in any notation. */
function macInQuery(target: string): Mac | undefined {
  if (target.length > MAX_TARGET_LENGTH) return undefined;
  const written = MAC_QUERY.exec(target)?.[1];
  return written === undefined ? undefined : parseMac(written.replace(/%3A/gi, ":"));
}

const anyFile = new WeakMap<Vendor, RegExp>();

/** One expression that matches whatever any of a vendor's rules matches: most requests are for another vendor's phones. */
function anyFileOf(vendor: Vendor): RegExp {
  const known = anyFile.get(vendor);
  if (known !== undefined) return known;
  const made = new RegExp(vendor.files.map((rule) => rule.path.source.replaceAll(/\(\?<\w+>/g, "(?:")).join("|"), "i");
  anyFile.set(vendor, made);
  return made;
}

/** The first vendor that knows a User-Agent, and what it reads in it. */
export function parseUserAgent(header: string, vendors: readonly Vendor[]): Evidence["agent"] {
  for (const vendor of vendors) {
    const says = vendor.parseUserAgent(header);
    if (says !== undefined) return { vendor, says };
  }
  return undefined;
}

/**
 * The last name of a request target: query dropped, decoded once, `.` and `..` resolved and clamped at the root.
 * Some Gigaset bases send literal dot segments (gigaset.md §1.7). Undefined where no name is left.
 */
export function fileNameOf(target: string): string | undefined {
  if (target.length > MAX_TARGET_LENGTH) return undefined;
  if (PLAIN_TARGET.test(target)) return target.slice(1);
  const path = target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, "").split(/[?#]/, 1)[0] ?? "";
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return undefined;
  }
  if (/[\u0000-\u001f\u007f]/.test(decoded)) return undefined;
  const names: string[] = [];
  const segments = decoded.split(/[/\\]/);
  for (const segment of segments) {
    if (segment === "..") names.pop();
    else if (segment !== "." && segment !== "") names.push(segment);
  }
  const last = segments.at(-1);
  return last === "" || last === "." || last === ".." ? undefined : names.at(-1);
}

/** The vendor that a MAC suggests by the longest matching prefix. A suggestion only. */
export function suggestVendor(mac: Mac, vendors: readonly Vendor[]): Vendor | undefined {
  let best: { vendor: Vendor; length: number } | undefined;
  for (const vendor of vendors) {
    for (const prefix of vendor.macPrefixes) {
      if (mac.startsWith(prefix) && prefix.length > (best?.length ?? 0)) best = { vendor, length: prefix.length };
    }
  }
  return best?.vendor;
}

/** The catalogue's name for what a phone or a person calls a model, case-insensitive. */
export function findModelName(vendor: Vendor, called: string): string | undefined {
  if (Object.hasOwn(vendor.models, called)) return called;
  const wanted = called.toLowerCase();
  return Object.keys(vendor.models).find(
    (name) =>
      name.toLowerCase() === wanted || vendor.models[name]?.aliases?.some((alias) => alias.toLowerCase() === wanted),
  );
}

/** Who made the phone as far as the evidence goes, and which model it says it is: for sightings. */
export function describeStranger(
  evidence: Evidence,
  vendors: readonly Vendor[],
): { vendor: Vendor | undefined; model: string | null } {
  const only = evidence.matches.length === 1 ? evidence.matches[0] : undefined;
  const vendor =
    evidence.agent?.vendor ??
    only?.vendor ??
    (evidence.mac === undefined ? undefined : suggestVendor(evidence.mac, vendors));
  const called = evidence.agent?.says.model ?? evidence.matches.find((match) => match.vendor === vendor)?.modelInName;
  return {
    vendor,
    model: vendor === undefined || called === undefined ? null : (findModelName(vendor, called) ?? null),
  };
}

/**
 * Which vendor's file, for which model. The operator's word beats the phone's, the phone's beats a mere prefix;
 * an operator's word that the phone contradicts is followed and shown as a conflict.
 */
export function chooseRule(
  evidence: Evidence,
  admission: Admission,
  vendors: readonly Vendor[],
): ChosenRule | { refused: Extract<Refusal, "unknown-file" | "model-not-supported"> } {
  const stored = vendors.find((vendor) => vendor.id === admission.vendorId);
  const agentVendor = evidence.agent?.vendor;
  const followsPhone = agentVendor !== undefined && agentVendor !== stored && admission.vendorSource === "prefix";
  const vendor = followsPhone ? agentVendor : stored;
  if (vendor === undefined) return { refused: "unknown-file" };

  const isSameVendor = agentVendor === vendor;
  const agentCalls = isSameVendor ? evidence.agent?.says.model : undefined;
  const nameCalls = evidence.matches.find((match) => match.vendor === vendor)?.modelInName;
  const agentModel = agentCalls === undefined ? undefined : findModelName(vendor, agentCalls);
  // A file name stands for several models here and there (GigasetP82x), so it decides only where nothing better does.
  const saidModel = agentModel ?? (nameCalls === undefined ? undefined : findModelName(vendor, nameCalls));
  const storedModel = followsPhone || admission.model === null ? undefined : findModelName(vendor, admission.model);
  const modelName =
    (admission.modelSource === "operator" ? storedModel : undefined) ?? saidModel ?? storedModel ?? vendor.defaultModel;
  const model = vendor.models[modelName];
  if (model === undefined) return { refused: "model-not-supported" };

  const ruleIndex = vendor.files.findIndex(
    (rule) =>
      rule.path.test(evidence.fileName) && (rule.families === undefined || rule.families.includes(model.family)),
  );
  const rule = vendor.files[ruleIndex];
  if (rule === undefined) return { refused: "unknown-file" };
  if (model.unsupported !== undefined) return { refused: "model-not-supported" };
  const conflict = describeConflict({ vendor, agentVendor, modelName, agentModel });
  return { vendor, modelName, model, rule, ruleIndex, conflict };
}

/** The file of that kind that a template makes. */
export function chooseFile(
  chosen: ReturnType<typeof chooseRule>,
): ChosenFile | { refused: Extract<Refusal, "unknown-file" | "no-such-file" | "model-not-supported"> } {
  if ("refused" in chosen) return chosen;
  const { template } = chosen.rule;
  return template === undefined ? { refused: "no-such-file" } : { ...chosen, rule: { ...chosen.rule, template } };
}

function describeConflict(found: {
  vendor: Vendor;
  agentVendor: Vendor | undefined;
  modelName: string;
  agentModel: string | undefined;
}): string | undefined {
  const { vendor, agentVendor, modelName, agentModel } = found;
  if (agentVendor !== undefined && agentVendor !== vendor) return `stored as ${vendor.name}, says ${agentVendor.name}`;
  if (agentModel === undefined || agentModel === modelName) return undefined;
  return vendor.models[modelName]?.reportsAs?.includes(agentModel)
    ? undefined
    : `stored as ${modelName}, says ${agentModel}`;
}
