import { describe, expect } from "vitest";
import { runAt, test } from "./fixture.ts";

const MAC = "0004137447D0";
const EVENT = {
  ...{ kind: "event", at: "2030-01-01T00:00:00.000Z", eventId: 7, event: "pnp-off-link" },
  ...{ address: "192.0.2.77", door: "pnp", detail: { firmware: "\u001b[2J<b>", model: null } },
};
const REASON = {
  code: "other-network",
  severity: "error",
  title: "In another network",
  why: "Because.",
  fix: "Move it.",
};
const DIAGNOSIS = { mac: MAC, reasons: [{ ...REASON, evidence: [EVENT] }] };
const INSTRUCTIONS = {
  ...{ mac: MAC, vendor: "snom", model: "D785", url: "http://192.0.2.1/{mac}.xml", reset: "Not confirmed." },
  steps: ["Open it", "Type it"],
  search: { isConfirmed: true, text: "In this order:", steps: [{ step: "pnp", text: "SIP PnP" }] },
  switches: [{ setting: "pnp_config", value: "on", text: "Must be so." }],
  notes: ["A note"],
};

describe("offhook phone diagnose", () => {
  test("prints each reason with what to do and its evidence, plain on a terminal", async ({ staff }) => {
    const server = await staff({ [`GET /phones/${MAC}/diagnosis`]: { json: DIAGNOSIS } });
    const { code, out } = await runAt(server, ["phone", "diagnose", MAC]);
    expect(code).toBe(0);
    expect(out).toBe(
      [
        "[error] In another network",
        "  Because.",
        "  -> Move it.",
        "  * 2030-01-01T00:00:00.000Z pnp-off-link #7 192.0.2.77 pnp firmware=\ufffd[2J<b> model=-",
        "",
      ].join("\n"),
    );
    expect(server.calls[0]?.query).toEqual({});
  });

  test("asks for a language, one of three, and prints JSON as it came", async ({ staff }) => {
    const server = await staff({ [`GET /phones/${MAC}/diagnosis`]: { json: DIAGNOSIS } });
    const { out } = await runAt(server, ["phone", "diagnose", MAC, "--language", "de", "--json"]);
    expect(JSON.parse(out)).toEqual(DIAGNOSIS);
    expect(server.calls[0]?.query).toEqual({ language: "de" });
    expect((await runAt(server, ["phone", "diagnose", MAC, "--language", "es"])).code).toBe(2);
  });
});

describe("offhook phone instructions", () => {
  test("prints what to do, where the phone searches, and what must be set", async ({ staff }) => {
    const server = await staff({ [`GET /phones/${MAC}/instructions`]: { json: INSTRUCTIONS } });
    const { code, out } = await runAt(server, ["phone", "instructions", MAC, "--language", "fr"]);
    expect(code).toBe(0);
    expect(out.split("\n")).toEqual([
      ...["snom D785", "1. Open it", "2. Type it", "", "Not confirmed.", "", "In this order:", "1. SIP PnP", ""],
      ...["pnp_config = on: Must be so.", "", "- A note", ""],
    ]);
    expect(server.calls[0]?.query).toEqual({ language: "fr" });
  });
});

describe("offhook phone status", () => {
  test("prints the light, five stages with their evidence, and each account", async ({ staff }) => {
    const at = "2030-01-01T00:00:00.000Z";
    const status = {
      ...{ mac: MAC, language: "en", light: { colour: "red", code: "gone", why: "Not registered with 20." } },
      stages: [
        { stage: "admitted", state: "done", at, evidence: { pbx: "main" } },
        { stage: "found", state: "unknown", at: null, evidence: {}, code: "way-unknown", why: "It came here." },
        {
          stage: "registered",
          state: "problem",
          at,
          evidence: { userAgent: "snom\u001b[2J", address: null },
          why: "Gone.",
        },
      ],
      accounts: [
        { account: "20", state: "gone", userAgent: "snom", address: "192.0.2.7", expiresAt: at, seenAt: null },
      ],
    };
    const server = await staff({ [`GET /phones/${MAC}/status`]: { json: status } });
    const { code, out } = await runAt(server, ["phone", "status", MAC]);
    expect(code).toBe(0);
    expect(out.split("\n")).toEqual([
      "red: Not registered with 20.",
      `admitted    done     ${at}  pbx=main`,
      "found       unknown  -                         It came here.",
      `registered  problem  ${at}  userAgent=snom\ufffd[2J | Gone.`,
      `  20: gone, snom, 192.0.2.7, until ${at}`,
      "",
    ]);
    expect(JSON.parse((await runAt(server, ["phone", "status", MAC, "--json", "--language", "fr"])).out)).toEqual(
      status,
    );
    expect(server.calls[1]?.query).toEqual({ language: "fr" });
  });

  test("asks by SIP where the phone was last", async ({ staff }) => {
    const answer = { at: "2030-01-01T00:00:00.000Z", address: "192.0.2.7", answers: true, agent: "snomD785" };
    const server = await staff({ [`POST /phones/${MAC}/sip-probe`]: { json: answer } });
    expect((await runAt(server, ["phone", "sip-probe", MAC])).out).toContain("answers  yes");
  });
});
