import { describe, expect, it } from "vitest";
import { encodeNetascii } from "../../../src/protocols/tftp/netascii.ts";
import { agreeOnOptions } from "../../../src/protocols/tftp/options.ts";
import type { TransferOption } from "../../../src/protocols/tftp/packets.ts";

const offer = { fileBytes: 12_288, maxBlockSize: 1428 };

describe("options", () => {
  it.each<[asked: TransferOption, accepted: string | undefined]>([
    [["blksize", "8"], "8"],
    [["blksize", "1024"], "1024"],
    [["blksize", "65464"], "1428"],
    [["blksize", "7"], undefined],
    [["blksize", "65465"], undefined],
    [["blksize", "-512"], undefined],
    [["blksize", "1e3"], undefined],
    [["blksize", ""], undefined],
    [["windowsize", "1"], "1"],
    [["windowsize", "16"], "16"],
    [["windowsize", "65535"], "64"],
    [["windowsize", "0"], undefined],
    [["windowsize", "65536"], undefined],
    [["timeout", "1"], "1"],
    [["timeout", "30"], "30"],
    [["timeout", "0"], undefined],
    [["timeout", "31"], undefined],
    [["timeout", "255"], undefined],
    [["tsize", "0"], "12288"],
    [["tsize", "x"], undefined],
    [["grandstream_MODEL", "GXP1630"], undefined],
    [["multicast", "1"], undefined],
  ])("answers %j with %j", ([name, value], accepted) => {
    const agreement = agreeOnOptions([[name, value]], offer);
    expect(agreement.accepted).toEqual(accepted === undefined ? [] : [[name, accepted]]);
  });

  it("agrees on nothing but the protocol's defaults when nothing was asked", () => {
    expect(agreeOnOptions([], offer)).toEqual({
      blockSize: 512,
      windowSize: 1,
      timeoutSeconds: undefined,
      accepted: [],
    });
  });

  it("knows options in any case and writes them as the client did, in its order", () => {
    const asked: TransferOption[] = [
      ["TSIZE", "0"],
      ["BlkSize", "1024"],
      ["WindowSize", "4"],
      ["timeOut", "3"],
    ];
    expect(agreeOnOptions(asked, offer)).toEqual({
      blockSize: 1024,
      windowSize: 4,
      timeoutSeconds: 3,
      accepted: [
        ["TSIZE", "12288"],
        ["BlkSize", "1024"],
        ["WindowSize", "4"],
        ["timeOut", "3"],
      ],
    });
  });

  it("takes an option that is given twice once", () => {
    const asked: TransferOption[] = [
      ["blksize", "600"],
      ["BLKSIZE", "700"],
    ];
    expect(agreeOnOptions(asked, offer)).toMatchObject({ blockSize: 600, accepted: [["blksize", "600"]] });
  });

  it("leaves tsize out for an empty file, and where the size is not known", () => {
    expect(agreeOnOptions([["tsize", "0"]], { ...offer, fileBytes: 0 }).accepted).toEqual([]);
    expect(agreeOnOptions([["tsize", "0"]], { ...offer, fileBytes: undefined }).accepted).toEqual([]);
  });
});

describe("netascii", () => {
  it.each([
    ["", ""],
    ["no line end", "no line end"],
    ["a\nb\n", "a\r\nb\r\n"],
    ["a\rb", "a\r\0b"],
    ["a\r\n", "a\r\0\r\n"],
    ["\n\n", "\r\n\r\n"],
  ])("sends %j as %j", (text, wire) => {
    expect(encodeNetascii(Buffer.from(text)).toString()).toBe(wire);
  });
});
