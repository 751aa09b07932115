import { describe, expect } from "vitest";
import { parseProviderFrame } from "../../src/simulation/gigaset-provider-frame.ts";
import { createSimulatedPhone } from "../../src/simulation/simulated-phone.ts";
import { mac, test } from "./file-server-fixture.ts";

const MAC = mac("7C2F80AABBCC");
const entry = (tag: number, text: string): Buffer =>
  Buffer.from([tag, text.length + 3, 3, text.length + 1, ...Buffer.from(text), 0]);
const item = (id: string, value: string): string => `<SYMB_ITEM ID="${id}" class="symb_item" value=${value}/>`;
const text = (id: string, value: string): string => item(id, `'"${value}"'`);
const frame = (inside: string, macAddress = "7C2F80AABBCC"): Buffer =>
  Buffer.from(
    `<?xml version="1.0" encoding="ISO-8859-1"?>\n<ProviderFrame><Provider>\n<MAC_ADDRESS value="${macAddress}"/>` +
      `<PROFILE_NAME class="string" value="N510"/>\n${inside}</Provider></ProviderFrame>`,
    "latin1",
  );
const ACCOUNT =
  item("BS_IP_Data1.ucB_SIP_ACCOUNT_IS_ACTIVE_1", '"0x1"') +
  text("BS_IP_Data1.aucS_SIP_USER_ID", "201") +
  text("BS_IP_Data1.aucS_SIP_DISPLAYNAME", "Jürgen") +
  text("BS_IP_Data1.aucS_SIP_PASSWORD", "SIP");
const CHAIN = {
  "/42/2/master.bin": Buffer.concat([entry(3, "../../sifs/sifsroot.bin"), entry(5, "sht/")]),
  "/42/2/../../sifs/sifsroot.bin": entry(4, "../../sifs/siu_123.bin"),
};

describe("a simulated Gigaset N510", () => {
  test("walks the index files to the address that they name, dot segments and all", async ({ server }) => {
    Object.assign(server.files, CHAIN, {
      "/42/2/../../sifs/siu_123.bin": entry(0, "http://%DURL/%DVID/x-%MACD.xml"),
      "/42/2/x-7C2F80AABBCC.xml": frame(ACCOUNT),
    });
    const phone = createSimulatedPhone({ vendor: "gigaset", model: "N510", mac: MAC, base: server.base });
    await phone.boot();
    expect(server.takePaths()).toEqual([
      "/42/2/master.bin",
      "/42/2/../../sifs/sifsroot.bin",
      "/42/2/../../sifs/siu_123.bin",
      "/42/2/x-7C2F80AABBCC.xml",
    ]);
    expect(phone.holds().accounts).toEqual([
      { line: 1, user: "201", authUser: null, displayName: "Jürgen", server: null, password: "SIP" },
    ]);
  });

  test("stops where an index file is not there or is none", async ({ server }) => {
    const phone = createSimulatedPhone({ vendor: "gigaset", model: "N510", mac: MAC, base: server.base });
    Object.assign(server.files, CHAIN);
    await phone.boot();
    expect(server.takePaths()).toHaveLength(3);
    server.files["/42/2/master.bin"] = Buffer.from("<html>");
    const { requests } = await phone.boot();
    expect(requests.map(({ outcome }) => outcome)).toEqual(["malformed"]);
  });

  test("keeps what is absent, and applies nothing of another device's file or of the version that it has", async ({
    server,
  }) => {
    Object.assign(server.files, CHAIN, { "/42/2/../../sifs/siu_123.bin": entry(0, "http://%DURL/%MACD.xml") });
    const phone = createSimulatedPhone({ vendor: "gigaset", model: "N510", mac: MAC, base: server.base });
    const boot = async (file: Buffer) => {
      server.files["/7C2F80AABBCC.xml"] = file;
      return (await phone.boot()).requests.at(-1)?.outcome;
    };
    expect(await boot(frame(`<VERSION value="1"/>${ACCOUNT}${item("BS_CUSTOM.aucKdsPin[0]", '"0x12,0x34"')}`))).toBe(
      "applied",
    );
    expect(phone.holds()).toMatchObject({ menuPassword: "1234", webPassword: "1234" });
    const renamed = text("BS_IP_Data1.aucS_SIP_USER_ID", "202");
    expect(await boot(frame(`<VERSION value="1"/>${renamed}`))).toBe("unchanged");
    expect(await boot(frame(renamed, "7C2F80AABBCD"))).toBe("malformed");
    expect(phone.holds().accounts).toMatchObject([{ user: "201", password: "SIP" }]);
    expect(await boot(frame(`<VERSION value="2"/>${renamed}`))).toBe("applied");
    expect(await boot(frame(renamed))).toBe("applied");
    expect(phone.holds().accounts).toMatchObject([{ user: "202", password: "SIP" }]);
    expect(await boot(frame(item("BS_IP_Data1.ucB_SIP_ACCOUNT_IS_ACTIVE_1", '"0x0"')))).toBe("applied");
    expect(phone.holds().accounts).toEqual([]);
  });
});

describe("a ProviderFrame file", () => {
  test.each([
    ["UTF-8", Buffer.from(frame(text("BS_A.aucB", "Jürgen–")).toString("latin1"), "utf8")],
    ["another encoding in its declaration", Buffer.from(frame("").toString("latin1").replace("ISO-8859-1", "UTF-8"))],
    [
      "no declaration",
      Buffer.from(
        frame("")
          .toString("latin1")
          .replace(/<\?.*\?>/, ""),
      ),
    ],
    ["an entity", frame(text("BS_A.aucB", "a &amp; b"))],
    ["a raw &", frame(text("BS_A.aucB", "a & b"))],
    ["a quote in a text", frame(item("BS_A.aucB", `'"a"b"'`))],
    ["text without its inner quotes", frame(item("BS_A.aucB", '"text"'))],
    ["an empty number", frame(item("BS_A.ucB", '""'))],
    ["a byte that is too long", frame(item("BS_A.ucB", '"0x123,0x1"'))],
    ["a strange name", frame(item("BS A.ucB", '"1"'))],
    ["an unknown attribute", frame('<SYMB_ITEM ID="BS_A.b" class="symb_item" value="1" idx="1"/>')],
    ["an element inside an item", frame('<SYMB_ITEM ID="BS_A.b" class="symb_item" value="1"><a/></SYMB_ITEM>')],
    ["a MAC in lower case", frame("", "7c2f80aabbcc")],
    ["two versions", frame('<VERSION value="1"/><VERSION value="2"/>')],
    ["a version that is no number", frame('<VERSION value="1.2"/>')],
    ["stray text", frame("x")],
  ])("is refused with %s, and the place is named", (_what, bytes) => {
    expect(() => parseProviderFrame(bytes)).toThrow(/^line \d+, column \d+: /);
  });

  test("gives back texts, numbers and bytes", () => {
    const inside = text("BS_A.aucB[0]", "Zoë >") + item("BS_A.ucC", '"0x13c4"') + item("BS_A.ucD[%]", '"0x05,0xff"');
    expect(parseProviderFrame(frame(`${inside}<S_X class="string" value='"a/b"'/>`)).items).toMatchObject([
      { name: "BS_A.aucB[0]", kind: "text", value: "Zoë >" },
      { name: "BS_A.ucC", kind: "number", value: "0x13c4" },
      { name: "BS_A.ucD[%]", kind: "bytes", value: "0x05,0xff" },
      { name: "S_X", kind: "tag", value: "a/b" },
    ]);
  });
});
