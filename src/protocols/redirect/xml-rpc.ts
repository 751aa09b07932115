import { SaxesParser } from "saxes";
import { basicAuth, type Exchange, type Failure, failure, failureOfStatus } from "./exchange.ts";

/** As XML-RPC has them, as far as redirect services use them. Numbers and dates stay text. */
export type XmlRpcValue = string | boolean | XmlRpcValue[] | { [name: string]: XmlRpcValue };
export type XmlRpcAnswer = { fault: false; value: XmlRpcValue } | { fault: true; words: string };

export type XmlRpcAccount = { endpoint: string; username: string; password: string };

const MAX_DEPTH = 16;

type Element = { name: string; children: Element[]; text: string };

export function encodeMethodCall(method: string, parameters: readonly string[]): string {
  const params = parameters.map((text) => `<param><value><string>${escapeText(text)}</string></value></param>`);
  return `<?xml version="1.0"?>\n<methodCall><methodName>${method}</methodName><params>${params.join("")}</params></methodCall>\n`;
}

/** Throws an Error with what is wrong where it is no answer to a call. */
export function decodeMethodResponse(text: string): XmlRpcAnswer {
  const root = parseElements(text);
  if (root.name !== "methodResponse") throw new Error(`the root element is ${root.name}, not methodResponse`);
  const fault = childOf(childOf(root, "fault"), "value");
  if (fault !== undefined) {
    const value = readValue(fault);
    const { faultCode = "", faultString = "" } =
      typeof value === "object" && !Array.isArray(value) ? value : { faultString: String(value) };
    return { fault: true, words: `fault ${faultCode}: ${faultString}` };
  }
  const value = childOf(childOf(childOf(root, "params"), "param"), "value");
  if (value === undefined) throw new Error("it holds no value");
  return { fault: false, value: readValue(value) };
}

/** One call, and what redirect services answer with: a list of success, words, and sometimes more. */
export function* callMethod(
  { endpoint, username, password }: XmlRpcAccount,
  method: string,
  parameters: readonly string[],
  now: number,
): Exchange<{ ok: true; succeeded: boolean; words: string; rest: readonly XmlRpcValue[] } | Failure> {
  const reply = yield {
    method: "POST",
    url: endpoint,
    headers: { "Content-Type": "text/xml", Accept: "text/xml", Authorization: basicAuth(username, password) },
    body: encodeMethodCall(method, parameters),
  };
  if (reply.status !== 200) return failureOfStatus(reply, "", now);
  let answer: XmlRpcAnswer;
  try {
    answer = decodeMethodResponse(reply.body);
  } catch (error) {
    return failure("service-refused", `no XML-RPC answer: ${error instanceof Error ? error.message : error}`);
  }
  if (answer.fault) return failure("service-refused", answer.words);
  const list = Array.isArray(answer.value) ? answer.value : [answer.value];
  const [success, words = "", ...rest] = list;
  const said = typeof words === "string" ? words : JSON.stringify(words);
  return { ok: true, succeeded: success === true || success === "1", words: said.trim(), rest };
}

function readValue(element: Element): XmlRpcValue {
  const [typed] = element.children;
  // Without a type it is a string; both spellings are in use (discovery.md §6.1).
  if (typed === undefined) return element.text;
  switch (typed.name) {
    case "boolean":
      return typed.text.trim() === "1" || typed.text.trim().toLowerCase() === "true";
    case "array":
      return (childOf(typed, "data")?.children ?? []).filter(({ name }) => name === "value").map(readValue);
    case "struct":
      return Object.fromEntries(
        typed.children.map((member) => {
          const value = childOf(member, "value");
          return [childOf(member, "name")?.text.trim() ?? "", value === undefined ? "" : readValue(value)];
        }),
      );
    default:
      return typed.text;
  }
}

function childOf(element: Element | undefined, name: string): Element | undefined {
  return element?.children.find((child) => child.name === name);
}

/** Without document types, so without entities of its own making. */
function parseElements(text: string): Element {
  const parser = new SaxesParser<{ xmlns: false }>({ xmlns: false });
  const open: Element[] = [];
  let root: Element | undefined;
  const fail = (problem: string): never => {
    throw new Error(problem);
  };
  const addText = (more: string): void => {
    const parent = open.at(-1);
    if (parent !== undefined) parent.text += more;
  };
  parser.on("error", (error) => fail(error.message));
  parser.on("doctype", () => fail("a document type declaration is not allowed"));
  parser.on("opentag", ({ name }) => {
    if (open.length >= MAX_DEPTH) fail("its elements are nested too deeply");
    const element: Element = { name, children: [], text: "" };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on("closetag", () => {
    open.pop();
  });
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.write(text).close();
  return root ?? fail("it holds no element");
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
