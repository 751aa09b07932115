import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readSubOptions, readText, writeSipServers } from "../../../src/protocols/dhcp/option-values.ts";
import { OPTION, writeOption } from "../../../src/protocols/dhcp/options.ts";
import { type DhcpPacket, decodePacket, encodePacket, messageLimit } from "../../../src/protocols/dhcp/packets.ts";
import { discoverOfSnom, HEADER_OF_SNOM } from "./sample-packets.ts";

const ROOMY = 1472;

function hex(text: string): Buffer {
  return Buffer.from(text.replaceAll(" ", ""), "hex");
}

function packetWith(options: Iterable<[number, Buffer]>): DhcpPacket {
  const packet = decodePacket(discoverOfSnom());
  if (packet === undefined) throw new Error("the sample cannot be read");
  return { ...packet, options: new Map(options) };
}

/** A packet with these bytes as options, and in the fields `file` and `sname`. */
function rawPacket(options: string, fields: { file?: string; sname?: string } = {}): Buffer {
  const bytes = Buffer.concat([Buffer.alloc(236), hex("63825363"), hex(options)]);
  hex(HEADER_OF_SNOM).copy(bytes);
  hex(fields.file ?? "").copy(bytes, 108);
  hex(fields.sname ?? "").copy(bytes, 44);
  return bytes;
}

describe("DHCP packets", () => {
  test("a Snom's DISCOVER is read (discovery.md §2.1)", () => {
    const packet = decodePacket(discoverOfSnom());
    expect(packet).toMatchObject({ op: 1, htype: 1, hlen: 6, xid: 0x123456, flags: 0, giaddr: 0 });
    expect(packet?.chaddr.toString("hex", 0, 6)).toBe("000413aabbcc");
    expect(readText(packet?.options.get(OPTION.vendorClass))).toBe("snomD735");
    expect([...(packet?.options.get(OPTION.requestList) ?? [])]).toEqual([
      1, 3, 4, 6, 12, 15, 42, 43, 51, 66, 67, 120, 125, 132, 133,
    ]);
  });

  test.each([
    ["a value that came in two pieces is one (RFC 3396)", rawPacket("0c 01 61 35 01 01 0c 02 62 63 ff"), 12, "616263"],
    ["pads have no length", rawPacket("00 00 0c 01 61 00 ff"), 12, "61"],
    ["what follows the end is not read", rawPacket("ff 0c 01 61"), 12, undefined],
    ["options without an end are read", rawPacket("0c 01 61"), 12, "61"],
    ["an empty value is one", rawPacket("0c 00 ff"), 12, ""],
    ["overload 1 reads the field file", rawPacket("34 01 01 ff", { file: "0c 01 61 ff" }), 12, "61"],
    ["overload 2 reads the field sname", rawPacket("34 01 02 ff", { sname: "0c 01 61 ff" }), 12, "61"],
    [
      "overload 3 reads file before sname",
      rawPacket("0c 01 61 34 01 03 ff", { file: "0c 01 62 ff", sname: "0c 01 63 ff" }),
      12,
      "616263",
    ],
    ["without overload the fields are text", rawPacket("0c 01 61 ff", { file: "0c 01 62 ff" }), 12, "61"],
  ])("%s", (_, bytes, code, value) => {
    expect(decodePacket(bytes)?.options.get(code)?.toString("hex")).toBe(value);
  });

  test.each([
    ["too short", Buffer.alloc(239)],
    ["without the cookie", Buffer.alloc(300)],
    ["a length past the end", rawPacket("0c 05 61")],
    ["a code without a length", rawPacket("0c")],
    ["a length past the end of an overloaded field", rawPacket("34 01 02 ff", { sname: `0c 40 ${"61".repeat(62)}` })],
  ])("what is no packet is refused: %s", (_, bytes) => {
    expect(decodePacket(bytes)).toBeUndefined();
  });

  test("answers are padded to 300 bytes, and option 82 is the last (RFC 3046)", () => {
    const bytes = encodePacket(
      packetWith([
        [82, hex("0104aabbccdd")],
        [53, hex("02")],
        [54, hex("c000020a")],
      ]),
      ROOMY,
    );
    expect(bytes).toHaveLength(300);
    expect(bytes.subarray(240, 258).toString("hex")).toBe("3501023604c000020a52060104aabbccddff");
  });

  test("a value of more than 255 bytes goes out in pieces", () => {
    const value = Buffer.alloc(600, "x");
    expect(writeOption(43, value)).toHaveLength(606);
    expect(decodePacket(encodePacket(packetWith([[43, value]]), ROOMY))?.options.get(43)).toEqual(value);
  });

  test("what has no room moves into the header fields, then the last ones are left out", () => {
    const options: [number, Buffer][] = [
      [53, hex("02")],
      ...[200, 201, 202, 203, 204].map((code): [number, Buffer] => [code, Buffer.alloc(code === 203 ? 55 : 120, code)]),
    ];
    const bytes = encodePacket(packetWith([...options, [82, hex("0101aa")]]), 548);
    expect(bytes.length).toBeLessThanOrEqual(548);
    const read = decodePacket(bytes);
    expect(read?.options.get(OPTION.overload)?.[0]).toBe(3);
    expect([...(read?.options.keys() ?? [])].filter((code) => code !== OPTION.overload).sort()).toEqual([
      200, 201, 202, 203, 53, 82,
    ]);
    expect(read?.options.get(203)).toEqual(Buffer.alloc(55, 203));
  });

  test.each([
    [undefined, 548],
    [1500, 1472],
    [9000, 1472],
    [100, 548],
  ])("a client that says %s takes %s bytes", (said, limit) => {
    const bytes = Buffer.alloc(2);
    bytes.writeUInt16BE(said ?? 0);
    expect(messageLimit(packetWith(said === undefined ? [] : [[OPTION.maxSize, bytes]]))).toBe(limit);
  });

  test("sub-options tolerate the end that dnsmasq writes", () => {
    expect(readSubOptions(hex("42 03 61 62 63 ff"))?.get(66)?.toString()).toBe("abc");
    expect(readSubOptions(hex("42 09 61"))).toBeUndefined();
  });

  test("SIP servers are addresses or names in DNS' form (RFC 3361)", () => {
    expect(writeSipServers({ addresses: [0xc0000214] }).toString("hex")).toBe("01c0000214");
    expect(writeSipServers({ names: ["pbx.example"] }).toString("latin1")).toBe("\0\x03pbx\x07example\0");
  });

  test("what is written is read again", () => {
    const number = (bits: number) => fc.integer({ min: 0, max: 2 ** bits - 1 });
    const header = fc.record({
      op: number(8),
      htype: number(8),
      hlen: number(8),
      hops: number(8),
      xid: number(32),
      secs: number(16),
      flags: number(16),
      ciaddr: number(32),
      yiaddr: number(32),
      siaddr: number(32),
      giaddr: number(32),
      chaddr: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes)),
    });
    const code = fc.integer({ min: 1, max: 254 }).filter((value) => value !== OPTION.overload);
    const options = fc.uniqueArray(fc.tuple(code, fc.uint8Array({ maxLength: 300 })), {
      selector: ([key]) => key,
      maxLength: 4,
    });
    fc.assert(
      fc.property(header, options, (fields, values) => {
        const packet = { ...fields, options: new Map(values.map(([key, bytes]) => [key, Buffer.from(bytes)])) };
        const read = decodePacket(encodePacket(packet, ROOMY));
        expect({ ...read, options: [...(read?.options ?? [])].sort(byCode) }).toEqual({
          ...fields,
          options: [...packet.options].sort(byCode),
        });
      }),
    );
  });

  test("no bytes make the decoder fail", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.boolean(), (bytes, hasCookie) => {
        const packet = Buffer.from(bytes);
        if (hasCookie && packet.length >= 240) packet.writeUInt32BE(0x63825363, 236);
        const read = decodePacket(packet);
        if (read !== undefined) expect(encodePacket(read, ROOMY).length).toBeLessThanOrEqual(ROOMY);
      }),
      { numRuns: 2000 },
    );
  });
});

function byCode([a]: [number, Buffer], [b]: [number, Buffer]): number {
  return a - b;
}
