import { escapeXml as url } from "../../provisioning/escape-xml.ts";
import type { MenuDocument, MenuField, MenuForm, MenuLink } from "../../provisioning/menu/menu-form.ts";
import { menuRule } from "../../provisioning/menu/menu-path.ts";
import { xmlText as text } from "../../provisioning/menu/xml-text.ts";
import { type FileRule, MAC_IN_NAME } from "../../provisioning/vendor.ts";

/** How many entries a phone takes is not known; the phone book's lists have as many. */
const ROWS = 30;
/** snom.md §8. */
const INPUT_FLAGS: Readonly<Record<MenuField["input"], string>> = {
  text: "a",
  "phone-number": "t",
  digits: "n",
  pin: "pn",
};

const form: MenuForm = {
  rows: ROWS,
  render: (document) => `<?xml version="1.0" encoding="UTF-8"?>\n${write(document)}\n`,
};

/** Also for phones of another brand with Snom's firmware. */
export function snomMenuRule(families: readonly string[]): FileRule {
  return menuRule(MAC_IN_NAME, families, { menu: form, contentType: "text/xml; charset=utf-8" });
}

/** Of the minibrowser's elements those whose form snom.md §8 shows. No address that dials is among them, so only a directory does. */
function write(document: MenuDocument): string {
  const { title, back } = document;
  switch (document.kind) {
    case "menu": {
      const items = document.entries.map(
        (entry) => `<MenuItem name="${text(entry.text)}"><URL>${url(entry.url)}</URL></MenuItem>`,
      );
      return root("SnomIPPhoneMenu", ` title="${text(title)}"`, [...items, ...softKeys([back])]);
    }
    case "text":
      return root("SnomIPPhoneText", "", [
        `<Title>${text(title)}</Title>`,
        `<Text>${document.lines.map((line) => text(line)).join("<br/>")}</Text>`,
        ...softKeys([back]),
      ]);
    case "dial-list":
      return root("SnomIPPhoneDirectory", "", [
        `<Title>${text(title)}</Title>`,
        ...document.entries.map(
          (entry) =>
            `<DirectoryEntry><Name>${text(entry.text)}</Name><Telephone>${text(entry.number)}</Telephone></DirectoryEntry>`,
        ),
        ...softKeys([back, document.previous, document.next]),
      ]);
    case "form":
      return root("SnomIPPhoneInput", ` title="${text(title)}"`, [
        `<Url>${url(document.url)}?${document.fields.map(({ name }) => `${name}=${tokenOf(name)}`).join("&amp;")}</Url>`,
        ...document.fields.map(inputItem),
        ...softKeys([back]),
      ]);
  }
}

/** The phone puts what was typed where the token stands in the address. */
function inputItem({ name, label, input }: MenuField): string {
  return `<InputItem><DisplayName>${text(label)}</DisplayName><InputToken>${tokenOf(name)}</InputToken><DefaultValue/><InputFlags>${INPUT_FLAGS[input]}</InputFlags></InputItem>`;
}

function tokenOf(name: string): string {
  return `__${name.toUpperCase()}__`;
}

function softKeys(links: readonly (MenuLink | undefined)[]): string[] {
  return links
    .filter((link) => link !== undefined)
    .map(
      (link, index) =>
        `<SoftKeyItem><Name>F${index + 1}</Name><Label>${text(link.text)}</Label><Url>${url(link.url)}</Url></SoftKeyItem>`,
    );
}

function root(name: string, attributes: string, children: readonly string[]): string {
  return [`<${name}${attributes}>`, ...children.map((child) => `  ${child}`), `</${name}>`].join("\n");
}
