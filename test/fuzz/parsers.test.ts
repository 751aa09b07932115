import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadConfig, SettingError } from "../../src/config/load-config.ts";
import { SETTINGS } from "../../src/config/settings-table.ts";
import { decodePacket as decodeDhcp } from "../../src/protocols/dhcp/packets.ts";
import { decodeMethodResponse, encodeMethodCall } from "../../src/protocols/redirect/xml-rpc.ts";
import { parseMessage } from "../../src/protocols/sip/message.ts";
import { readNotifyAnswer } from "../../src/protocols/sip/profile-answer.ts";
import { readProfileRequest } from "../../src/protocols/sip/profile-request.ts";
import { decodePacket as decodeTftp } from "../../src/protocols/tftp/packets.ts";
import { fileNameOf, identify } from "../../src/provisioning/identify.ts";
import { parseMac } from "../../src/provisioning/mac.ts";
import { vendors } from "../../src/vendors/index.ts";
import { discoverOfSnom } from "../protocols/dhcp/sample-packets.ts";
import { gigasetUserAgents } from "../vendors/user-agents/gigaset.ts";
import { snomUserAgents } from "../vendors/user-agents/snom.ts";
import { yealinkUserAgents } from "../vendors/user-agents/yealink.ts";
import { fuzz, pick, SEED, TIMEOUT_MS } from "./budget.ts";
import { mutate } from "./mutate.ts";

const USER_AGENTS = [...snomUserAgents, ...yealinkUserAgents, ...gigasetUserAgents].map(({ header }) => header);
const TARGETS = [
  "/0004137447D0.xml",
  "/snomD785.htm?mac=000413922D24",
  "/805ec017de13.cfg",
  "/y000000000066.boot",
  "/42/2/../../sifs/x.bin",
  "/7C2F80AABBCC.xml",
  "/cgi/ap?mac=06:55:AF:3A:05:AA",
  "/%2e%2e/master.key",
  "http://phones.example.org/0004137447D0.xml",
];
const SUBSCRIBE = [
  "SUBSCRIBE sip:MAC%3a0004137447D0@224.0.1.75 SIP/2.0",
  "Via: SIP/2.0/UDP 192.0.2.7:5060;rport",
  "From: <sip:MAC%3a0004137447D0@224.0.1.75>;tag=1",
  "To: <sip:MAC%3a0004137447D0@224.0.1.75>",
  "Call-ID: 1@192.0.2.7",
  "CSeq: 1 SUBSCRIBE",
  'Event: ua-profile;profile-type="device";vendor="snom";model="snomD785";version="10.1"',
  "Contact: <sip:192.0.2.7:5060>",
  "Expires: 0",
];
const SIP_SAMPLES = [
  SUBSCRIBE,
  ["SIP/2.0 200 OK", ...SUBSCRIBE.slice(1, 5), "CSeq: 1 NOTIFY"],
  ["REGISTER sip:a SIP/2.0", ...SUBSCRIBE.slice(1)],
].map((lines) => Buffer.from(`${lines.join("\r\n")}\r\n\r\n`));
const XML_RPC = `<?xml version="1.0"?><methodResponse><params><param><value><array><data><value><boolean>1</boolean></value><value><string>a &amp; b</string></value></data></array></value></param></params></methodResponse>`;
const YAML = "http: 127.0.0.1:8080\nsecrets:\n  window: 10m\n  transports: [http, https]\ndhcp: off\n";

/** Name → samples, and what has to hold for whatever becomes of them. */
const PARSERS: Record<string, { samples: readonly Buffer[]; check: (bytes: Buffer, agent: string) => void }> = {
  "TFTP packets": {
    samples: [
      Buffer.from("\0\x01phone.cfg\0octet\0blksize\x001428\0"),
      Buffer.from("\0\x02phone.cfg\0netascii\0"),
      Buffer.from("\0\x04\0\x01"),
      Buffer.from("\0\x05\0\x01No\0"),
      Buffer.from("\0\x06blksize\x001428\0"),
    ],
    check: (bytes) => void decodeTftp(bytes),
  },
  "DHCP packets": { samples: [discoverOfSnom()], check: (bytes) => void decodeDhcp(bytes) },
  "SIP messages": {
    samples: SIP_SAMPLES,
    check(bytes) {
      parseMessage(bytes);
      readNotifyAnswer(bytes);
      const read = readProfileRequest(bytes);
      if (typeof read === "object") expect(JSON.stringify(read)).not.toMatch(/[\r\n]/);
    },
  },
  "XML-RPC answers": {
    samples: [Buffer.from(XML_RPC), Buffer.from(encodeMethodCall("a.b", ["c"]))],
    check: (bytes) => refusesBy(Error, () => decodeMethodResponse(bytes.toString())),
  },
  "phones' requests": {
    samples: TARGETS.map((target) => Buffer.from(target)),
    check(bytes, agent) {
      const target = bytes.toString("latin1");
      const name = fileNameOf(target);
      if (name !== undefined) expect(name).not.toMatch(/[/\\\x00-\x1f\x7f]|^\.{0,2}$/);
      const found = identify(target, agent, vendors);
      if (found.mac !== undefined) expect(found.mac).toMatch(/^[0-9A-F]{12}$/);
    },
  },
  "MAC addresses": {
    samples: ["00:04:13:74:47:d0", "0004.1374.47d0", "00-04-13-74-47-D0"].map((mac) => Buffer.from(mac)),
    check(bytes) {
      const mac = parseMac(bytes.toString());
      if (mac !== undefined) expect(mac).toMatch(/^[0-9A-F]{12}$/);
    },
  },
  "settings files": {
    samples: [Buffer.from(YAML)],
    check: (bytes) => checkSettings({ yaml: bytes.toString(), env: {} }),
  },
  "settings of the environment": {
    samples: [YAML, "127.0.0.1:8080", "10m", "serve:eth0", "off", "sqlite:a"].map((text) => Buffer.from(text)),
    check: (bytes) => {
      const text = bytes.toString();
      for (const { env } of Object.values(SETTINGS)) checkSettings({ yaml: undefined, env: { [env]: text } });
    },
  },
};

/** A bad setting is one line that an operator can read; anything else is a fault. */
function checkSettings(sources: Parameters<typeof loadConfig>[0]): void {
  refusesBy(SettingError, () => loadConfig(sources));
}

/** Of that very class: a TypeError is a slip of ours. */
function refusesBy(kind: new (message: string) => Error, parse: () => unknown): void {
  try {
    parse();
  } catch (error) {
    if ((error as Error).constructor !== kind) throw error;
  }
}

describe.each(Object.entries(PARSERS))("%s", (name, { samples, check }) => {
  test(
    "mutated in any way are read or refused, never a fault",
    async () => {
      await fuzz(name, (random) => check(mutate(random, samples), pick(random, USER_AGENTS)));
    },
    TIMEOUT_MS,
  );

  test("made of anything are read or refused, never a fault", () => {
    const bytes = fc.uint8Array({ maxLength: 600 }).map((array) => Buffer.from(array));
    const text = fc.string({ unit: "binary", maxLength: 600 }).map((string) => Buffer.from(string));
    fc.assert(
      fc.property(fc.oneof(bytes, text), fc.string(), (any, agent) => check(any, agent)),
      { seed: SEED, numRuns: 300 },
    );
  });
});

test(
  "User-Agents mutated in any way are read or refused, never a fault",
  async () => {
    const samples = USER_AGENTS.map((header) => Buffer.from(header));
    await fuzz("User-Agents", (random) => {
      const header = mutate(random, samples).toString("latin1").slice(0, 8000);
      for (const vendor of vendors) {
        const mac = vendor.parseUserAgent(header)?.mac;
        if (mac !== undefined) expect(mac).toMatch(/^[0-9a-f:.-]{12,17}$/i);
      }
    });
  },
  TIMEOUT_MS,
);
