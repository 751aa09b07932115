import type { Language } from "../language.ts";
import type { SearchStep, Vendor } from "../vendor.ts";
import { INSTRUCTION_TEXTS, type InstructionTexts } from "./texts.ts";

/** What an operator does at the phone, in words. */
export type Instructions = {
  /** What to type. Null: no door for phones is open. */
  url: string | null;
  /** The page on the phone that takes it, and the field there. Null: not confirmed for this model. */
  page: string | null;
  field: string | null;
  /** In order. */
  steps: string[];
  reset: string;
  search: { isConfirmed: boolean; text: string; steps: { step: SearchStep; text: string }[] };
  /** `value` empty: the setting is empty. */
  switches: { setting: string; value: string; text: string }[];
  notes: string[];
};

type About = {
  vendor: Vendor;
  /** The catalogue's. */
  modelName: string;
  /** Whether somebody said it; else it is the vendor's default one. */
  isModelKnown: boolean;
  /** The base that leads phones here, ending in `/`; empty while no door is open. */
  baseUrl: string;
  /** Where the phone was last seen. */
  address: string | undefined;
};

/** Undefined for models without a configuration. */
export function writeInstructions(about: About, language: Language): Instructions | undefined {
  const { vendor, modelName, baseUrl } = about;
  const model = vendor.models[modelName];
  const byHand = vendor.discovery.byHand(modelName);
  if (model === undefined || byHand === undefined) return undefined;
  const texts = INSTRUCTION_TEXTS[language];
  const { page, field, login, fetchPage, restartPage, resetHint, search, switches, notes = [] } = byHand;
  const root = `http://${about.address ?? texts.phoneAddress}`;
  const url = baseUrl === "" ? undefined : vendor.discovery.settingsUrl(baseUrl, model.family);
  const start = fetchPage === undefined ? restartPage : fetchPage;
  const sayStart = fetchPage === undefined ? texts.restartBy : texts.fetchNow;
  return {
    url: url ?? null,
    page: page === undefined ? null : `${root}${page}`,
    field: field ?? null,
    steps: [
      page === undefined ? texts.openUnconfirmed(`${root}/`) : texts.open(`${root}${page}`),
      login === undefined ? texts.loginUnconfirmed : texts.login(login),
      ...(url === undefined ? [texts.noDoor] : [texts.type(url, field), sayForm(url, texts)]),
      start === undefined ? texts.restart : sayStart(`${root}${start}`),
    ],
    reset: [texts.resetUnconfirmed, resetHint?.[language]].filter((text) => text !== undefined).join(" "),
    search: {
      isConfirmed: search.isConfirmed,
      text: search.isConfirmed ? texts.searchConfirmed : texts.searchUnconfirmed,
      steps: search.steps.map((step) => ({ step, text: texts.steps[step] })),
    },
    switches: switches.map(({ setting, value, effect }) => ({ setting, value, text: texts.effects[effect] })),
    notes: [
      ...(about.isModelKnown ? [] : [texts.modelUnknown(modelName)]),
      ...(model.display === "none" ? [] : [texts.noMenuPath]),
      ...(search.steps[0] === "redirect" ? [texts.redirectFirst] : []),
      ...notes.map((note) => note[language]),
    ],
  };
}

/** What the phone does with such an address (the vendor's README says how surely). */
function sayForm(url: string, texts: InstructionTexts): string {
  const placeholder = /\{mac\}|%MACD/.exec(url)?.[0];
  return placeholder === undefined ? texts.addsFileNames : texts.keepPlaceholder(placeholder);
}
