import { OPTION } from "../../../src/protocols/dhcp/options.ts";
import { type DhcpPacket, decodePacket, MESSAGE } from "../../../src/protocols/dhcp/packets.ts";

/** The first 44 bytes (discovery.md §2.1). */
export const HEADER_OF_SNOM = `0101060000123456 00000000 ${"00".repeat(16)} 000413aabbcc ${"00".repeat(10)}`;

/** As a Snom D735 sends it. */
export function discoverOfSnom(): Buffer {
  const options =
    "350101 3d07 01 000413aabbcc 3c08 736e6f6d44373335 370f 01 03 04 06 0c 0f 2a 2b 33 42 43 78 7d 84 85 ff";
  const bytes = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");
  return Buffer.concat([bytes(HEADER_OF_SNOM), Buffer.alloc(192), bytes("63825363"), bytes(options)]);
}

export type Asked = {
  mac?: string;
  clientId?: string;
  ciaddr?: number;
  giaddr?: number;
  hops?: number;
  options?: readonly (readonly [number, Buffer])[];
};

/** A client's question. */
export function question(type: keyof typeof MESSAGE, asked: Asked = {}): DhcpPacket {
  const packet = decodePacket(discoverOfSnom());
  if (packet === undefined) throw new Error("the sample cannot be read");
  const chaddr = Buffer.alloc(16);
  chaddr.write(asked.mac ?? "000413AABBCC", "hex");
  const clientId = asked.clientId === undefined ? [] : [[OPTION.clientId, Buffer.from(asked.clientId, "hex")] as const];
  return {
    ...packet,
    chaddr,
    hops: asked.hops ?? 0,
    ciaddr: asked.ciaddr ?? 0,
    giaddr: asked.giaddr ?? 0,
    options: new Map([[OPTION.messageType, Buffer.of(MESSAGE[type])], ...clientId, ...(asked.options ?? [])]),
  };
}
