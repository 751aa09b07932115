import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { vendors } from "../../src/vendors/index.ts";

const TEMPLATES = new URL("../../templates/", import.meta.url);
const eventOf = (vendorId: string, family: string, kind: "resync" | "reboot") => {
  const said = vendors.find(({ id }) => id === vendorId)?.checkSync(family)[kind];
  return said && ("event" in said ? said.event : "none");
};

describe("what a NOTIFY has phones do", () => {
  test.each([
    ["snom", "desk", "check-sync;reboot=false", "check-sync;reboot=true"],
    ["snom", "legacy-3xx", "check-sync;reboot=false", "check-sync;reboot=true"],
    ["snom", "dect-400-900", "check-sync;reboot=true", "check-sync;reboot=true"],
    ["yealink", "desk-colour", "check-sync;reboot=false", "check-sync;reboot=true"],
    ["yealink", "dect", "check-sync;reboot=false", "check-sync;reboot=true"],
    ["gigaset", "n510", "check-sync", "none"],
    ["gigaset", "n720", "check-sync", "none"],
    ["gigaset", "nx", "check-sync;reboot=false", "check-sync;reboot=true"],
    ["gigaset", "mx", "check-sync;reboot=false", "check-sync;reboot=true"],
    ["gigaset", "p", "check-sync;reboot=false", "check-sync;reboot=true"],
    ["gigaset", "pf", "none", "none"],
  ])("is as the reference says for %s %s", (vendorId, family, resync, reboot) => {
    expect([eventOf(vendorId, family, "resync"), eventOf(vendorId, family, "reboot")]).toEqual([resync, reboot]);
  });

  test("is known, or has a reason why not, for every family; a phone that has a configuration can fetch it again", () => {
    for (const vendor of vendors)
      for (const { family, unsupported } of Object.values(vendor.models)) {
        const { resync, reboot } = vendor.checkSync(family);
        for (const said of [resync, reboot])
          if ("whyNot" in said) expect(said.whyNot).toMatch(/^[^A-Z].+[^.]$/);
          else expect(said.event).toMatch(/^[\w-]+(?:;reboot=(?:true|false))?$/);
        if (unsupported === undefined) expect("event" in resync, `${vendor.id} ${family}`).toBe(true);
      }
  });

  test("is no reboot for a Yealink unless it is to be one: every template switches that off", () => {
    const folder = new URL("yealink/", TEMPLATES);
    const templates = readdirSync(folder).filter((name) => /^(?:desk|dect)/.test(name));
    expect(templates.length).toBe(4);
    for (const name of templates)
      expect(readFileSync(new URL(name, folder), "utf8"), name).toMatch(/^sip\.notify_reboot_enable = 0$/m);
  });
});
