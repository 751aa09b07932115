import { parseXml, type XmlElement } from "../../../src/simulation/xml.ts";
import { type FakeReply, type FakeRequest, type FakeService, hasBasic, startFake } from "./fake-server.ts";

type Answer = { ok: boolean; words: string; more?: string[] };
type Methods = Record<string, (...parameters: string[]) => Answer>;

const good = (words: string, ...more: string[]): Answer => ({ ok: true, words, more });
const bad = (words: string): Answer => ({ ok: false, words });
const MAC = /^[0-9A-F]{12}$/;

/** Snom's older service (snom.md §10.2). Its texts are wrapped in <string>. */
export async function startFakeRds(): Promise<FakeService> {
  return startFakeXmlRpc("/xmlrpc/", "typed", (devices, foreign) => {
    const about = (mac: string): Answer | undefined => {
      if (!MAC.test(mac)) return bad("Error:malformed_mac");
      return foreign.has(mac) ? bad("Error:owned_by_other_user") : undefined;
    };
    return {
      "redirect.registerPhone": (mac = "", url = "") => {
        const problem = about(mac) ?? (/^https?:\/\/[^/]+\/./.test(url) ? undefined : bad("Error:malformed_url"));
        if (problem === undefined) devices.set(mac, url);
        return problem ?? good("Ok");
      },
      "redirect.deregisterPhone": (mac = "") =>
        about(mac) ?? (devices.delete(mac) ? good("Ok") : bad("Error:no_such_mac")),
      "redirect.checkPhone": (mac = "") => about(mac) ?? (devices.has(mac) ? good("Ok") : bad("Error:no_such_mac")),
    };
  });
}

export type FakeRps = FakeService & { servers: Map<string, string> };

/** Yealink's older service (discovery.md §6.1). Its texts are bare. */
export async function startFakeRps(): Promise<FakeRps> {
  const servers = new Map<string, string>();
  const fake = await startFakeXmlRpc("/xmlrpc", "bare", (devices, foreign) => {
    const plain = (mac: string) => mac.replaceAll("-", "");
    const about = (mac: string): Answer | undefined =>
      /^(?:[0-9A-F]{2}-){5}[0-9A-F]{2}$/.test(mac) ? undefined : bad(`Error:Invalid MAC(s):${mac}`);
    return {
      "redirect.registerDeviceWithUniqueUrl": (mac = "", server = "", url = "", override = "") => {
        const problem = about(mac);
        if (problem !== undefined) return problem;
        if (foreign.has(plain(mac))) return bad("Error:a1b2c3d4e5");
        if (!servers.has(server)) return bad("Error:Invalid server");
        if (!/^https?:\/\//.test(url)) return bad("Error:The url can only begin with 'http://' or 'https://'");
        if (override !== "1") return bad("Are you sure you want to override MAC addresses");
        devices.set(plain(mac), url);
        return good("OK");
      },
      "redirect.deRegisterDevice": (mac = "") =>
        about(mac) ?? (devices.delete(plain(mac)) ? good("OK") : bad(`Error:Invalid MAC(s):${mac}`)),
      "redirect.checkDevice": (mac = "") => {
        if (foreign.has(plain(mac))) return good("Registered Elsewhere");
        return about(mac) ?? good(devices.has(plain(mac)) ? "Registered" : "Unregistered");
      },
      "redirect.addServer": (name = "", url = "") => {
        servers.set(name, url);
        return good("OK");
      },
    };
  });
  return Object.assign(fake, { servers });
}

export type FakeGigaset = FakeService & {
  /** The check part of each phone's MAC-ID; without one it is taken by its bare MAC. */
  macIds: Map<string, string>;
};

/** What it answers with when it has taken a phone: the phone's own password, which must go nowhere. */
export const DEVICE_PASSWORD = "482193750216";

/** Gigaset's older service (gigaset.md §9.1). Its texts are bare; a MAC that is registered is not overwritten. */
export async function startFakeGigaset(): Promise<FakeGigaset> {
  const macIds = new Map<string, string>();
  const fake = await startFakeXmlRpc("/apxml/rpc.do", "bare", (devices, foreign) => {
    const about = (macId: string, isStrict: boolean): Answer | undefined => {
      const [mac = "", check] = macId.split("-");
      if (!MAC.test(mac)) return bad(`mac_invalid:${mac}`);
      const known = macIds.get(mac);
      return isStrict && known !== undefined && known !== check ? bad(`mac_not_exist:${mac}`) : undefined;
    };
    const macOf = (macId: string) => macId.slice(0, 12);
    return {
      "autoprov.registerDevice": (macId = "", url = "", name = "") => {
        const problem = about(macId, true);
        if (problem !== undefined) return problem;
        const mac = macOf(macId);
        if (foreign.has(mac) || devices.has(mac)) return bad(`mac_already_in_use:${mac}`);
        if (!/^https?:\/\//.test(url)) return bad(`url_invalid:${url}`);
        if (name === "") return bad("name_invalid:");
        devices.set(mac, url);
        return good(`OK:${DEVICE_PASSWORD}`);
      },
      "autoprov.deregisterDevice": (macId = "") =>
        about(macId, false) ?? (devices.delete(macOf(macId)) ? good("OK") : bad(`mac_not_found:${macOf(macId)}`)),
      "autoprov.checkDevice": (macId = "") => {
        const mac = macOf(macId);
        if (foreign.has(mac)) return bad(`mac_already_in_use:${mac}`);
        const url = devices.get(mac);
        return url === undefined ? bad(`mac_not_found:${mac}`) : good(mac, "Offhook", url, "2030-01-01");
      },
    };
  });
  return Object.assign(fake, { macIds });
}

async function startFakeXmlRpc(
  path: string,
  style: "typed" | "bare",
  methodsOf: (devices: Map<string, string>, foreign: Set<string>) => Methods,
): Promise<FakeService> {
  const credentials = { username: "reseller-7", password: "pä$$word of <7>" };
  const devices = new Map<string, string>();
  const foreign = new Set<string>();
  const methods = methodsOf(devices, foreign);
  const fake = await startFake((request, refuse) => {
    if (!hasBasic(request, credentials)) {
      refuse("another user or password");
      return { status: 401, type: "text/html", body: "<html>Unauthorized</html>" };
    }
    if (request.target !== path || request.method !== "POST" || request.headers["content-type"] !== "text/xml") {
      refuse(`${request.method} ${request.target} is no call`);
      return { status: 404, type: "text/html", body: "<html>Not found</html>" };
    }
    return answer(request, methods, style);
  });
  return Object.assign(fake, { baseUrl: fake.baseUrl.slice(0, -1) + path, credentials, devices, foreign });
}

function answer({ body }: FakeRequest, methods: Methods, style: "typed" | "bare"): FakeReply {
  const root = parseXml(Buffer.from(body));
  const name = childOf(root, "methodName")?.text ?? "";
  const parameters = (childOf(root, "params")?.children ?? []).map((param) => {
    const value = childOf(param, "value");
    return childOf(value, "string")?.text ?? value?.text ?? "";
  });
  const method = methods[name];
  if (root.name !== "methodCall" || method === undefined)
    return { status: 200, type: "text/xml", body: faultXml(name) };
  const { ok, words, more = [] } = method(...parameters);
  const write = (text: string) => (style === "typed" ? `<string>${escapeText(text)}</string>` : escapeText(text));
  const values = [`<boolean>${ok ? 1 : 0}</boolean>`, ...[words, ...more].map(write)];
  const data = values.map((value) => `\n<value>${value}</value>`).join("");
  const text = `<?xml version="1.0"?>\n<methodResponse><params><param><value><array><data>${data}\n</data></array></value></param></params></methodResponse>`;
  return { status: 200, type: "text/xml", body: text };
}

function faultXml(name: string): string {
  const members = `<member><name>faultCode</name><value><int>4</int></value></member><member><name>faultString</name><value><string>no method ${escapeText(name)}</string></value></member>`;
  return `<?xml version="1.0"?><methodResponse><fault><value><struct>${members}</struct></value></fault></methodResponse>`;
}

function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name);
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
