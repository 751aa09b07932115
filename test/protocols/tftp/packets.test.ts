import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decodePacket,
  encodeAck,
  encodeError,
  encodeOack,
  encodeRequest,
  type Packet,
  readAckBlock,
  type TransferOption,
  writeData,
} from "../../../src/protocols/tftp/packets.ts";

function encode(packet: Packet): Buffer {
  switch (packet.type) {
    case "data": {
      const bytes = Buffer.alloc(4 + packet.payload.length);
      expect(writeData(bytes, packet.block, packet.payload, 0, packet.payload.length)).toBe(bytes.length);
      return bytes;
    }
    case "ack":
      return encodeAck(packet.block);
    case "error":
      return encodeError(packet.code, packet.text);
    case "oack":
      return encodeOack(packet.options);
    default:
      return encodeRequest(packet);
  }
}

/** The examples of RFC 1350, 2347 and 7440, byte by byte. */
const table: [name: string, hex: string, packet: Packet][] = [
  ["RRQ", "0001 61 00 6f63746574 00", { type: "read-request", fileName: "a", mode: "octet", options: [] }],
  ["WRQ", "0002 61 00 6e65746173636969 00", { type: "write-request", fileName: "a", mode: "netascii", options: [] }],
  [
    "RRQ with options",
    "0001 622e636667 00 6f63746574 00 626c6b73697a65 00 31343238 00 7473697a65 00 30 00",
    {
      type: "read-request",
      fileName: "b.cfg",
      mode: "octet",
      options: [
        ["blksize", "1428"],
        ["tsize", "0"],
      ],
    },
  ],
  ["DATA", "0003 0001 010203", { type: "data", block: 1, payload: Buffer.from([1, 2, 3]) }],
  ["empty DATA", "0003 ffff", { type: "data", block: 65535, payload: Buffer.alloc(0) }],
  ["ACK", "0004 8001", { type: "ack", block: 0x8001 }],
  ["ERROR", "0005 0001 4e6f 00", { type: "error", code: 1, text: "No" }],
  ["OACK", "0006 77696e646f7773697a65 00 3136 00", { type: "oack", options: [["windowsize", "16"]] }],
];

describe("packets", () => {
  it.each(table)("%s stands for the same bytes in both directions", (_name, hex, packet) => {
    const bytes = Buffer.from(hex.replaceAll(" ", ""), "hex");
    expect(decodePacket(bytes)).toEqual(packet);
    expect(encode(packet).toString("hex")).toBe(bytes.toString("hex"));
  });

  it.each([
    ["nothing", ""],
    ["one byte", "00"],
    ["opcode 0", "0000 6100"],
    ["opcode 7", "0007 6100"],
    ["an opcode whose first byte is not 0", "0104 0001"],
    ["a request without a NUL", "0001 61"],
    ["a request without a mode", "0001 6100"],
    ["a mode without its NUL", "0001 6100 6f63746574"],
    ["an unknown mode", "0001 6100 6f637400"],
    ["an ACK cut short", "0004 00"],
    ["DATA cut short", "0003 00"],
    ["ERROR cut short", "0005 00"],
    ["a request of 3,000 bytes", `0001 6100 6f6374657400 ${"61".repeat(3000)} 00 3100`],
  ])("%s is no packet", (_what, hex) => {
    expect(decodePacket(Buffer.from(hex.replaceAll(" ", ""), "hex"))).toBeUndefined();
  });

  it("reads modes in any case", () => {
    expect(decodePacket(Buffer.from("\0\x01f\0OcTeT\0"))).toMatchObject({ mode: "octet" });
  });

  it("ignores what follows the last whole option", () => {
    const options = (text: string) => decodePacket(Buffer.from(`\0\x01f\0octet\0${text}`));
    expect(options("tsize\x000\0blksize\0")).toMatchObject({ options: [["tsize", "0"]] });
    expect(options("tsize\x000\0blksize\x001428")).toMatchObject({ options: [["tsize", "0"]] });
    expect(options("\0\0\0\0\0")).toMatchObject({ options: [] });
  });

  it("reads a file name as UTF-8, or byte by byte where it is none", () => {
    const name = (bytes: Buffer) =>
      decodePacket(Buffer.concat([Buffer.from("\0\x01"), bytes, Buffer.from("\0octet\0")]));
    expect(name(Buffer.from("größe.cfg"))).toMatchObject({ fileName: "größe.cfg" });
    expect(name(Buffer.from("größe.cfg", "latin1"))).toMatchObject({ fileName: "größe.cfg" });
    expect(name(Buffer.from("p\\00041.cfg"))).toMatchObject({ fileName: "p\\00041.cfg" });
  });

  it("knows an ACK without decoding it", () => {
    expect(readAckBlock(encodeAck(40_000))).toBe(40_000);
    expect(readAckBlock(encodeError(0, ""))).toBe(-1);
    expect(readAckBlock(Buffer.from([0, 4, 0]))).toBe(-1);
    expect(readAckBlock(Buffer.from([1, 4, 0, 0]))).toBe(-1);
  });

  const text = fc.string({ unit: "grapheme", maxLength: 40 }).filter((value) => !value.includes("\0"));
  const ascii = fc.string({ minLength: 1, maxLength: 20 }).filter((value) => !value.includes("\0"));
  const options = fc.array(fc.tuple(ascii, ascii) as fc.Arbitrary<TransferOption>, { maxLength: 6 });
  const block = fc.integer({ min: 0, max: 65535 });
  const packet: fc.Arbitrary<Packet> = fc.oneof(
    fc.record({
      type: fc.constantFrom("read-request" as const, "write-request" as const),
      fileName: text,
      mode: fc.constantFrom("octet" as const, "netascii" as const, "mail" as const),
      options,
    }),
    fc.record({
      type: fc.constant("data" as const),
      block,
      payload: fc.uint8Array({ maxLength: 600 }).map((bytes) => Buffer.from(bytes)),
    }),
    fc.record({ type: fc.constant("ack" as const), block }),
    fc.record({ type: fc.constant("error" as const), code: fc.integer({ min: 0, max: 8 }), text }),
    fc.record({ type: fc.constant("oack" as const), options }),
  );

  it("decodes whatever it encodes", () => {
    fc.assert(
      fc.property(packet, (value) => {
        expect(decodePacket(encode(value))).toEqual(value);
      }),
    );
  });

  it("takes any bytes without a fault", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.integer({ min: 0, max: 7 }), (bytes, opcode) => {
        const packet = Buffer.concat([Buffer.from([0, opcode]), bytes]);
        const block = readAckBlock(packet);
        expect(decodePacket(packet)?.type === "ack").toBe(block >= 0);
      }),
    );
  });
});
