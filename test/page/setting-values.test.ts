import { expect, test } from "vitest";
import { replayEdits } from "../../src/staff/page/setting-values.ts";

test("what was edited is done to what the settings are by now, and what somebody else changed stays", () => {
  const basis = { language: "de", country: "DE", srtp: "off" };
  const edited = { language: "fr", country: "DE", timeFormat: "12h" };
  const now = { language: "de", country: "AT", srtp: "off", ringTone: 3 };
  expect(replayEdits(basis, edited, now)).toEqual({ language: "fr", country: "AT", timeFormat: "12h", ringTone: 3 });
  expect(replayEdits(basis, edited, basis)).toEqual(edited);
  expect(replayEdits(basis, basis, now)).toEqual(now);
});
