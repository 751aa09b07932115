import { type Mac, parseMac } from "../../src/provisioning/mac.ts";
import type { Settings } from "../../src/provisioning/settings.ts";
import type { Model } from "../../src/provisioning/vendor.ts";
import { gigaset } from "../../src/vendors/gigaset/index.ts";
import { readFlat } from "./file-formats.ts";
import { type RenderOptions, type RenderRule, renderForTest, templateRules } from "./render-for-test.ts";

export const NX = "N670 IP PRO";
export const MX = "Maxwell 3";
export const N510 = "N510 IP PRO";
export const DM = "N720 DM PRO";
/** As resolved where no layer gives them. */
export const NO_CODES = { voicemailNumber: undefined, pickupCode: undefined } as unknown as Settings;

export function modelOf(name: string): Model {
  const model = gigaset.models[name];
  if (model === undefined) throw new Error(`no model ${name}`);
  return model;
}

function deviceFileOf(name: string): RenderRule {
  const rule = templateRules(gigaset, modelOf(name)).find(({ path }) => path.test("7C2F80AABBCC.xml"));
  if (rule === undefined) throw new Error(`no file for ${name}`);
  return rule;
}

export function renderBytes(name: string, options: RenderOptions = {}): Buffer {
  return renderForTest(gigaset, name, deviceFileOf(name), options);
}

export function renderText(name: string, options: RenderOptions = {}): string {
  const isLatin1 = deviceFileOf(name).escape === "latin1-xml";
  return renderBytes(name, options).toString(isLatin1 ? "latin1" : "utf8");
}

export function renderFlat(name: string, options: RenderOptions = {}): ReadonlyMap<string, string> {
  const rule = deviceFileOf(name);
  return readFlat(rule.template, renderForTest(gigaset, name, rule, options));
}

export function macOf(text: string): Mac {
  const mac = parseMac(text);
  if (mac === undefined) throw new Error(`no MAC: ${text}`);
  return mac;
}
