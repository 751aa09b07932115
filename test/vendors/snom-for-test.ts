import type { FunctionKey } from "../../src/provisioning/function-key.ts";
import type { Model } from "../../src/provisioning/vendor.ts";
import { snom } from "../../src/vendors/snom/index.ts";
import { type FlatFile, readFlat } from "./file-formats.ts";
import { type RenderOptions, type RenderRule, renderForTest, templateRules } from "./render-for-test.ts";

export function modelOf(modelName: string): Model {
  const model = snom.models[modelName];
  if (model === undefined) throw new Error(`no model ${modelName}`);
  return model;
}

function ownFileOf(modelName: string): RenderRule {
  const rule = templateRules(snom, modelOf(modelName)).find(({ path }) => path.test("0004137447D0.xml"));
  if (rule === undefined) throw new Error(`no file for ${modelName}`);
  return rule;
}

export function renderText(modelName: string, options: RenderOptions = {}): string {
  return renderForTest(snom, modelName, ownFileOf(modelName), options).toString();
}

export function render(options: RenderOptions = {}, modelName = "D785"): FlatFile {
  return readFlat(ownFileOf(modelName).template, Buffer.from(renderText(modelName, options)));
}

/** Content, identity and label of a key in a rendered file. */
export function keyOf(flat: FlatFile, idx: number): (string | undefined)[] {
  return [flat.get(`fkey[${idx}]`), flat.get(`fkey[${idx}].context`), flat.get(`fkey[${idx}].label`)];
}

/** What one key of a D785 with one line holds. */
export function contentOf(key: FunctionKey, options: RenderOptions = {}): string | undefined {
  return render({ ...options, keys: [key] }).get("fkey[0]");
}
