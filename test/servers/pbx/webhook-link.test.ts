import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { parseMac } from "../../../src/provisioning/mac.ts";
import { Password } from "../../../src/provisioning/password.ts";
import type { OpenLink, WantedChange } from "../../../src/provisioning/pbx-link.ts";
import { createPbxConnections } from "../../../src/servers/pbx/connect-pbx.ts";
import { createWebhookClient } from "../../../src/servers/webhook-client.ts";

const KEY = Buffer.from("a secret of thirty-two bytes, say");
const ended = new AbortController();
const received: { id: string; isSigned: boolean; body: { type: string; data: Record<string, unknown> } }[] = [];
let status = 200;
const server = createServer(async (request, response) => {
  const body = await text(request);
  const { "webhook-id": id, "webhook-timestamp": at, "webhook-signature": signature } = request.headers;
  const expected = `v1,${createHmac("sha256", KEY).update(`${id}.${at}.${body}`).digest("base64")}`;
  received.push({ id: String(id), isSigned: signature === expected, body: JSON.parse(body) });
  response.writeHead(status).end();
});
const pbxs = createPbxConnections({
  send: createWebhookClient({ allowsPrivate: true, signal: ended.signal }),
  signal: ended.signal,
});
let link: OpenLink;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  link = {
    pbxId: "main",
    settings: { kind: "webhook", url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/pbx` },
    credentials: { secret: `whsec_${KEY.toString("base64")}` },
    ...{ domain: "pbx.example.org", realm: "realm", revision: 1, createdAt: 1 },
  };
});
beforeEach(() => {
  received.length = 0;
  status = 200;
});
afterAll(async () => {
  ended.abort();
  await pbxs.close();
  server.close();
});

const account: WantedChange = {
  wanted: "account",
  generation: 3,
  ...{ username: "20", authName: "auth20", displayName: "Zoë & Co", number: "020" },
  ha1: new Password("0123456789abcdef0123456789abcdef"),
  password: undefined,
  previousHa1: undefined,
};
const mac = parseMac("0004137447D0");

test("each change is a signed message, with an id of its own that stays the same at every try", async () => {
  if (mac === undefined) throw new Error("no MAC");
  const changes: WantedChange[] = [
    account,
    { wanted: "no-account", username: "21", generation: 1 },
    { wanted: "phone", mac, address: "192.0.2.1", generation: 1 },
    { wanted: "no-phone", mac, generation: 2 },
  ];
  for (let tries = 0; tries < 2; tries++)
    expect(await pbxs.connect(link).apply(changes)).toEqual(changes.map(() => ({ outcome: "done" })));
  expect(received.map(({ isSigned }) => isSigned)).toEqual(received.map(() => true));
  expect(received.map(({ body }) => body.type).slice(0, 4)).toEqual([
    "account.set",
    "account.removed",
    "phone.allowed",
    "phone.denied",
  ]);
  expect(received[0]?.body.data).toEqual({
    ...{ pbx: "main", account: "20", authName: "auth20", displayName: "Zoë & Co", number: "020" },
    ...{ realm: "realm", domain: "pbx.example.org", ha1: "0123456789abcdef0123456789abcdef", password: null },
  });
  const ids = received.map(({ id }) => id);
  expect(ids.slice(4)).toEqual(ids.slice(0, 4));
  expect(new Set(ids).size).toBe(4);
});

test("a receiver that is away is asked once for a batch, and told later", async () => {
  status = 503;
  const outcomes = await pbxs.connect(link).apply([account, { ...account, username: "21" }]);
  expect(outcomes).toEqual([0, 1].map(() => ({ outcome: "later", words: "it answered 503" })));
  expect(received).toHaveLength(1);
});

test("another revision of the link is another connection", () => {
  const first = pbxs.connect(link);
  expect(pbxs.connect({ ...link })).toBe(first);
  expect(pbxs.connect({ ...link, revision: 2 })).not.toBe(first);
});
