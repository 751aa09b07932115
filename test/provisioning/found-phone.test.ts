import { expect, test } from "vitest";
import { type HeardDevice, isWorthAsking, macOf, recogniseDevice } from "../../src/provisioning/found-phone.ts";
import type { Mac } from "../../src/provisioning/mac.ts";
import { vendors } from "../../src/vendors/index.ts";

const SNOM = "000413922D24" as Mac;
/** In a slice of Snom's prefix that is Gigaset's. */
const P_SERIES = "00041380A201" as Mac;
const PC = "020000000001" as Mac;
const NO_PAGE = { title: undefined, realm: undefined, server: undefined };

function device(more: Partial<HeardDevice>): HeardDevice {
  return { address: "192.168.1.20", mac: SNOM, agent: undefined, page: undefined, ...more };
}

function recognise(more: Partial<HeardDevice>) {
  const found = recogniseDevice(device(more), undefined, vendors);
  return found && [found.vendorId, found.model, found.firmware, found.knownBy];
}

test("a phone's own word beats its web page, that the MAC's prefix", () => {
  const page = { ...NO_PAGE, title: "snom 320" };
  expect(recognise({})).toEqual(["snom", null, null, "prefix"]);
  expect(recognise({ page })).toEqual(["snom", "320", null, "web"]);
  expect(recognise({ page, agent: "Yealink SIP-T46S 66.86.0.15" })).toEqual(["yealink", "T46S", "66.86.0.15", "sip"]);
});

test("a page that names no model leaves the vendor to the prefix: Gigaset's P-series runs Snom's firmware", () => {
  const page = { ...NO_PAGE, server: "snom embedded", title: "Phone Manager" };
  expect(recognise({ mac: P_SERIES, page })).toEqual(["gigaset", null, null, "prefix"]);
  expect(recognise({ mac: P_SERIES, page: { ...NO_PAGE, title: "Gigaset P825" } })).toEqual([
    ...["gigaset", "P825", null, "web"],
  ]);
});

test("a device is a phone by its prefix, by its word or by its admission, else it is left out", () => {
  expect(recognise({ mac: PC })).toBeUndefined();
  expect(recognise({ mac: PC, agent: "PBX 20" })).toBeUndefined();
  expect(recognise({ mac: PC, agent: "snomD735/10.1.184.15" })).toEqual(["snom", "D735", "10.1.184.15", "sip"]);
});

test("a model that is in no catalogue is null, with the phone's own words beside it", () => {
  const agent = "Yealink SIP-T99Z 1.2.3.4";
  expect(recogniseDevice(device({ agent }), undefined, vendors)).toMatchObject({ model: null, says: agent });
});

test("the MAC that a phone says is taken before its neighbour's, which may be a repeater's", () => {
  const agent = "Gigaset N870 IP PRO/83.V2.11.0+build.a546b91;7C2F80E0D605";
  expect(macOf(device({ mac: PC, agent }), vendors)).toBe("7C2F80E0D605");
  expect(macOf(device({ agent: "PBX 20" }), vendors)).toBe(SNOM);
});

test("only phones that did not say by SIP what they are, are asked for more", () => {
  expect(isWorthAsking(device({}), vendors)).toBe(true);
  expect(isWorthAsking(device({ agent: "something else" }), vendors)).toBe(true);
  expect(isWorthAsking(device({ agent: "snomD735/10.1.184.15" }), vendors)).toBe(false);
  expect(isWorthAsking(device({ mac: PC }), vendors)).toBe(false);
});
