import { describe, expect, test } from "vitest";
import { chooseWay } from "../../src/provisioning/command-way.ts";
import type { Mac } from "../../src/provisioning/mac.ts";
import type { KnownRegistration } from "../../src/provisioning/registration.ts";

const NOW = 1_000_000;
const PHONE = {
  mac: "0004137447D0" as Mac,
  lastAddress: "192.0.2.50",
  lines: [{ accountId: 1, username: "101", authName: "101", displayName: "", label: "" }],
};
function registered(more: Partial<KnownRegistration> = {}): KnownRegistration {
  return {
    ...{ pbxId: "main", username: "101", contact: "sip:101@192.0.2.50:2048", userAgent: null, address: "192.0.2.50" },
    ...{ expiresAt: NOW + 1, registeredAt: null, firstSeenAt: 0, refreshedAt: 0, seenAt: NOW, goneAt: null, ...more },
  };
}
const choose = (
  own: KnownRegistration[],
  {
    unsure = [],
    canNotify = false,
    needsRegistration = false,
    lastAddress = PHONE.lastAddress as string | null,
  } = {} as {
    unsure?: KnownRegistration[];
    canNotify?: boolean;
    needsRegistration?: boolean;
    lastAddress?: string | null;
  },
) => chooseWay({ ...PHONE, lastAddress }, { own, unsure }, { canNotify, needsRegistration, now: NOW });

describe("the way to a phone", () => {
  test("is its PBX's where that can, else its own contact", () => {
    expect(choose([registered()], { canNotify: true })).toEqual({
      via: "pbx",
      notification: { username: "101", contact: "sip:101@192.0.2.50:2048" },
    });
    expect(choose([registered()])).toEqual({
      via: "direct",
      target: { address: "192.0.2.50", port: 2048, uri: "sip:101@192.0.2.50:2048", user: "101" },
    });
  });

  test("is that of the phone itself, not of an application with the same account", () => {
    const other = registered({ contact: "sip:101@192.0.2.99:4000", address: "192.0.2.99" });
    expect(choose([other, registered()], { canNotify: true })).toMatchObject({
      notification: { contact: "sip:101@192.0.2.50:2048" },
    });
  });

  test("is port 5060 where it asked from last while no registration of it is alive", () => {
    const last = { via: "direct", target: { address: "192.0.2.50", port: 5060, uri: undefined, user: "101" } };
    expect(choose([])).toEqual(last);
    expect(choose([registered({ goneAt: 5 }), registered({ expiresAt: NOW })], { canNotify: true })).toEqual(last);
  });

  test.each([
    [
      "whose registrations are all in doubt",
      () => choose([], { unsure: [registered()] }),
      /which of its registrations/,
    ],
    ["that never asked", () => choose([], { lastAddress: null }), /is not known/],
    ["that obeys at an account only", () => choose([], { needsRegistration: true }), /only at an account/],
    ["behind NAT", () => choose([registered({ contact: "sip:101@10.0.0.5:5060" })]), /10\.0\.0\.5.*NAT/],
    [
      "whose contact names a host",
      () => choose([registered({ contact: "sip:101@victim.example" })]),
      /victim\.example/,
    ],
    ["registered by TLS", () => choose([registered({ contact: "sip:1@192.0.2.50;transport=tls" })]), /by tls/],
    ["with a contact for TLS", () => choose([registered({ contact: "sips:1@192.0.2.50" })]), /only its PBX/],
    [
      "whose contact would break the message",
      () => choose([registered({ contact: "sip:1@192.0.2.50 SIP/2.0\r\nX: y" })]),
      /only its PBX/,
    ],
    ["with an impossible port", () => choose([registered({ contact: "sip:1@192.0.2.50:99999" })]), /only its PBX/],
  ])("there is none to a phone %s", (_, way, words) => {
    expect(way()).toEqual({ refused: expect.stringMatching(words) });
  });
});
