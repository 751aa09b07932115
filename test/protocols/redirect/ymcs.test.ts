import { expect, test } from "vitest";
import type { Exchange, HttpCall } from "../../../src/protocols/redirect/exchange.ts";
import { createYmcs } from "../../../src/protocols/redirect/ymcs.ts";

const START = 1_700_000_000_000;

/** Runs an exchange against answers given one after another, and returns what was asked. */
function converse<T>(exchange: Exchange<T>, answers: readonly { status: number; body: unknown }[]) {
  const calls: HttpCall[] = [];
  let step = exchange.next();
  for (const { status, body } of answers) {
    if (step.done) break;
    calls.push(step.value);
    step = exchange.next({ status, headers: new Headers(), body: JSON.stringify(body) });
  }
  return { calls, result: step.done ? step.value : undefined };
}

test("a token is good until a minute before its end", () => {
  const clock = { now: START };
  const account = { base: "https://eu-api.example/", clientId: "id", secret: "secret" };
  const { session } = createYmcs(account, { now: () => clock.now, nonce: () => "00".repeat(16) });
  expect(session?.isOpen()).toBe(false);
  const token = { status: 200, body: { access_token: "t", token_type: "bearer", expires_in: 86_400 } };
  const { calls, result } = converse(session?.open() as Exchange<unknown>, [token]);
  expect(result).toEqual({ ok: true });
  expect(calls).toEqual([
    {
      method: "POST",
      url: "https://eu-api.example/v2/token",
      headers: {
        timestamp: String(START),
        nonce: "00".repeat(16),
        "Content-Type": "application/json",
        Accept: "application/json",
        Authorization: "Basic aWQ6c2VjcmV0",
      },
      body: '{"grant_type":"client_credentials"}',
    },
  ]);
  clock.now = START + 86_339_000;
  expect(session?.isOpen()).toBe(true);
  clock.now = START + 86_340_000;
  expect(session?.isOpen()).toBe(false);
});

test.each([
  ["800003", "mac-elsewhere"],
  ["800004", "mac-elsewhere"],
  ["device already managed", "mac-elsewhere"],
  ["800001", "service-refused"],
  ["device.mac.invalid", "service-refused"],
  ["900403", "not-authorised"],
  ["900429", "rate-limited"],
  ["900503", "service-unreachable"],
])("errorInfo %s means %s", (errorInfo, code) => {
  const account = { base: "https://eu-api.example/", clientId: "id", secret: "secret" };
  const ymcs = createYmcs(account, { now: () => START, nonce: () => "00".repeat(16) });
  converse(ymcs.session?.open() as Exchange<unknown>, [{ status: 200, body: { access_token: "t", expires_in: 100 } }]);
  const failed = { total: 1, successCount: 0, failureCount: 1, errors: [{ mac: "001565aabbcc", sn: null, errorInfo }] };
  const { result } = converse(ymcs.register({ mac: "001565AABBCC", macId: null }, "https://prov.example.com/"), [
    { status: 200, body: { total: 1, successCount: 1, failureCount: 0, errors: [] } },
    { status: 200, body: failed },
  ]);
  expect(result).toMatchObject({ ok: false, code, words: errorInfo });
});
