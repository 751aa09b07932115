import { createHash } from "node:crypto";

/** Form fields by name; undefined where it is absent, empty or said twice. */
export type DirectoryRequest = (field: string) => string | undefined;

/** Reads what mod_xml_curl posts. What is said twice is not known: who asks, and about whom, must not depend on who reads it. */
export function readDirectoryRequest(form: Readonly<Record<string, string | readonly string[]>>): DirectoryRequest {
  return (field) => {
    const value = Object.hasOwn(form, field) ? form[field] : undefined;
    return typeof value === "string" && value !== "" ? value : undefined;
  };
}

/** Undefined: the request holds no digest of MD5 that could be checked. */
export function fitsHa1(request: DirectoryRequest, ha1: string): boolean | undefined {
  const [nonce, uri, method] = [request("sip_auth_nonce"), request("sip_auth_uri"), request("sip_auth_method")];
  const response = request("sip_auth_response");
  if (nonce === undefined || uri === undefined || method === undefined || response === undefined) return undefined;
  const [qop, nc, cnonce] = (["qop", "nc", "cnonce"] as const).map(
    (name) => request(`sip_auth_${name}`) ?? request(name),
  );
  const ha2 = md5(`${method}:${uri}`);
  // RFC 7616, section 3.4.1, and without qop RFC 2069.
  const middle = qop === undefined ? nonce : [nonce, nc ?? "", cnonce ?? "", qop].join(":");
  return md5(`${ha1}:${middle}:${ha2}`) === response.toLowerCase();
}

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

export type DirectoryUser = {
  domain: string;
  id: string;
  /** At least one: FreeSWITCH takes a user without params for authenticated. */
  params: readonly [DirectoryParam, ...DirectoryParam[]];
  variables: readonly DirectoryParam[];
};
type DirectoryParam = readonly [name: string, value: string];

export const NOT_FOUND = documentOf('<section name="result">\n<result status="not found"/>\n</section>\n');

/** Every element on a line of its own: FreeSWITCH reads its files by lines of limited length. */
export function writeUser({ domain, id, params, variables }: DirectoryUser): string {
  const list = (name: string, items: readonly DirectoryParam[]) =>
    items.map(([key, value]) => `<${name} name="${escapeXml(key)}" value="${escapeXml(value)}"/>\n`).join("");
  return documentOf(
    `<section name="directory">\n<domain name="${escapeXml(domain)}">\n<user id="${escapeXml(id)}">\n` +
      `<params>\n${list("param", params)}</params>\n<variables>\n${list("variable", variables)}</variables>\n` +
      "</user>\n</domain>\n</section>\n",
  );
}

function documentOf(sections: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<document type="freeswitch/xml">\n${sections}</document>\n`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** What XML cannot hold is left out. FreeSWITCH fills in `$${…}` before it reads the XML, so a dollar is never written as one. */
function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\x20-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "")
    .replace(/[\t\n\r]/g, " ")
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "")
    .replaceAll("$", "&#36;");
}
