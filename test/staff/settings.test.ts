import { afterAll, beforeAll, expect, test } from "vitest";
import { startStaff, type TestStaff } from "./start-staff.ts";

let staff: TestStaff;
beforeAll(async () => {
  staff = await startStaff();
});
afterAll(() => staff.close());

test("an admin reads the daemon's settings and where each comes from, but no secret", async () => {
  const { json, text } = await staff.get("/settings");
  const find = (wanted: string) => json.items.find(({ name }) => name === wanted);
  expect(find("http")).toMatchObject({ group: "doors", key: "http", value: "off", origin: "file" });
  expect(find("adminKey")).toMatchObject({ key: null, value: "********", origin: "environment", isSecret: true });
  expect(find("tftp")).toMatchObject({ value: "0.0.0.0:6969", origin: "default", variable: "OFFHOOK_TFTP" });
  expect(text).not.toContain("xxxx");
});
