import type { Static } from "typebox";
import type { FeatureCodes } from "../feature-codes.ts";
import type { Dialled, MenuDocument } from "./menu-form.ts";
import { backTo, linkTo, type MenuCall, type MenuPage, message } from "./menu-page.ts";
import type { MenuTexts } from "./texts.ts";

/** What may be dialled as a target: no letter, and nothing that a phone could take for more than a number. */
const TARGET = /^[0-9+*#]{1,32}$/;
const TARGET_LENGTH = 32;

type Codes = Static<typeof FeatureCodes>;
type Forward = { page: string; on: keyof Codes; off: keyof Codes; text: keyof MenuTexts & `forward${string}` };

/** All by dialling what the PBX understands, so a kind without its code is not offered. */
const FORWARDS = [
  { page: "forward-always", on: "forwardAlwaysOn", off: "forwardAlwaysOff", text: "forwardAlways" },
  { page: "forward-busy", on: "forwardBusyOn", off: "forwardBusyOff", text: "forwardBusy" },
  { page: "forward-no-answer", on: "forwardNoAnswerOn", off: "forwardNoAnswerOff", text: "forwardNoAnswer" },
] as const satisfies readonly Forward[];

const hasForwards = ({ settings: { featureCodes } }: MenuCall) =>
  FORWARDS.some(({ on, off }) => featureCodes[on] !== undefined || featureCodes[off] !== undefined);
const stops = ({ settings: { featureCodes }, texts }: MenuCall): Dialled[] =>
  FORWARDS.flatMap(({ off, text }) => {
    const number = featureCodes[off];
    return number === undefined ? [] : [{ text: texts[text], number }];
  });

const FORWARD: MenuPage = {
  name: "forward",
  entry: (call) => (hasForwards(call) ? linkTo(call, call.texts.forward, "forward") : undefined),
  show(call) {
    const { texts, settings } = call;
    if (!hasForwards(call)) return undefined;
    const offered = FORWARDS.filter(({ on }) => settings.featureCodes[on] !== undefined);
    const entries = offered.map(({ page, text }) => linkTo(call, texts[text], page));
    const stop = stops(call).length === 0 ? [] : [linkTo(call, texts.stopForwarding, "forward-off")];
    return { kind: "menu", title: texts.forward, back: backTo(call), entries: [...entries, ...stop] };
  },
};

const FORWARD_OFF: MenuPage = {
  name: "forward-off",
  show: (call) => dialList(call, call.texts.stopForwarding, stops(call), "forward"),
};

function forwardPage({ page, on, text }: (typeof FORWARDS)[number]): MenuPage {
  return {
    name: page,
    show(call) {
      const { texts, settings, query, link } = call;
      const code = settings.featureCodes[on];
      if (code === undefined) return undefined;
      const title = texts[text];
      const target = query.get("to")?.replaceAll(/[\s()/.-]/g, "");
      if (target === undefined) {
        const field = { name: "to", label: texts.target, input: "phone-number", maxLength: TARGET_LENGTH } as const;
        return {
          ...{ kind: "form", title, back: backTo(call, "forward") },
          ...{ url: link(page), fields: [field], submit: texts.ok },
        };
      }
      if (!TARGET.test(target)) return message(call, title, texts.wrongTarget, page);
      return dialList(call, title, [{ text: texts.forwardTo(target), number: `${code}${target}` }], "forward");
    },
  };
}

const DO_NOT_DISTURB: MenuPage = {
  name: "dnd",
  entry: (call) => (dndCodes(call).length === 0 ? undefined : linkTo(call, call.texts.doNotDisturb, "dnd")),
  show: (call) => dialList(call, call.texts.doNotDisturb, dndCodes(call)),
};

function dndCodes({ settings: { featureCodes }, texts }: MenuCall): Dialled[] {
  const { dndOn, dndOff } = featureCodes;
  return [
    ...(dndOn === undefined ? [] : [{ text: texts.switchOn, number: dndOn }]),
    ...(dndOff === undefined ? [] : [{ text: texts.switchOff, number: dndOff }]),
  ];
}

const VOICEMAIL: MenuPage = {
  name: "voicemail",
  entry(call) {
    const { voicemailNumber: number } = call.settings;
    return number === undefined ? undefined : { ...linkTo(call, call.texts.voicemail, "voicemail"), number };
  },
  show(call) {
    const { voicemailNumber: number } = call.settings;
    return dialList(
      call,
      call.texts.voicemail,
      number === undefined ? [] : [{ text: call.texts.callVoicemail, number }],
    );
  },
};

/** Undefined without anything to dial: then nothing leads there either. */
function dialList(call: MenuCall, title: string, entries: readonly Dialled[], backPage = ""): MenuDocument | undefined {
  if (entries.length === 0) return undefined;
  return { kind: "dial-list", title, back: backTo(call, backPage), entries, next: undefined, previous: undefined };
}

export const CALL_PAGES: readonly MenuPage[] = [
  VOICEMAIL,
  FORWARD,
  ...FORWARDS.map(forwardPage),
  FORWARD_OFF,
  DO_NOT_DISTURB,
];
