import { escapeXml as url } from "../../provisioning/escape-xml.ts";
import type { Dialled, MenuDocument, MenuEntry, MenuField, MenuForm } from "../../provisioning/menu/menu-form.ts";
import { menuRule } from "../../provisioning/menu/menu-path.ts";
import { xmlText as text } from "../../provisioning/menu/xml-text.ts";
import { MAC_IN_NAME } from "../../provisioning/vendor.ts";

const ROWS = 15;
/** gigaset.md §6. */
const LANGUAGES: Readonly<Record<string, string>> = { "1": "en", "2": "de", "3": "en", "9": "fr" };
/** Everything else that a base can say, in which there are no texts. */
const ANOTHER_LANGUAGE = /^\d{1,2}$/;
const INPUT_MODES: Readonly<Record<MenuField["input"], string>> = {
  text: "text",
  "phone-number": "dialpad",
  digits: "digits",
  pin: "digits",
};
const LONGEST_INPUT = 32;
/** A `#` ends an address, and whether a base reads it encoded is not known: such a number is shown instead. */
const DIALLED_BY_LINK = /^[0-9+*]{1,64}$/;

/** XHTML-GP (gigaset.md §6): a body is either text, or one list, or one form. The handset's own key leads back. */
const form: MenuForm = {
  rows: ROWS,
  readReader: (query) => {
    const said = query.get("lang") ?? "";
    const language = LANGUAGES[said] ?? (ANOTHER_LANGUAGE.test(said) ? "en" : undefined);
    const [account, ipui] = [query.get("sipid"), query.get("handsetid")?.toLowerCase()];
    return {
      ...(language === undefined ? {} : { language }),
      ...(account === undefined ? {} : { account }),
      ...(ipui === undefined ? {} : { ipui }),
    };
  },
  render: (document) => {
    const head = `<head><title>${text(document.title)}</title><meta http_equiv="expires" content="0"/></head>`;
    return [
      '<?xml version="1.0" encoding="utf-8"?>',
      '<!DOCTYPE html PUBLIC "-//OMA//DTD XHTML Mobile 1.2//EN" "http://www.openmobilealliance.org/tech/DTD/xhtml-mobile12.dtd">',
      `<html xmlns="http://www.w3.org/1999/xhtml">${head}`,
      `<body>${writeBody(document)}</body></html>`,
      "",
    ].join("\n");
  },
};

/** The bases whose configuration can say where it is; their handsets show it. */
export const MENU_RULE = menuRule(MAC_IN_NAME, ["nx", "n720"], {
  menu: form,
  contentType: "application/xhtml+xml; charset=utf-8",
});

function writeBody(document: MenuDocument): string {
  switch (document.kind) {
    case "menu":
      return list(document.entries.map(menuEntry));
    case "text":
      return document.lines.map((line) => `<p>${text(line)}</p>`).join("");
    case "dial-list": {
      const turning = [document.previous, document.next].filter((turn) => turn !== undefined);
      return list([...document.entries.map(dialled), ...turning.map((turn) => link(turn.text, turn.url))]);
    }
    case "form": {
      const submit = `<input type="submit" value="${text(document.submit, 8)}"/>`;
      return `<form method="get" action="${url(document.url)}">${document.fields.map(input).join("")}${submit}</form>`;
    }
  }
}

function menuEntry({ text: words, url: address, number }: MenuEntry): string {
  return number === undefined || !DIALLED_BY_LINK.test(number)
    ? link(words, address)
    : dialled({ text: words, number });
}

function dialled({ text: words, number }: Dialled): string {
  return DIALLED_BY_LINK.test(number) ? link(words, `wtai://wp/mc;${number}`) : text(`${words}: ${number}`);
}

function link(words: string, address: string): string {
  return `<a href="${url(address)}">${text(words)}</a>`;
}

function list(items: readonly string[]): string {
  return `<ul>${items.map((item) => `<li>${item}</li>`).join("")}</ul>`;
}

function input({ name, label, input: kind, maxLength }: MenuField): string {
  const type = kind === "pin" ? "password" : "text";
  const most = Math.min(maxLength, LONGEST_INPUT);
  return `${text(label)} <input type="${type}" name="${name}" inputmode="${INPUT_MODES[kind]}" maxlength="${most}"/>`;
}
