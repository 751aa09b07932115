import { Password } from "./password.ts";
import type { Phone } from "./phone.ts";
import { maskedOrder, type PhoneModel, type TemplateRule, type Told } from "./phone-files.ts";
import type { MarkingRenderer } from "./ports.ts";
import { type FileOrder, type FilePasswords, NO_PASSWORDS, renderFile } from "./render-file.ts";
import type { ReadPhoneFile, Surveyed } from "./survey.ts";
import { TemplateError } from "./template-error.ts";
import { findTemplateLine } from "./template-line.ts";

/** `why` names template or place, never a value of the phone's; `line` is the template's, null where nobody knows it. */
export type FileFault = { why: string; line: number | null };
/** A file that no phone could read. */
export type IllFormed = FileFault & { mac: string; label: string; file: string; template: string };

const SAMPLE = "Aa1Sample1234567";
const SAMPLE_PIN = "1234567890";

/** Renders as phones get it, with every password and with none, and reads both by the format's own parser. */
export function checkFile(
  { phone, found, material }: Omit<Surveyed, "rules">,
  rule: TemplateRule,
  { renderer, readFile, told }: { renderer: MarkingRenderer; readFile: ReadPhoneFile; told: Told },
): IllFormed | undefined {
  const order = maskedOrder({ phone, found, material, rule, told });
  const variants = rule.carriesSecrets ? [samplePasswords(phone, found), NO_PASSWORDS] : [NO_PASSWORDS];
  for (const passwords of variants) {
    const fault = faultOf({ ...order, passwords }, renderer, readFile);
    if (fault === undefined) continue;
    const { mac, label } = phone;
    return { mac, label, file: rule.name(mac, found.modelName), template: rule.template, ...fault };
  }
  return undefined;
}

function faultOf(order: FileOrder, renderer: MarkingRenderer, readFile: ReadPhoneFile): FileFault | undefined {
  let body: Buffer;
  try {
    body = renderFile(order, renderer);
  } catch (error) {
    return faultFrom(error);
  }
  try {
    readFile.check(order.rule.template, body);
    return undefined;
  } catch (error) {
    const { why } = faultFrom(error);
    const fileLine = error instanceof Error && "line" in error ? Number(error.line) : undefined;
    if (renderer.marked === undefined || fileLine === undefined) return { why, line: null };
    const marked = renderFile(order, renderer.marked).toString("latin1");
    return { why, line: findTemplateLine(marked, body.toString("latin1"), fileLine) };
  }
}

export function faultFrom(error: unknown): FileFault {
  const line = error instanceof TemplateError ? error.line : null;
  return { why: error instanceof Error ? error.message : String(error), line };
}

/** As they could be: the mask does not fit where a format wants digits. */
function samplePasswords(phone: Phone, { vendor, model }: PhoneModel): FilePasswords {
  const family = vendor.families[model.family];
  const pin = family?.menuDigits && SAMPLE_PIN.slice(0, family.menuDigits.max);
  const password = new Password(SAMPLE);
  const menu = new Password(pin ?? SAMPLE);
  const sip = new Map(phone.lines.map(({ accountId }) => [accountId, password]));
  const isShared = family?.secrets.some(({ kinds }) => kinds.includes("menu") && kinds.includes("web")) ?? false;
  return isShared ? { ...NO_PASSWORDS, sip, shared: menu } : { ...NO_PASSWORDS, sip, menu, web: password };
}
