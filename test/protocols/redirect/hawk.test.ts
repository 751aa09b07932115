import { describe, expect, test } from "vitest";
import { signHawk } from "../../../src/protocols/redirect/hawk.ts";
import { fakeHawkHash, fakeHawkMac } from "../../servers/redirect/fake-sraps.ts";

/** discovery.md §6.2, test vectors. */
const KEY = { id: "test-id", key: "test-secret" };
const STAMP = { seconds: 1_700_000_000, nonce: "AbCdEf012345" };
const BODY =
  '{"mac":"000413aabbcc","autoprovisioning_enabled":true,"settings_manager":{"u-1":{"value":"https://prov.example.com/p/","attrs":{"perm":"RW"}}}}';
const VECTORS = [
  {
    name: "GET without a body",
    method: "GET",
    target: "/api/v1/settings/?page_size=1000",
    type: "",
    body: "",
    hash: "B0weSUXsMcb5UhL41FZbrUJCAotzSI3HawE1NPLRUz8=",
    mac: "QLCieFdcspPBJ0Mj7pnuhaPZGIudeT/Z38etAuGfJpg=",
  },
  {
    name: "PUT with JSON",
    method: "PUT",
    target: "/api/v1/companies/7/endpoints/000413aabbcc",
    type: "application/json",
    body: BODY,
    hash: "srCAVbJVyLfOY3w4kGKcLkghqJrRaKXLaOuF2Bpjg4c=",
    mac: "T6YLZT+u70hvH9byrIGhtFIDw9LarcCgcBdwHMI/OMU=",
  },
] as const;

describe.each(VECTORS)("Hawk: $name", ({ method, target, type, body, hash, mac }) => {
  test("signs as the reference's vector says", () => {
    const content = body === "" ? {} : { body, contentType: `${type.toUpperCase()}; charset=utf-8` };
    const header = signHawk({ method, url: `https://API.example.com${target}`, ...content }, KEY, STAMP);
    expect(header).toBe(`Hawk id="test-id", ts="1700000000", nonce="AbCdEf012345", hash="${hash}", mac="${mac}"`);
  });

  test("the fake service reckons the same", () => {
    const of = { ts: "1700000000", nonce: STAMP.nonce, method, target, host: "api.example.com", port: "443", hash };
    expect(fakeHawkHash(type, body)).toBe(hash);
    expect(fakeHawkMac(KEY.key, of)).toBe(mac);
  });
});

test("Hawk signs the port of an address that names one", () => {
  const plain = signHawk({ method: "GET", url: "http://127.0.0.1/x" }, KEY, STAMP);
  const named = signHawk({ method: "GET", url: "http://127.0.0.1:8080/x" }, KEY, STAMP);
  expect(plain).toBe(signHawk({ method: "GET", url: "http://127.0.0.1:80/x" }, KEY, STAMP));
  expect(named).not.toBe(plain);
});
