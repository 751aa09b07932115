import { expect, test } from "vitest";
import { formOf, patchOf } from "../../src/staff/page/pbx-form.ts";
import { readWholePbx } from "../../src/staff/page/records/pbx.ts";

const pbx = readWholePbx({
  ...{ id: "main", host: "pbx.example.org", port: 5060, transport: "udp", customer: "acme", realm: null },
  ...{ timezone: "Europe/Berlin", language: null, pausedAt: null, vendors: { snom: { settings: { https: "off" } } } },
  settings: { timezone: "Europe/Berlin", volume: 3 },
  clientCertificates: { snom: "prefer" },
  access: { proof: ["token"], mode: "require", allow: ["10.1.0.0/16"], deny: [] },
});

test("a form that nobody touched changes nothing, and one field changes itself alone", () => {
  const form = formOf(pbx);
  expect(patchOf(form, pbx)).toEqual({ patch: {} });
  expect(patchOf({ ...form, host: " new.example.org " }, pbx)).toEqual({ patch: { host: "new.example.org" } });
  expect(patchOf({ ...form, customer: "" }, pbx)).toEqual({ patch: { customer: null } });
  expect(patchOf({ ...form, allow: "10.1.0.0/16\n10.2.0.0/16, 10.3.0.0/16" }, pbx)).toEqual({
    patch: {
      access: { proof: ["token"], mode: "require", allow: ["10.1.0.0/16", "10.2.0.0/16", "10.3.0.0/16"], deny: [] },
    },
  });
});

test("settings are replaced as a whole, with the time zone that has a field of its own", () => {
  const form = formOf(pbx);
  expect(form.settings).not.toContain("timezone");
  expect(patchOf({ ...form, settings: '{"volume": 4}' }, pbx)).toEqual({
    patch: { settings: { volume: 4 }, timezone: "Europe/Berlin", language: null },
  });
  for (const text of ["{", "[]", "3"]) {
    expect(patchOf({ ...form, settings: text }, pbx)).toEqual({ notJson: "/settings" });
    expect(patchOf({ ...form, vendors: text }, pbx)).toEqual({ notJson: "/vendors" });
  }
});
