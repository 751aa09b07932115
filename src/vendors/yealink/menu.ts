import { escapeXml as url } from "../../provisioning/escape-xml.ts";
import type { MenuDocument, MenuField, MenuForm } from "../../provisioning/menu/menu-form.ts";
import { menuRule } from "../../provisioning/menu/menu-path.ts";
import { xmlText } from "../../provisioning/menu/xml-text.ts";
import { type FileRule, MAC_IN_NAME } from "../../provisioning/vendor.ts";

/** A document has 10 kB and 30 items at most (yealink.md §7.1, §7.2): this many of the longest names fit. */
const ROWS = 15;
const LONGEST_TEXT = 48;
/** Whether these phones break a line is not known, so no line is longer than a small display shows. */
const LINE_LENGTH = 30;
const MOST_LINES = 30;
/** yealink.md §7.2: `string` takes everything, `number` what is dialled. */
const INPUT_TYPES: Readonly<Record<MenuField["input"], string>> = {
  text: "string",
  "phone-number": "number",
  digits: "number",
  pin: "number",
};

const form: MenuForm = {
  rows: ROWS,
  render: (document) => `<?xml version="1.0" encoding="UTF-8"?>\n${write(document)}\n`,
};

export function yealinkMenuRule(families: readonly string[]): FileRule {
  return menuRule(MAC_IN_NAME, families, { menu: form, contentType: "text/xml" });
}

/** yealink.md §7: one object in each document. No address that dials stands in a menu there, so the directory's numbers do. */
function write(document: MenuDocument): string {
  const { title } = document;
  switch (document.kind) {
    case "menu":
      return root("YealinkIPPhoneTextMenu", ` style="numbered"${leaving(document)}`, [
        `<Title wrap="yes">${text(title)}</Title>`,
        ...document.entries.map((entry) => menuItem(entry.text, url(entry.url))),
      ]);
    case "text":
      return writeText(document, document.lines);
    case "dial-list": {
      const turning = `${attribute("next", document.next?.url)}${attribute("previous", document.previous?.url)}`;
      return root("YealinkIPPhoneDirectory", `${turning}${leaving(document)}`, [
        `<Title>${text(title)}</Title>`,
        ...document.entries.map((entry) => menuItem(entry.text, text(entry.number, 64))),
      ]);
    }
    case "form": {
      const [first] = document.fields;
      const type = INPUT_TYPES[first?.input ?? "text"];
      return root("YealinkIPPhoneInputScreen", ` type="${type}"${leaving(document)}`, [
        `<Title>${text(title)}</Title>`,
        `<URL>${url(document.url)}</URL>`,
        ...document.fields.map(inputField),
      ]);
    }
  }
}

function writeText(document: MenuDocument, lines: readonly string[]): string {
  const back = document.back?.url;
  const done = attribute("doneAction", back);
  const [only] = lines;
  if (lines.length === 1 && only !== undefined)
    return root("YealinkIPPhoneTextScreen", `${done}${leaving(document)}`, [
      `<Title>${text(document.title)}</Title>`,
      `<Text>${text(only, 400)}</Text>`,
    ]);
  const broken = lines.flatMap(breakLine).slice(0, MOST_LINES);
  return root("YealinkIPPhoneFormattedTextScreen", `${done}${leaving(document)}`, [
    `<Line Size="double" Align="center">${text(document.title)}</Line>`,
    `<Scroll>${broken.map((line) => `<Line Size="normal" Align="left">${text(line)}</Line>`).join("")}</Scroll>`,
  ]);
}

/** At blanks, and inside of words that are longer than a line. */
function breakLine(line: string): string[] {
  const broken: string[] = [];
  let current = "";
  for (const word of line.split(/\s+/).flatMap((one) => one.match(/.{1,30}/gsu) ?? [])) {
    const joined = current === "" ? word : `${current} ${word}`;
    if (joined.length <= LINE_LENGTH) {
      current = joined;
      continue;
    }
    if (current !== "") broken.push(current);
    current = word;
  }
  return current === "" ? broken : [...broken, current];
}

function menuItem(prompt: string, uri: string): string {
  return `<MenuItem><Prompt>${text(prompt)}</Prompt><URI>${uri}</URI></MenuItem>`;
}

function inputField({ name, label, input }: MenuField): string {
  const attributes = `type="${INPUT_TYPES[input]}" password="${input === "pin" ? "yes" : "no"}" editable="yes"`;
  return `<InputField ${attributes}><Prompt>${text(label)}</Prompt><Parameter>${name}</Parameter><Default></Default></InputField>`;
}

/** A page stays until somebody leaves it. */
function leaving({ back }: MenuDocument): string {
  return ` Beep="no" Timeout="0"${attribute("cancelAction", back?.url)}`;
}

function attribute(name: string, address: string | undefined): string {
  return address === undefined ? "" : ` ${name}="${url(address)}"`;
}

function text(words: string, most = LONGEST_TEXT): string {
  return xmlText(words, most);
}

function root(name: string, attributes: string, children: readonly string[]): string {
  return [`<${name}${attributes}>`, ...children.map((child) => `  ${child}`), `</${name}>`].join("\n");
}
