import type { Language } from "../language.ts";
import type { Pbx } from "../pbx.ts";
import type { Phone } from "../phone.ts";
import type { PhoneModel } from "../phone-files.ts";
import type { LayeredSettings } from "../settings.ts";
import type { MenuDocument, MenuEntry, MenuLink, MenuReader } from "./menu-form.ts";
import type { MenuSources } from "./menu-sources.ts";
import type { MenuTexts } from "./texts.ts";

/** A request for a page, by a phone whose menu it is. */
export type MenuCall = {
  phone: Phone;
  pbx: Pbx;
  found: PhoneModel;
  settings: LayeredSettings;
  language: Language;
  texts: MenuTexts;
  query: ReadonlyMap<string, string>;
  reader: MenuReader;
  /** From where it was asked for. */
  address: string;
  door: string;
  /** False for a preview and for requests that only look: then nothing may be done but shown. */
  mayAct: boolean;
  rows: number;
  /** The address of a page of this menu, by its name. */
  link(page: string, query?: Readonly<Record<string, string | number>>): string;
};

export type MenuPage = {
  /** As it stands in addresses. */
  name: string;
  /** How the first page offers it; undefined: not for this phone, or not there at all. */
  entry?(call: MenuCall, sources: MenuSources): MenuEntry | undefined | Promise<MenuEntry | undefined>;
  /** Undefined: this phone has no such page, or no longer. The first one is shown then. */
  show(call: MenuCall, sources: MenuSources): MenuDocument | undefined | Promise<MenuDocument | undefined>;
};

/** What leads to another page. */
export function linkTo({ link }: MenuCall, text: string, page: string): MenuLink {
  return { text, url: link(page) };
}

export function backTo(call: MenuCall, page = ""): MenuLink {
  return linkTo(call, call.texts.back, page);
}

export function message(call: MenuCall, title: string, text: string, backPage = ""): MenuDocument {
  return { kind: "text", title, back: backTo(call, backPage), lines: [text] };
}
