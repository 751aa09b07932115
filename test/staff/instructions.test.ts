import { afterAll, describe, expect, test } from "vitest";
import { startDiagnoses } from "./diagnosis-fixture.ts";
import { PHONE } from "./start-phones.ts";
import { snomMac, yealinkMac } from "./start-staff.ts";

const { phones, admit, provision } = await startDiagnoses();
afterAll(() => phones.close());

describe("instructions", () => {
  test("are for the phone's model, with its last address in them", async () => {
    const mac = await provision(snomMac(), { model: "D785" });
    const { json, headers } = await phones.staff.get(`/phones/${mac}/instructions?language=de`);
    expect(headers["content-language"]).toBe("de");
    expect(json).toMatchObject({
      ...{ mac, vendor: "snom", model: "D785", isModelKnown: true, language: "de" },
      ...{
        url: "http://192.0.2.1:8080/{mac}.xml",
        page: `http://${PHONE}/advanced_update.htm`,
        field: "setting_server",
      },
    });
    expect(json.steps).toContain("Tragen Sie in setting_server ein: http://192.0.2.1:8080/{mac}.xml");
  });

  test("are those of the vendor's usual model while nobody said it", async () => {
    const mac = await admit(yealinkMac());
    const { json } = await phones.staff.get(`/phones/${mac}/instructions`);
    expect(json).toMatchObject({ model: "T46S", isModelKnown: false, language: "en" });
  });

  test("stand in the catalogue for every model with a configuration, and only for those", async () => {
    for (const id of ["snom", "yealink", "gigaset"]) {
      const { json } = await phones.staff.get(`/vendors/${id}/models`, { headers: { "accept-language": "fr" } });
      for (const { name, isSupported, instructions, settingsUrl } of json.items) {
        const found = instructions as { url: string; steps: string[] } | null;
        expect([name, found !== null]).toEqual([name, isSupported]);
        if (found !== null)
          expect([found.url, found.steps[0]]).toEqual([settingsUrl, expect.stringMatching(/^Ouvrez/)]);
      }
    }
  });
});
