import { describe, expect, it } from "vitest";
import { vendors } from "../../src/vendors/index.ts";
import { gigasetUserAgents } from "./user-agents/gigaset.ts";
import { snomUserAgents } from "./user-agents/snom.ts";
import { yealinkUserAgents } from "./user-agents/yealink.ts";

/** Other makers' phones, browsers, scanners, libraries: forms that such programs send. */
const FOREIGN = [
  "Grandstream Model HW GXP2170 SW 1.0.11.10 DevId 000b82a1b2c3",
  "Grandstream GRP2612W 1.0.5.67",
  "PolycomVVX-VVX_411-UA/5.9.5.0614",
  "FileTransport PolycomVVX-VVX_250-UA/6.3.1.8427 (SN:64167f112233) Type/Application",
  "Cisco-CP-7841-3PCC/11.0 (00562b043615)",
  "Cisco/SPA504G-7.6.2b (F4EA67A1B2C3)(CCQ16)",
  "Linksys/SPA942-6.1.5(a) (000E08A1B2C3)",
  "Aastra6731i MAC:00-08-5D-A1-B2-C3 V:3.3.1.4365-SIP",
  "Mitel6930 MAC:08-00-0F-A1-B2-C3 V:6.3.0.1020-SIP",
  "Fanvil X4U 2.4.5 0c383ea1b2c3",
  "Panasonic_KX-HDV230/08.140 (080023a1b2c3)",
  "AUDC-IPPhone/2.2.16 (440HD-Rev1; 00908FA1B2C3)",
  "Htek UC926 V2.0.4.8 001fc1a1b2c3",
  "Avaya J179 4.0.7",
  "Flyingvoice FIP12WP 0.7.12.7 C89D6Da1b2c3",
  "Alcatel-Lucent IP Touch",
  "Unify OpenScape Desk Phone CP400 V1R9",
  "Patton SN4970 00A0BA0A1B2C",
  "Asterisk PBX 20.5.0",
  "FreeSWITCH-mod_sofia/1.10.9",
  "freeswitch-xml/1.0",
  "kamailio (5.7.4 (x86_64/linux))",
  "friendly-scanner",
  "sipvicious",
  "sipcli/v1.8",
  "pplsip",
  "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
  "Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1)",
  "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0)",
  "Mozilla/5.0 zgrab/0.x",
  "masscan/1.3 (https://github.com/robertdavidgraham/masscan)",
  "Nmap Scripting Engine; https://nmap.org/book/nse.html",
  "python-requests/2.32.3",
  "curl/8.5.0",
  "Wget/1.21.3",
  "Go-http-client/1.1",
  "Java/17.0.9",
  "okhttp/4.12.0",
  "libwww-perl/6.72",
  "axios/1.7.2",
  "Apache-HttpClient/4.5.14 (Java/17.0.9)",
  "Expanse, a Palo Alto Networks company, searches across the global IPv4 space",
  "Googlebot/2.1 (+http://www.google.com/bot.html)",
  "Dalvik/2.1.0 (Linux; U; Android 13; SM-G991B)",
  "VLC/3.0.20 LibVLC/3.0.20",
  "-",
  "",
  " ",
];

/** Changes that keep a header's look but make it nobody's. */
const MUTATIONS: readonly ((header: string) => string)[] = [
  (header) => [...header].toReversed().join(""),
  // Names and prefixes both: some forms are ours by one of them alone.
  (header) =>
    header
      .replace(/snom|yealink|gigaset|maxwell|[NCW]\d{2,3}P?|VP530P?/gi, "foo")
      .replace(/[0-9a-f]{2}(?::?[0-9a-f]{2}){5}/gi, "021122334455"),
  (header) => header.replaceAll(/[a-z]/gi, (letter) => String.fromCharCode(letter.charCodeAt(0) ^ 1)),
  (header) => header.replaceAll(/[^\s]/g, "x"),
];

const OURS = [...snomUserAgents, ...yealinkUserAgents, ...gigasetUserAgents];
const corpus = [...new Set([...FOREIGN, ...MUTATIONS.flatMap((mutate) => OURS.map(({ header }) => mutate(header)))])];

describe("a corpus of foreign and mutated User-Agents", () => {
  it("has at least two hundred", () => {
    expect(corpus.length).toBeGreaterThanOrEqual(200);
  });

  it("is never taken for one of ours", () => {
    const taken = corpus.flatMap((header) =>
      vendors.flatMap((vendor) => (vendor.parseUserAgent(header) === undefined ? [] : [`${vendor.id}: ${header}`])),
    );
    expect(taken).toEqual([]);
  });

  it("answers hostile and huge headers at once", () => {
    for (const vendor of vendors) {
      for (const text of [
        "snom".repeat(5000),
        `Yealink ${"T46S ".repeat(3000)}`,
        "Gigaset ".repeat(3000),
        `${"a;".repeat(8000)}/1`,
      ])
        expect(() => vendor.parseUserAgent(text)).not.toThrow();
    }
  });
});
