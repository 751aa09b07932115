import { buildTemplateData, tellHttpsOf } from "./build-template-data.ts";
import type { FileMaterial } from "./file-material.ts";
import type { HostedCatalogue } from "./hosted-file.ts";
import type { Password } from "./password.ts";
import type { Phone } from "./phone.ts";
import type { Authority } from "./phone-https.ts";
import type { Renderer } from "./ports.ts";
import type { PhoneRequest } from "./request.ts";
import type { TemplateData } from "./template-data.ts";
import type { FileRule, Model, Vendor } from "./vendor.ts";

/** The passwords that may go into one file. `shared` opens menu and web page where one setting does both. */
export type FilePasswords = {
  sip: ReadonlyMap<number, Password>;
  /** HA1 by account, where the password is gone. */
  sipHa1: ReadonlyMap<number, Password>;
  /** A phone that gets a password may still hold the HA1 of an older one, which must go. */
  clearsHa1: boolean;
  menu: Password | undefined;
  web: Password | undefined;
  shared: Password | undefined;
};
export const NO_PASSWORDS: FilePasswords = {
  sip: new Map(),
  sipHa1: new Map(),
  clearsHa1: false,
  menu: undefined,
  web: undefined,
  shared: undefined,
};

export type FileOrder = FileMaterial & {
  phone: Phone;
  vendor: Vendor;
  modelName: string;
  model: Model;
  rule: FileRule & { template: string };
  /** Through which address it came, and which others there are. */
  reached: Pick<PhoneRequest, "baseUrl" | "httpsUrls"> & { door?: PhoneRequest["door"] };
  authorities: readonly Authority[];
  /** Absent: there are none. */
  hosted?: HostedCatalogue | undefined;
  /** What opens this phone's menu. Absent: it is told of none. */
  menuKey?: string | undefined;
  /** The firmware that it says it runs. */
  running?: string | undefined;
  /** Credentials that the phone is given; undefined: none are new to it. */
  login?: { username: string; password: Password } | undefined;
  passwords: FilePasswords;
};

/** The bytes of one file for one phone. Throws what the renderer throws. */
export function renderFile(order: FileOrder, renderer: Renderer): Buffer {
  const data = buildTemplateData(order);
  const body = renderer.render(order.rule.template, data, order.rule.escape);
  return data.raw.length === 0 ? body : keepLastOfEach(body, data.raw, order.vendor);
}

/** Ids of the authorities that the phone takes with this file and did not have. */
export function authoritiesInside(order: FileOrder): readonly string[] {
  if (order.authorities.length === 0) return [];
  return tellHttpsOf(order)
    .inline.map(({ id }) => id)
    .filter((id) => !order.phone.knownAuthorities.includes(id));
}

/** A raw setting stands after the one that the template wrote under the same name: that one goes. */
function keepLastOfEach(body: Buffer, raw: TemplateData["raw"], vendor: Vendor): Buffer {
  // Bytes as characters, so that the file's own encoding does not matter.
  let text = body.toString("latin1");
  for (const { name } of raw) {
    const pattern = vendor.raw.lineOf(name);
    const places = [...text.matchAll(new RegExp(pattern.source, "gm"))];
    for (const place of places.slice(0, -1).toReversed())
      text = text.slice(0, place.index) + text.slice(place.index + place[0].length);
  }
  return Buffer.from(text, "latin1");
}
