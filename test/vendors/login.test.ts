import { describe, expect, test } from "vitest";
import { Password } from "../../src/provisioning/password.ts";
import { vendors } from "../../src/vendors/index.ts";
import { renderForTest, supportedModels, templateRules } from "./render-for-test.ts";

const LOGIN = { username: "0004137447d0", password: new Password("HttpLoginCanary42qqqq") };

for (const vendor of vendors) {
  describe(`${vendor.name}: what a file tells a phone to log in with`, () => {
    test("stands under its family's settings where they are known, and nowhere else", () => {
      for (const [name, model] of supportedModels(vendor)) {
        const { loginSettings } = vendor.families[model.family] ?? {};
        for (const rule of templateRules(vendor, model)) {
          const without = renderForTest(vendor, name, rule).toString("latin1");
          const text = renderForTest(vendor, name, rule, { login: LOGIN }).toString("latin1");
          for (const setting of loginSettings ?? []) expect(without, name).not.toContain(setting);
          if (loginSettings === undefined || !rule.carriesSecrets) {
            expect(text, name).toBe(without);
            continue;
          }
          const added = text.split("\n").filter((line) => !without.includes(line));
          expect(added.length, name).toBeGreaterThanOrEqual(2);
          for (const line of added) {
            const isName = line.includes(LOGIN.username);
            expect(isName || line.includes(LOGIN.password.reveal()), line).toBe(true);
            expect(
              loginSettings.some((setting) => line.includes(setting)),
              line,
            ).toBe(true);
          }
        }
      }
    });
  });
}
