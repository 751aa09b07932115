import { checkFile, type FileFault, faultFrom } from "./check-rendering.ts";
import { gatherMaterial } from "./file-material.ts";
import type { Phone } from "./phone.ts";
import { maskedOrder, modelOfPhone, templateRulesOf } from "./phone-files.ts";
import type { MarkingRenderer, Page, PageQuery } from "./ports.ts";
import { renderFile } from "./render-file.ts";
import { samplePhone } from "./sample-phone.ts";
import type { Surveyed, SurveyParts } from "./survey.ts";
import { diffTexts } from "./unified-diff.ts";

type TrialFile = {
  name: string;
  contentType: string;
  /** Passwords and tokens masked; null: it cannot be written. */
  text: string | null;
  /** Against what the template in use writes; null: nothing changes. */
  diff: string | null;
  /** Why no phone could read it. */
  fault: FileFault | null;
};
/** What a text would write for one phone. */
export type TrialPreview = {
  model: string;
  files: TrialFile[];
  /** Why it cannot be compiled. */
  fault: FileFault | null;
};

export type TrialPreviewer = {
  /** For a phone, or for a made-up one of the first model that gets files by it. Undefined: no model does, or the phone's PBX has gone. */
  show(template: string, text: string, phone: Phone | undefined): Promise<TrialPreview | undefined>;
  /** Admitted phones that get files by a template, in the order of their MACs. A page may hold fewer than there is room for. */
  listPhones(template: string, query: PageQuery): Promise<Page<Phone>>;
};

/** So many phones are looked at for one answer at most. */
const MOST_LOOKED_AT = 2000;

export function createTrialPreviewer(parts: SurveyParts): TrialPreviewer {
  const { store, vendors, renderer, readFile } = parts;
  const uses = (template: string, found: Parameters<typeof templateRulesOf>[0]) =>
    templateRulesOf(found).some((rule) => rule.template === template);

  function samplePhoneOf(template: string): Surveyed | undefined {
    return vendors
      .flatMap((vendor) => Object.keys(vendor.models).map((name) => samplePhone(vendor, name)))
      .find((sample) => sample !== undefined && uses(template, sample.found));
  }

  async function gather(phone: Phone): Promise<Surveyed | undefined> {
    const found = modelOfPhone(phone, vendors);
    if (found === undefined) return undefined;
    const material = await gatherMaterial(store, phone, found.modelName, found.vendor);
    return material && { phone, found, material, rules: templateRulesOf(found) };
  }

  return {
    async show(template, text, phone) {
      const surveyed = phone === undefined ? samplePhoneOf(template) : await gather(phone);
      if (surveyed === undefined) return undefined;
      const model = surveyed.found.modelName;
      let trial: MarkingRenderer;
      try {
        trial = renderer.trial(template, text);
      } catch (error) {
        return { model, files: [], fault: faultFrom(error) };
      }
      const told = { reached: parts.reached(), authorities: parts.authorities(), hosted: parts.hosted() };
      const files = surveyed.rules
        .filter((rule) => rule.template === template)
        .map((rule): TrialFile => {
          const order = maskedOrder({ ...surveyed, rule, told });
          const encoding = rule.escape === "latin1-xml" ? "latin1" : "utf8";
          const write = (by: MarkingRenderer) => settle(() => renderFile(order, by).toString(encoding));
          const [written, before] = [write(trial), write(renderer)];
          const fault = checkFile(surveyed, rule, { renderer: trial, readFile, told });
          return {
            name: rule.name(surveyed.phone.mac, model),
            contentType: rule.contentType,
            text: written ?? null,
            diff: (written !== undefined && diffTexts(before ?? "", written)?.unified) || null,
            fault: fault === undefined ? null : { why: fault.why, line: fault.line },
          };
        });
      return { model, files, fault: null };
    },

    async listPhones(template, { limit, cursor, search }) {
      const [vendorId] = template.split("/");
      const isFor = (phone: Phone) => {
        const found = modelOfPhone(phone, vendors);
        return found !== undefined && uses(template, found);
      };
      let from = cursor;
      for (let looked = limit; ; looked += limit) {
        const { items, next } = await store.listPhones({ vendorId, search, limit, cursor: from });
        const fitting = items.filter(isFor);
        if (fitting.length > 0 || next === null || looked >= MOST_LOOKED_AT) return { items: fitting, next };
        from = next;
      }
    },
  };
}

/** What cannot be written is told of by the check, by its place. */
function settle<T>(write: () => T): T | undefined {
  try {
    return write();
  } catch {
    return undefined;
  }
}
