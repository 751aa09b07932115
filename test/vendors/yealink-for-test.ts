import type { Model } from "../../src/provisioning/vendor.ts";
import { yealink } from "../../src/vendors/yealink/index.ts";
import { type FlatFile, readFlat } from "./file-formats.ts";
import { type RenderOptions, renderForTest, templateRules } from "./render-for-test.ts";

export const MAC = "805EC017DE13";

export function modelOf(name: string): Model {
  const model = yealink.models[name];
  if (model === undefined) throw new Error(`no model ${name}`);
  return model;
}

export function renderBytes(modelName: string, options: RenderOptions = {}): Buffer {
  const rule = templateRules(yealink, modelOf(modelName))[0];
  if (rule === undefined) throw new Error(`no template for ${modelName}`);
  return renderForTest(yealink, modelName, rule, { mac: MAC, ...options });
}

export function render(options: RenderOptions = {}, modelName = "T46S"): FlatFile {
  return readFlat("yealink/desk", renderBytes(modelName, options));
}
