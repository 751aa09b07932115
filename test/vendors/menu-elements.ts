import { parseXml, type XmlElement } from "../../src/simulation/xml.ts";

/** What a phone finds on a page. */
export type ReadPage = {
  kind: string;
  /** All that somebody reads. */
  texts: string[];
  /** All that somebody can choose, addresses and numbers that are dialled apart. */
  links: string[];
  numbers: string[];
  form:
    | { url: string; fields: { name: string; type: string }[]; fill(values: Record<string, string>): string }
    | undefined;
};

/** The element forms of a vendor's reference. Throws where a page breaks one. */
export type ReadMenuPage = (body: Buffer) => ReadPage;

type Shape = {
  attributes?: readonly string[];
  children?: Readonly<Record<string, readonly [least: number, most: number]>>;
};

class MenuFormError extends Error {}
const fail = (problem: string): never => {
  throw new MenuFormError(problem);
};

function checkShape(element: XmlElement, { attributes = [], children }: Shape): void {
  for (const name of Object.keys(element.attributes))
    if (!attributes.includes(name)) fail(`<${element.name}> has no attribute ${name}`);
  if (children === undefined) {
    if (element.children.length > 0) fail(`<${element.name}> holds text only`);
    return;
  }
  if (element.text.trim() !== "") fail(`stray text inside <${element.name}>: ${element.text.trim()}`);
  for (const child of element.children)
    if (children[child.name] === undefined) fail(`no <${child.name}> inside <${element.name}>`);
  for (const [name, [least, most]] of Object.entries(children)) {
    const count = all(element, name).length;
    if (count < least || count > most) fail(`<${element.name}> has ${count} <${name}>, not ${least} to ${most}`);
  }
}

const all = (element: XmlElement, name: string) => element.children.filter((child) => child.name === name);
const only = (element: XmlElement, name: string) => all(element, name)[0] ?? fail(`<${element.name}> lacks <${name}>`);
const textOf = (element: XmlElement, name: string) => only(element, name).text;

function checkedUrl(text: string, tokens: readonly string[] = []): string {
  const plain = tokens.reduce((url, token) => url.replace(token, ""), text);
  if (!/^https?:\/\/[\w.:[\]-]+\/[\w./*~%?=&-]*$/.test(plain)) fail(`no address: ${text}`);
  return text;
}
const NUMBER = /^[0-9A-Za-z*#+._-]{1,100}$/;
function checkedNumber(text: string): string {
  return NUMBER.test(text) ? text : fail(`no number: ${text}`);
}

/** snom.md §8. */
export const readSnomPage: ReadMenuPage = (body) => {
  const root = parseXml(body);
  const softKeys: Shape["children"] = { SoftKeyItem: [0, 4] };
  const keys = all(root, "SoftKeyItem");
  keys.forEach((key, index) => {
    checkShape(key, { children: { Name: [1, 1], Label: [1, 1], Url: [1, 1] } });
    if (textOf(key, "Name") !== `F${index + 1}`) fail(`soft key ${index + 1} is called ${textOf(key, "Name")}`);
  });
  const page: ReadPage = {
    kind: root.name,
    texts: keys.map((key) => textOf(key, "Label")),
    links: keys.map((key) => checkedUrl(textOf(key, "Url"))),
    numbers: [],
    form: undefined,
  };
  switch (root.name) {
    case "SnomIPPhoneMenu":
      checkShape(root, { attributes: ["title"], children: { MenuItem: [1, 100], ...softKeys } });
      for (const item of all(root, "MenuItem")) {
        checkShape(item, { attributes: ["name"], children: { URL: [1, 1] } });
        page.texts.push(item.attributes.name ?? fail("a menu item without a name"));
        page.links.push(checkedUrl(textOf(item, "URL")));
      }
      page.texts.push(root.attributes.title ?? fail("no title"));
      return page;
    case "SnomIPPhoneText": {
      checkShape(root, { children: { Title: [1, 1], Text: [1, 1], ...softKeys } });
      const text = only(root, "Text");
      for (const child of text.children)
        if (child.name !== "br" || child.children.length > 0) fail("only <br/> in <Text>");
      page.texts.push(textOf(root, "Title"), text.text);
      return page;
    }
    case "SnomIPPhoneDirectory":
      checkShape(root, { children: { Title: [1, 1], DirectoryEntry: [1, 100], ...softKeys } });
      for (const entry of all(root, "DirectoryEntry")) {
        checkShape(entry, { children: { Name: [1, 1], Telephone: [1, 1] } });
        page.texts.push(textOf(entry, "Name"));
        page.numbers.push(checkedNumber(textOf(entry, "Telephone")));
      }
      page.texts.push(textOf(root, "Title"));
      return page;
    case "SnomIPPhoneInput": {
      checkShape(root, { attributes: ["title"], children: { Url: [1, 1], InputItem: [1, 10], ...softKeys } });
      const items = all(root, "InputItem").map((item) => {
        checkShape(item, {
          children: { DisplayName: [1, 1], InputToken: [1, 1], DefaultValue: [1, 1], InputFlags: [1, 1] },
        });
        const flags = textOf(item, "InputFlags");
        if (!/^(?:[atneul]|p|pn)$/.test(flags)) fail(`no input flags: ${flags}`);
        page.texts.push(textOf(item, "DisplayName"));
        return { token: textOf(item, "InputToken"), flags };
      });
      const tokens = items.map(({ token }) => token);
      const url = checkedUrl(textOf(root, "Url"), tokens);
      const fields = items.map(({ token, flags }) => {
        const name = new RegExp(`[?&](\\w+)=${token}(?:&|$)`).exec(url)?.[1] ?? fail(`${token} is not in ${url}`);
        return { name, type: flags };
      });
      page.texts.push(root.attributes.title ?? fail("no title"));
      page.form = {
        ...{ url, fields },
        fill: (values) =>
          fields.reduce(
            (filled, { name }, index) => filled.replace(tokens[index] ?? "", encodeURIComponent(values[name] ?? "")),
            url,
          ),
      };
      return page;
    }
    default:
      return fail(`no root of the minibrowser: ${root.name}`);
  }
};

const MOST_BYTES = 10_240;
const YEALINK_ATTRIBUTES = ["Beep", "Timeout", "LockIn", "cancelAction", "doneAction"];

/** yealink.md §7.1 and §7.2. */
export const readYealinkPage: ReadMenuPage = (body) => {
  if (body.length > MOST_BYTES) fail(`${body.length} bytes, more than 10 kB`);
  const root = parseXml(body);
  const { Beep, Timeout, cancelAction, doneAction } = root.attributes;
  if (Beep !== undefined && !/^(?:yes|no)$/.test(Beep)) fail(`Beep ${Beep}`);
  if (Timeout !== undefined && !/^\d+$/.test(Timeout)) fail(`Timeout ${Timeout}`);
  const actions = [cancelAction, doneAction].filter((url) => url !== undefined).map((url) => checkedUrl(url));
  const page: ReadPage = { kind: root.name, texts: [], links: actions, numbers: [], form: undefined };
  const items = (uri: (text: string) => void) => {
    for (const item of all(root, "MenuItem")) {
      checkShape(item, { children: { Prompt: [1, 1], URI: [1, 1] } });
      page.texts.push(textOf(item, "Prompt"));
      uri(textOf(item, "URI"));
    }
  };
  switch (root.name) {
    case "YealinkIPPhoneTextMenu":
      checkShape(root, {
        attributes: [...YEALINK_ATTRIBUTES, "defaultIndex", "style", "wrapList"],
        children: { Title: [1, 1], MenuItem: [1, 30] },
      });
      if (!/^(?:numbered|none|radio)$/.test(root.attributes.style ?? "none")) fail("no such style");
      checkShape(only(root, "Title"), { attributes: ["wrap"] });
      items((uri) => page.links.push(checkedUrl(uri)));
      break;
    case "YealinkIPPhoneDirectory":
      checkShape(root, {
        attributes: [...YEALINK_ATTRIBUTES, "defaultIndex", "next", "previous"],
        children: { Title: [1, 1], MenuItem: [1, 30] },
      });
      for (const url of [root.attributes.next, root.attributes.previous])
        if (url !== undefined) page.links.push(checkedUrl(url));
      items((number) => page.numbers.push(checkedNumber(number)));
      break;
    case "YealinkIPPhoneTextScreen":
      checkShape(root, { attributes: YEALINK_ATTRIBUTES, children: { Title: [1, 1], Text: [1, 1] } });
      page.texts.push(textOf(root, "Text"));
      break;
    case "YealinkIPPhoneFormattedTextScreen": {
      checkShape(root, { attributes: YEALINK_ATTRIBUTES, children: { Line: [1, 1], Scroll: [1, 1] } });
      const scroll = only(root, "Scroll");
      checkShape(scroll, { children: { Line: [1, 30] } });
      for (const line of [only(root, "Line"), ...scroll.children]) {
        checkShape(line, { attributes: ["Size", "Align", "Color"] });
        if (!/^(?:normal|double)$/.test(line.attributes.Size ?? "")) fail(`Size ${line.attributes.Size}`);
        if (!/^(?:left|center)$/.test(line.attributes.Align ?? "")) fail(`Align ${line.attributes.Align}`);
        page.texts.push(line.text);
      }
      break;
    }
    case "YealinkIPPhoneInputScreen": {
      checkShape(root, {
        attributes: [...YEALINK_ATTRIBUTES, "type"],
        children: { Title: [1, 1], URL: [1, 1], InputField: [1, 10] },
      });
      const types = /^(?:IP|string|number)$/;
      if (!types.test(root.attributes.type ?? "")) fail(`type ${root.attributes.type}`);
      const fields = all(root, "InputField").map((field) => {
        checkShape(field, {
          attributes: ["type", "password", "editable"],
          children: { Prompt: [1, 1], Parameter: [1, 1], Selection: [0, 1], Default: [1, 1] },
        });
        const { type = "", password, editable } = field.attributes;
        if (!types.test(type) || ![password, editable].every((is) => /^(?:yes|no)$/.test(is ?? "")))
          fail("an input field's attributes");
        page.texts.push(textOf(field, "Prompt"));
        return { name: textOf(field, "Parameter"), type: password === "yes" ? `${type} password` : type };
      });
      const url = checkedUrl(textOf(root, "URL"));
      // Whether a phone appends to a query is not known.
      if (url.includes("?")) fail(`the address of a form has a query: ${url}`);
      page.form = { url, fields, fill: (values) => `${url}?${queryOf(fields, values)}` };
      break;
    }
    default:
      fail(`no object of the XML browser: ${root.name}`);
  }
  if (root.name !== "YealinkIPPhoneFormattedTextScreen") page.texts.push(textOf(root, "Title"));
  return page;
};

const DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n';
const DOCTYPE =
  '<!DOCTYPE html PUBLIC "-//OMA//DTD XHTML Mobile 1.2//EN" "http://www.openmobilealliance.org/tech/DTD/xhtml-mobile12.dtd">\n';

/** gigaset.md §6. */
export const readGigasetPage: ReadMenuPage = (body) => {
  const text = body.toString();
  if (!text.startsWith(DECLARATION + DOCTYPE)) fail("the declaration must be the first bytes, then the document type");
  const root = parseXml(Buffer.from(text.replace(DOCTYPE, "")));
  if (root.name !== "html" || root.attributes.xmlns !== "http://www.w3.org/1999/xhtml") fail("no XHTML");
  checkShape(root, { attributes: ["xmlns"], children: { head: [1, 1], body: [1, 1] } });
  const head = only(root, "head");
  checkShape(head, { children: { title: [1, 1], meta: [0, 1] } });
  for (const meta of all(head, "meta")) {
    checkShape(meta, { attributes: ["http_equiv", "content"] });
    const seconds = Number(meta.attributes.content);
    if (meta.attributes.http_equiv !== "expires" || !(seconds >= 0 && seconds <= 86_400)) fail("meta");
  }
  const page: ReadPage = { kind: "", texts: [textOf(head, "title")], links: [], numbers: [], form: undefined };
  const content = only(root, "body");
  checkShape(content, { children: { p: [0, 100], ul: [0, 1], form: [0, 1] } });
  const kinds = [...new Set(content.children.map(({ name }) => name))];
  if (kinds.length !== 1) fail(`a body is text, or a list, or a form, and not ${kinds.join(" and ")}`);
  page.kind = kinds[0] ?? "";
  for (const paragraph of all(content, "p")) {
    checkShape(paragraph, {});
    page.texts.push(paragraph.text);
  }
  for (const list of all(content, "ul")) {
    checkShape(list, { children: { li: [1, 100] } });
    for (const item of list.children) {
      if (Object.keys(item.attributes).length > 0) fail("<li> has no attribute");
      const [link, ...more] = item.children;
      if (link === undefined) {
        page.texts.push(item.text);
        continue;
      }
      if (more.length > 0 || link.name !== "a" || item.text.trim() !== "") fail("<li> holds one <a> at most");
      checkShape(link, { attributes: ["href"] });
      page.texts.push(link.text);
      const href = link.attributes.href ?? fail("<a> without href");
      const number = /^wtai:\/\/wp\/mc;(.*)$/.exec(href)?.[1];
      if (number === undefined) page.links.push(checkedUrl(href));
      else page.numbers.push(/^[0-9*+]+$/.test(number) ? number : fail(`no number for wtai: ${number}`));
    }
  }
  for (const form of all(content, "form")) page.form = readGigasetForm(form, page);
  return page;
};

function readGigasetForm(form: XmlElement, page: ReadPage): ReadPage["form"] {
  if (form.attributes.method !== "get") fail("a form is sent by get");
  const submits = form.children.filter(({ attributes }) => attributes.type === "submit");
  if (submits.length !== 1) fail(`${submits.length} submit buttons`);
  const label = submits[0]?.attributes.value ?? "";
  if (label === "" || label.length > 8) fail(`a submit button of ${label.length} characters: ${label}`);
  page.texts.push(label, form.text);
  const fields = form.children
    .filter((child) => !submits.includes(child))
    .map((child) => {
      checkShape(child, { attributes: ["type", "name", "inputmode", "maxlength"] });
      const { type = "", name = "", inputmode = "", maxlength } = child.attributes;
      if (child.name !== "input" || !/^(?:text|password|checkbox|radio)$/.test(type))
        fail(`<${child.name}> of type ${type}`);
      if (!/^(?:text|digits|dialpad)$/.test(inputmode)) fail(`inputmode ${inputmode}`);
      if (!(Number(maxlength) >= 1 && Number(maxlength) <= 32)) fail(`maxlength ${maxlength}`);
      if (!/^\w+$/.test(name)) fail("an input without a name");
      return { name, type };
    });
  const url = checkedUrl(form.attributes.action ?? "");
  return { url, fields, fill: (values) => `${url}?${queryOf(fields, values)}` };
}

function queryOf(fields: readonly { name: string }[], values: Record<string, string>): string {
  return fields.map(({ name }) => `${name}=${encodeURIComponent(values[name] ?? "")}`).join("&");
}

/** Visits every page that can be reached from the first one, with forms filled in in each of these ways. */
export async function walkMenu(
  first: string,
  visit: (url: string) => Promise<ReadPage>,
  typed: readonly Record<string, string>[],
): Promise<Map<string, ReadPage>> {
  const seen = new Map<string, ReadPage>();
  const waiting = [first];
  for (let url = waiting.shift(); url !== undefined; url = waiting.shift()) {
    if (seen.has(url)) continue;
    const page = await visit(url);
    seen.set(url, page);
    waiting.push(...page.links, ...typed.flatMap((values) => page.form?.fill(values) ?? []));
  }
  return seen;
}
