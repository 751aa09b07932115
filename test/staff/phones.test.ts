import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addMainPbx, snomMac, startStaff, strangeMac, type TestStaff, yealinkMac } from "./start-staff.ts";

let staff: TestStaff;
beforeAll(async () => {
  staff = await startStaff();
  await addMainPbx(staff);
});
afterAll(() => staff.close());

function admit(fields: Record<string, unknown>) {
  return staff.post("/phones", { pbx: "main", ...fields });
}

describe("admitting a phone", () => {
  test("guesses the vendor by the prefix, takes it when given, and refuses the same MAC in another notation", async () => {
    expect(await admit({ mac: "0004137447D0" })).toMatchObject({
      status: 201,
      json: { mac: "0004137447D0", vendor: "snom", manufacturer: "Snom", identity: { vendor: "prefix", model: null } },
      headers: { location: "/api/v1/phones/0004137447D0", etag: expect.stringMatching(/^"[^"]+"$/) },
    });
    expect(await admit({ mac: "80-5e-c0-17-de-13" })).toMatchObject({
      status: 201,
      json: { mac: "805EC017DE13", vendor: "yealink" },
    });
    expect(await admit({ mac: "7C2E802076BC", vendor: "Gigaset" })).toMatchObject({
      status: 201,
      json: { vendor: "gigaset", identity: { vendor: "operator" } },
    });
    for (const mac of ["00:04:13:74:47:d0", "0004.1374.47d0", "00-04-13-74-47-D0", "0004137447d0"]) {
      expect(await admit({ mac })).toMatchObject({
        status: 409,
        json: { code: "mac-in-use", errors: [{ pointer: "/mac", detail: expect.stringContaining("the PBX main") }] },
      });
    }
  });

  test("points at /mac for whatever is no MAC of a phone", async () => {
    const bad = [
      "805EC00418F",
      "",
      "0004137447D0A",
      "01005E000001",
      "FFFFFFFFFFFF",
      "000000000000",
      "00:04-13:74:47:d0",
      "x".repeat(10_000),
      4137447,
      null,
      {},
    ];
    for (const mac of bad) {
      expect(await admit({ mac }), JSON.stringify(mac)).toMatchObject({
        status: 422,
        json: { code: "invalid-mac", type: "/problems/invalid-mac", errors: [{ pointer: "/mac" }] },
      });
    }
    expect(await admit({})).toMatchObject({
      status: 422,
      json: { code: "invalid-mac", errors: [{ pointer: "/mac", detail: "is needed" }] },
    });
  });

  test("names a bad MAC beside everything else that is wrong", async () => {
    const refused = await admit({ mac: "805EC00418F", colour: "red" });
    expect(refused).toMatchObject({ status: 422, json: { code: "invalid-mac" } });
    expect(refused.json.errors).toMatchObject([
      { pointer: "/colour" },
      {
        pointer: "/mac",
        detail: expect.stringContaining(
          '12 hex digits, plain or separated by : - . or blanks; no group, broadcast or all-zero address, but is "805EC00418F"',
        ),
      },
    ]);
  });

  test("asks for the vendor where the prefix decides nothing", async () => {
    expect(await admit({ mac: strangeMac() })).toMatchObject({
      status: 422,
      json: { code: "vendor-unknown", errors: [{ pointer: "/vendor", detail: expect.stringContaining("snom") }] },
    });
  });

  test("finds a model by name or alias in any case, and lets a model of one vendor only decide the vendor", async () => {
    expect((await admit({ mac: snomMac(), model: "d785" })).json).toMatchObject({
      model: "D785",
      identity: { model: "operator" },
    });
    expect((await admit({ mac: strangeMac(), model: "t46s" })).json).toMatchObject({
      vendor: "yealink",
      model: "T46S",
    });
    expect((await admit({ mac: strangeMac(), vendor: "yealink", model: "SIP-T46S" })).json).toMatchObject({
      model: "T46S",
    });
    expect((await admit({ mac: snomMac(), model: "P850W" })).json).toMatchObject({ vendor: "gigaset", model: "P850W" });
  });

  test("says which vendors and models there are where one is unknown, and why one is not supported", async () => {
    const unknownVendor = await admit({ mac: snomMac(), vendor: "acme" });
    expect(unknownVendor.json).toMatchObject({ code: "model-not-supported", errors: [{ pointer: "/vendor" }] });
    expect(unknownVendor.json.detail).toContain("snom, yealink, gigaset");
    const unknownModel = await admit({ mac: snomMac(), model: "D9999" });
    expect(unknownModel).toMatchObject({
      status: 422,
      json: { code: "model-not-supported", errors: [{ pointer: "/model" }] },
    });
    expect(unknownModel.json.detail).toContain("D785");
    const undescribed = await admit({ mac: snomMac(), model: "D895" });
    expect(undescribed).toMatchObject({
      status: 422,
      json: { code: "model-not-supported", errors: [{ pointer: "/model" }] },
    });
    expect(await admit({ mac: strangeMac(), model: "D9999" })).toMatchObject({ json: { code: "model-not-supported" } });
    for (const model of ["toString", "__proto__", "constructor"]) {
      expect(await admit({ mac: snomMac(), model })).toMatchObject({ json: { code: "model-not-supported" } });
    }
  });

  test("wants a PBX that exists", async () => {
    for (const pbx of ["none", "Main", "\u0000", ""]) {
      expect(await admit({ mac: snomMac(), pbx })).toMatchObject({
        status: 422,
        json: { code: "unknown-pbx", errors: [{ pointer: "/pbx" }] },
      });
    }
  });

  test("stores a MAC-ID in upper case, and refuses a malformed one", async () => {
    const mac = strangeMac();
    expect((await admit({ mac, vendor: "gigaset", macId: "a1b2" })).json).toMatchObject({ macId: "A1B2" });
    for (const macId of ["abc", "abcde", "ab-d", "äbcd", 1234]) {
      expect(await admit({ mac: strangeMac(), vendor: "gigaset", macId })).toMatchObject({
        status: 422,
        json: { code: "mac-id-wrong", errors: [{ pointer: "/macId" }] },
      });
    }
  });

  test("refuses unknown fields, at every depth, and names all that are wrong at once", async () => {
    const refused = await admit({
      mac: snomMac(),
      colour: "red",
      lines: [{ account: "201", ring: 1 }],
      settings: { langage: "de" },
      passwords: { sip: "canary-password" },
    });
    expect(refused).toMatchObject({ status: 422, json: { code: "invalid-body" } });
    expect(refused.json.errors.map(({ pointer }) => pointer).sort()).toEqual([
      "/colour",
      "/lines/0/ring",
      "/passwords/sip",
      "/settings/langage",
    ]);
    expect(refused.text).not.toContain("canary");
  });
});

describe("lines and keys", () => {
  test("makes an account on the way when the line carries a display name", async () => {
    const mac = snomMac();
    const made = await admit({
      mac,
      lines: [{ account: "201" }, { account: "555", displayName: "Reception", label: "R" }],
    });
    expect(made.json.lines).toEqual([
      { account: "201", displayName: "Desk 201", label: "Desk 201" },
      { account: "555", displayName: "Reception", label: "R" },
    ]);
    expect((await staff.get("/pbxs/main/accounts/555")).json).toMatchObject({
      displayName: "Reception",
      authName: "555",
    });
    expect((await staff.get(`/phones/${mac}/events`)).json.items.map(({ name }) => name)).toEqual([
      "phone-admitted",
      "account-created",
    ]);
    expect((await staff.get(`/phones/${mac}/passwords`)).json.items).toMatchObject([
      { kind: "sip", account: "201", state: "armed", armedUntil: null },
      { kind: "sip", account: "555", state: "armed" },
      { kind: "menu", account: null, state: "armed" },
      { kind: "web", account: null, state: "armed" },
    ]);
  });

  test("refuses a line whose account does not exist, and makes nothing", async () => {
    const mac = snomMac();
    const lines = [{ account: "made-too-early", displayName: "x" }, { account: "nobody" }];
    expect(await admit({ mac, lines })).toMatchObject({
      status: 422,
      json: { code: "unknown-account", errors: [{ pointer: "/lines/1/account" }] },
    });
    expect((await staff.get(`/phones/${mac}`)).status).toBe(404);
    expect((await staff.get("/pbxs/main/accounts/made-too-early")).status).toBe(404);
  });

  test("refuses more lines than the model has, the default model's where none is known", async () => {
    const lines = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ account: `many-${index}`, displayName: "x" }));
    expect(await admit({ mac: yealinkMac(), model: "T31P", lines: lines(3) })).toMatchObject({
      status: 422,
      json: {
        code: "too-many-lines",
        errors: [{ pointer: "/lines", detail: expect.stringContaining("2 lines, not 3") }],
      },
    });
    expect(await admit({ mac: snomMac(), lines: lines(13) })).toMatchObject({ json: { code: "too-many-lines" } });
    expect(await admit({ mac: snomMac(), lines: lines(12) })).toMatchObject({ status: 201 });
  });

  test("refuses the same account twice", async () => {
    expect(await admit({ mac: snomMac(), lines: [{ account: "201" }, { account: "201" }] })).toMatchObject({
      status: 422,
      json: { code: "invalid-body", errors: [{ pointer: "/lines/1/account" }] },
    });
  });

  test("refuses more keys than there are, keys that the phone cannot do, and line keys without a line", async () => {
    const speedDial = { type: "speed-dial", value: "0301234" };
    const keys = [{ type: "line" }, { type: "blf", value: "202", label: "Ben" }, { type: "none" }, speedDial];
    const mac = snomMac();
    expect((await admit({ mac, lines: [{ account: "201" }], keys })).json).toMatchObject({ keys });
    expect(await admit({ mac: yealinkMac(), model: "T31P", keys: [speedDial, speedDial, speedDial] })).toMatchObject({
      status: 422,
      json: { code: "model-not-supported", errors: [{ pointer: "/keys/2" }] },
    });
    expect(
      await admit({ mac: strangeMac(), vendor: "gigaset", model: "N670 IP PRO", keys: [speedDial] }),
    ).toMatchObject({
      json: { code: "model-not-supported", errors: [{ pointer: "/keys/0" }] },
    });
    expect(await admit({ mac: snomMac(), keys: [{ type: "speed-dial" }] })).toMatchObject({
      json: { code: "invalid-body", errors: [{ pointer: "/keys/0/value", detail: expect.stringContaining("needed") }] },
    });
    expect(await admit({ mac: snomMac(), keys: [{ type: "dnd", value: "1" }] })).toMatchObject({
      json: { code: "invalid-body", errors: [{ pointer: "/keys/0/value" }] },
    });
    expect(
      await admit({ mac: snomMac(), keys: [{ ...speedDial, line: 2 }], lines: [{ account: "201" }] }),
    ).toMatchObject({
      json: { code: "invalid-body", errors: [{ pointer: "/keys/0/line" }] },
    });
    for (const value of ["2", "0", "x", undefined]) {
      const lines = value === undefined ? [] : [{ account: "201" }];
      expect(
        await admit({ mac: snomMac(), lines, keys: [{ type: "line", ...(value === undefined ? {} : { value }) }] }),
      ).toMatchObject({
        status: 422,
        json: { code: "invalid-body", errors: [{ pointer: "/keys/0/value" }] },
      });
    }
  });
});
