import { describe, expect, it } from "vitest";
import { writeInstructions } from "../../src/provisioning/instructions/write-instructions.ts";
import { LANGUAGES } from "../../src/provisioning/language.ts";
import { familyOf } from "../../src/provisioning/phone-identity.ts";
import type { Vendor, ZeroTouch } from "../../src/provisioning/vendor.ts";
import { vendors } from "../../src/vendors/index.ts";

const BASE_URL = "http://192.0.2.10:8080/";
const ADDRESS = "192.0.2.50";

/** By what each step of a search is one of the ways without a touch. `stored` and `tr69` are none. */
const WAY_OF: Record<string, ZeroTouch> = { redirect: "redirect", pnp: "pnp" };

/** Page, field, URL and first step of one model for each way of handling, as the reference has them. */
const KNOWN = [
  ["snom", "D785", "/advanced_update.htm", "setting_server", "{mac}.xml", "redirect"],
  ["snom", "320", "/advanced_update.htm", "setting_server", "{mac}.xml", "redirect"],
  ["snom", "D865", null, "setting_server", "{mac}.xml", "redirect"],
  ["snom", "M900", null, "setting_server", "", "pnp"],
  ["yealink", "T46S", null, "static.auto_provision.server.url", "", "pnp"],
  ["yealink", "T28P", null, "auto_provision.server.url", "", "pnp"],
  ["yealink", "W80DM", null, "static.auto_provision.server.url", "", "pnp"],
  ["gigaset", "N510 IP PRO", null, null, "", "dhcp-114"],
  ["gigaset", "N870 IP PRO", null, null, "%MACD.xml", "dhcp-114"],
  ["gigaset", "Maxwell 3", null, null, "%MACD.xml", "dhcp-114"],
  ["gigaset", "P825", null, "setting_URL", "{mac}.xml", "redirect"],
] as const;

function instructionsOf(vendor: Vendor, modelName: string, language: (typeof LANGUAGES)[number], more: object = {}) {
  const about = { vendor, modelName, isModelKnown: true, baseUrl: BASE_URL, address: ADDRESS };
  return writeInstructions({ ...about, ...more }, language);
}

/** Every text in it. */
function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

const all = vendors.flatMap((vendor) =>
  Object.entries(vendor.models).map(([name, model]) => ({ vendor, name, model })),
);
const supported = all.filter(({ model }) => model.unsupported === undefined);

describe.each(supported.map(({ vendor, name, model }) => ({ title: `${vendor.name} ${name}`, vendor, name, model })))(
  "$title",
  ({ vendor, name, model }) => {
    const written = LANGUAGES.map((language) => instructionsOf(vendor, name, language));
    const [german, english, french] = written;

    it("says in every language what to open, to type and to start, each step in words of its own", () => {
      for (const instructions of written) {
        expect(instructions?.steps.length).toBe(5);
        for (const text of textsOf({ ...instructions, switches: instructions?.switches.map(({ text }) => text) }))
          expect(text).toMatch(/\S/);
        expect(textsOf(instructions).join("\n")).not.toMatch(/undefined|\bnull\b|\[object|\$\{/);
      }
      for (const part of ["steps", "reset", "search", "notes"] as const) {
        for (const other of [german, french]) {
          if (part === "notes" && english?.notes.length === 0) continue;
          expect(textsOf(other?.[part]).join()).not.toBe(textsOf(english?.[part]).join());
        }
      }
      expect(
        new Set(written.map((one) => `${one?.steps.length} ${one?.notes.length} ${one?.switches.length}`)).size,
      ).toBe(1);
    });

    it("names the page on the phone with its address, or says that none is confirmed", () => {
      const { page, field, steps = [] } = english ?? {};
      const first = steps[0] ?? "";
      if (page === null) expect(first).toMatch(/not confirmed for this model/);
      else
        expect([page, first]).toEqual([
          expect.stringMatching(`^http://${ADDRESS}/\\w`),
          expect.stringContaining(String(page)),
        ]);
      if (field === null) expect(steps[2]).toMatch(/what the field is called is not confirmed/);
      else expect(steps[2]).toContain(`${field}: `);
    });

    it("gives the URL in the form that this model understands, and what it does with it", () => {
      expect(english?.url).toBe(vendor.discovery.settingsUrl(BASE_URL, model.family));
      expect(english?.steps[2]).toContain(english?.url);
      const placeholder = /\{mac\}|%MACD/.exec(english?.url ?? "")?.[0];
      expect(english?.steps[3]).toContain(placeholder ?? "without a file name");
    });

    it("says how it is reset, or that this is not confirmed", () => {
      expect(english?.reset).toMatch(/not confirmed/);
      expect(german?.reset).toMatch(/nicht bestätigt/);
      expect(french?.reset).toMatch(/n'est pas confirmée/);
    });

    it("lists the ways of its search, which are those of its catalogue row", () => {
      const steps = english?.search.steps.map(({ step }) => step) ?? [];
      expect(new Set(steps).size).toBe(steps.length);
      const ways = new Set(steps.flatMap((step) => (step.startsWith("dhcp") ? "dhcp" : (WAY_OF[step] ?? []))));
      expect([...ways].sort()).toEqual([...(model.zeroTouch ?? familyOf(vendor, model).zeroTouch)].sort());
      expect(english?.search.text).toMatch(english?.search.isConfirmed ? /in this order/ : /not confirmed/);
    });

    it("leaves no door for what is not there yet", () => {
      const closed = instructionsOf(vendor, name, "en", { baseUrl: "", address: undefined });
      expect(closed?.url).toBeNull();
      expect(closed?.steps.join()).toContain("no address to type yet");
      expect(closed?.steps[0]).toContain("ADDRESS-OF-THE-PHONE");
    });
  },
);

it.each(KNOWN)("%s %s: page %s, field %s, URL …%s, searches by %s first", (id, name, page, field, ending, first) => {
  const vendor = vendors.find((candidate) => candidate.id === id);
  const instructions = vendor && instructionsOf(vendor, name, "en");
  expect(instructions).toMatchObject({
    page: page === null ? null : `http://${ADDRESS}${page}`,
    field,
    url: `${BASE_URL}${ending}`,
  });
  expect(instructions?.search.steps[0]?.step).toBe(first);
});

it("a phone's own oddities are told: the N870's role, the DM of a multi-cell system, who asks the redirect service first", () => {
  const notesOf = (id: string, name: string) => {
    const vendor = vendors.find((candidate) => candidate.id === id);
    return (vendor && instructionsOf(vendor, name, "de")?.notes.join("\n")) ?? "";
  };
  expect(notesOf("gigaset", "N870 IP PRO")).toContain("All-in-one");
  expect(notesOf("gigaset", "N670 IP PRO")).not.toContain("All-in-one");
  expect(notesOf("yealink", "W80DM")).toContain("Rolle DM");
  expect(notesOf("snom", "D785")).toContain("Redirect-Dienst noch einem anderen Konto");
  expect(notesOf("yealink", "T46S")).not.toContain("Redirect-Dienst noch einem anderen Konto");
});

it("a model without a configuration has no instructions", () => {
  const refused = all.filter(({ model }) => model.unsupported !== undefined);
  expect(refused.length).toBeGreaterThan(30);
  for (const { vendor, name } of refused) expect(instructionsOf(vendor, name, "en"), name).toBeUndefined();
});

it("an unknown model gets those of its vendor's usual one, which say so", () => {
  for (const vendor of vendors) {
    const { notes = [] } = instructionsOf(vendor, vendor.defaultModel, "en", { isModelKnown: false }) ?? {};
    expect(notes[0]).toContain(`these are the instructions for the ${vendor.defaultModel}`);
  }
});
