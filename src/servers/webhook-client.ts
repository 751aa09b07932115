import { createHmac } from "node:crypto";
import { lookup } from "node:dns";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { BlockList, isIP, type LookupFunction } from "node:net";
import type { SendSigned, WebhookReply } from "../provisioning/webhook.ts";

const TIMEOUT_MS = 10_000;
const SECRET_PREFIX = "whsec_";

/** Where nobody's receiver is: this network, link-local with the clouds' own services, multicast. */
const NOWHERE = blockListOf(
  ["0.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4"],
  ["::/128", "fe80::/10", "ff00::/8"],
);
/** Loopback and networks of one's own, and what is translated into them. */
const PRIVATE = blockListOf(
  ["10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"],
  ["::1/128", "fc00::/7", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16"],
);

/**
 * Posts messages, signed as Standard Webhooks has it: `webhook-signature` is `v1,` and the base64 of HMAC-SHA256 over
 * `id.timestamp.body`. Redirects are not followed, and the address that a name stands for is judged when the connection is made.
 */
export function createWebhookClient(options: { allowsPrivate: boolean; signal: AbortSignal }): SendSigned {
  return ({ url: address, secret, messageId, body }) =>
    new Promise((resolve) => {
      const url = new URL(address);
      const refused = findFault(url, options.allowsPrivate);
      if (refused !== undefined) return resolve({ ok: false, words: refused });
      const timestamp = Math.floor(Date.now() / 1000);
      const send = url.protocol === "https:" ? requestHttps : requestHttp;
      const sending = send(url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "content-length": Buffer.byteLength(body),
          "user-agent": "offhook-webhook",
          "webhook-id": messageId,
          "webhook-timestamp": timestamp,
          "webhook-signature": signWebhook(secret.reveal(), messageId, timestamp, body),
        },
        agent: false,
        lookup: lookUpAllowed(options.allowsPrivate),
        signal: AbortSignal.any([options.signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      sending.on("error", (error) => resolve({ ok: false, words: wordsOf(error) }));
      sending.on("response", (response) => {
        resolve(replyTo(response.statusCode ?? 0));
        response.destroy();
      });
      sending.end(body);
    });
}

/** The value of `webhook-signature`. */
function signWebhook(secret: string, id: string, timestamp: number, body: string): string {
  const key = Buffer.from(secret.slice(SECRET_PREFIX.length), "base64");
  return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}

function replyTo(status: number): WebhookReply {
  if (status >= 200 && status < 300) return { ok: true };
  if (status >= 300 && status < 400)
    return { ok: false, words: `it answered ${status}, and redirects are not followed` };
  return { ok: false, words: `it answered ${status}` };
}

/** Settings may have changed since the address was given. */
function findFault({ protocol, hostname }: URL, allowsPrivate: boolean): string | undefined {
  const host = hostname.replace(/^\[|\]$/g, "");
  if (protocol !== "https:" && !allowsPrivate) return "http:// needs the setting webhooks.private";
  return isIP(host) !== 0 && !isAllowed(host, allowsPrivate) ? `${host} is no address for webhooks` : undefined;
}

function lookUpAllowed(allowsPrivate: boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, [], 0);
      const refused = addresses.find(({ address }) => !isAllowed(address, allowsPrivate));
      const [first] = addresses;
      if (refused !== undefined || first === undefined)
        return callback(new Error(`${hostname} is ${refused?.address}, no address for webhooks`), [], 0);
      if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

function isAllowed(address: string, allowsPrivate: boolean): boolean {
  const family = isIP(address) === 6 ? "ipv6" : "ipv4";
  return !NOWHERE.check(address, family) && (allowsPrivate || !PRIVATE.check(address, family));
}

function blockListOf(ipv4: readonly string[], ipv6: readonly string[]): BlockList {
  const list = new BlockList();
  for (const [family, networks] of [["ipv4", ipv4] as const, ["ipv6", ipv6] as const]) {
    for (const network of networks) {
      const [address = "", bits] = network.split("/");
      list.addSubnet(address, Number(bits), family);
    }
  }
  return list;
}

function wordsOf(error: Error): string {
  if (error.name === "TimeoutError" || error.name === "AbortError") return "no answer in time";
  return error.message.split("\n", 1)[0]?.slice(0, 200) ?? "it cannot be reached";
}
