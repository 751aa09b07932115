import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import type { AdmittedPhone } from "../../src/provisioning/allow-list.ts";
import type { Mac } from "../../src/provisioning/mac.ts";
import { userAgentFilter } from "../../src/provisioning/user-agent-filter.ts";
import { vendors } from "../../src/vendors/index.ts";
import { gigasetUserAgents } from "../vendors/user-agents/gigaset.ts";
import { snomUserAgents } from "../vendors/user-agents/snom.ts";
import { yealinkUserAgents } from "../vendors/user-agents/yealink.ts";

function phone(vendorId: string, model: string | null): AdmittedPhone {
  return { mac: "000413741001" as Mac, vendorId, model, pbxId: "main", address: null, seenAt: null, accounts: ["101"] };
}

const SAMPLES = { snom: snomUserAgents, yealink: yealinkUserAgents, gigaset: gigasetUserAgents };
test.each(Object.keys(SAMPLES) as (keyof typeof SAMPLES)[])(
  "every known User-Agent of %s passes the filter of its model",
  (vendorId) => {
    const models = vendors.find(({ id }) => id === vendorId)?.models ?? {};
    const known = SAMPLES[vendorId].flatMap(({ header, says }) => {
      const model = says?.model;
      return model !== undefined && models[model] !== undefined ? [{ header, model }] : [];
    });
    expect(known.length).toBeGreaterThan(5);
    for (const { header, model } of known) {
      const filter = userAgentFilter([phone(vendorId, model)], vendors) ?? "(none)";
      expect(new RegExp(filter.replace("(?i)", ""), "i").test(header), `${header} ${filter}`).toBe(true);
    }
  },
);

test("is PCRE, and keeps others out", () => {
  const filter = userAgentFilter([phone("snom", "D785"), phone("gigaset", "N870 IP PRO")], vendors) ?? "";
  const agents = ["snomD785/10.1.184.15", "N870-IP-PRO/83.V2.11.0", "friendly-scanner", "Yealink SIP-T46S 66.86.0.15"];
  const passed = execFileSync("grep", ["-P", "--", filter], { input: `${agents.join("\n")}\n`, encoding: "utf8" });
  expect(passed.trim().split("\n")).toEqual(agents.slice(0, 2));
});

test("every model's filter is a pattern that PCRE takes", () => {
  const filters = vendors.flatMap(({ id, models }) =>
    Object.keys(models).map((model) => userAgentFilter([phone(id, model)], vendors) ?? ""),
  );
  // One after the other would be hundreds of processes.
  const all = filters.map((filter) => `(?:${filter})`).join("|");
  expect(execFileSync("grep", ["-cP", "--", all], { input: "snomD785/10.1\n", encoding: "utf8" }).trim()).toBe("1");
});

test("is none where one of the phones is not known", () => {
  expect(userAgentFilter([phone("snom", "D785"), phone("snom", null)], vendors)).toBeUndefined();
  expect(userAgentFilter([], vendors)).toBeUndefined();
});
