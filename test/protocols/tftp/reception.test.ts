import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeNetascii, encodeNetascii } from "../../../src/protocols/tftp/netascii.ts";
import { type Agreement, readDeclaredBytes } from "../../../src/protocols/tftp/options.ts";
import { Reception, type ReceptionLimits } from "../../../src/protocols/tftp/reception.ts";
import { Transfer } from "../../../src/protocols/tftp/transfer.ts";

const plain: Agreement = { blockSize: 8, windowSize: 1, timeoutSeconds: undefined, accepted: [] };
const windowed: Agreement = { ...plain, windowSize: 4, accepted: [["windowsize", "4"]] };
const full = Buffer.from("12345678");
const short = Buffer.from("end");

function begin(agreement: Agreement, limits: Partial<ReceptionLimits> = {}) {
  const acks: number[] = [];
  const reception = new Reception({ maxBytes: 1000, declaredBytes: undefined, ...limits }, agreement, (block) =>
    acks.push(block),
  );
  reception.start(0);
  return { reception, take: () => acks.splice(0) };
}

describe("a file received in lock-step", () => {
  it("is there with its short block, and not before", () => {
    const { reception, take } = begin(plain);
    expect(take()).toEqual([0]);
    reception.receive(1, full, 1);
    expect(take()).toEqual([1]);
    expect(reception.takeBody()).toBeUndefined();
    reception.receive(2, short, 2);
    expect(take()).toEqual([2]);
    expect(reception.takeBody()?.toString()).toBe("12345678end");
  });

  it("acknowledges a duplicate and does not double it", () => {
    const { reception, take } = begin(plain);
    reception.receive(1, full, 1);
    reception.receive(1, full, 2);
    expect(take()).toEqual([0, 1, 1]);
    reception.receive(2, short, 3);
    reception.receive(2, short, 4);
    expect(take()).toEqual([2, 2]);
    expect(reception.takeBody()?.toString()).toBe("12345678end");
  });

  it("copies what it takes: the datagram's buffer may be used again", () => {
    const { reception } = begin(plain);
    const datagram = Buffer.from("end");
    reception.receive(1, datagram, 1);
    datagram.fill(0);
    expect(reception.takeBody()?.toString()).toBe("end");
  });

  it("ignores a block 0 and blocks out of reach", () => {
    const { reception, take } = begin(plain);
    take();
    for (const block of [0, 2, 3, 65535]) reception.receive(block, short, 1);
    expect(take()).toEqual([]);
    expect(reception.outcome).toBe("running");
  });
});

describe("a file received in windows", () => {
  it("is acknowledged once for each window and at its end", () => {
    const { reception, take } = begin(windowed);
    for (const block of [1, 2, 3, 4, 5]) reception.receive(block, full, block);
    expect(take()).toEqual([0, 4]);
    reception.receive(6, short, 6);
    expect(take()).toEqual([6]);
  });

  it("does not answer a duplicate in the middle of a window: that would start the window anew", () => {
    const { reception, take } = begin(windowed);
    take();
    for (const block of [1, 2, 2, 1]) reception.receive(block, full, block);
    expect(take()).toEqual([]);
    for (const block of [3, 4, 4]) reception.receive(block, full, block);
    expect(take()).toEqual([4, 4]);
  });

  it("tells a gap once", () => {
    const { reception, take } = begin(windowed);
    take();
    for (const block of [1, 3, 4]) reception.receive(block, full, block);
    expect(take()).toEqual([1]);
    reception.receive(2, full, 5);
    reception.receive(3, short, 6);
    expect(take()).toEqual([3]);
    expect(reception.takeBody()?.length).toBe(19);
  });
});

describe("a file that is not whole or not wanted", () => {
  it("ends as too large with the first byte too many, and is answered no more", () => {
    const { reception, take } = begin(plain, { maxBytes: 10 });
    reception.receive(1, full, 1);
    take();
    reception.receive(2, short, 2);
    reception.receive(2, short, 3);
    expect(reception.outcome).toBe("too-large");
    expect(reception.takeBody()).toBeUndefined();
    expect(take()).toEqual([]);
  });

  it("may be as large as allowed", () => {
    const { reception } = begin(plain, { maxBytes: 11, declaredBytes: 11 });
    reception.receive(1, full, 1);
    reception.receive(2, short, 2);
    expect(reception.outcome).toBe("completed");
  });

  it("is refused when it is shorter than declared", () => {
    const { reception } = begin(plain, { declaredBytes: 12 });
    reception.receive(1, full, 1);
    reception.receive(2, short, 2);
    expect(reception.outcome).toBe("wrong-size");
    expect(reception.takeBody()).toBeUndefined();
  });

  it("is refused when a block is larger than agreed", () => {
    const { reception } = begin(plain);
    reception.receive(1, Buffer.alloc(9), 1);
    expect(reception.outcome).toBe("malformed");
  });

  it("is given up without a first block, and nothing was repeated to an address that may be forged", () => {
    const { reception, take } = begin(plain);
    reception.retransmit(reception.dueAt);
    expect(reception.outcome).toBe("abandoned");
    expect(take()).toEqual([0]);
  });

  it("is given up after half a minute of silence, with ACKs repeated until then", () => {
    const { reception, take } = begin(plain);
    reception.receive(1, full, 1);
    let now = 1;
    while (reception.outcome === "running") {
      now = reception.dueAt;
      reception.retransmit(now);
    }
    expect(now).toBeGreaterThan(30_000);
    expect(now).toBeLessThan(40_000);
    const acks = take();
    expect(acks.length).toBeGreaterThan(5);
    expect(new Set(acks)).toEqual(new Set([0, 1]));
    expect(reception.takeBody()).toBeUndefined();
  });

  it("is given up after five minutes even when blocks keep trickling in", () => {
    const { reception } = begin(plain, { maxBytes: 1_000_000 });
    let now = 0;
    for (let block = 1; reception.outcome === "running" && now < 600_000; block += 1) {
      now += 20_000;
      while (reception.dueAt < now) reception.retransmit(reception.dueAt);
      reception.receive(block, full, now);
    }
    expect(reception.outcome).toBe("abandoned");
    expect(now).toBeLessThanOrEqual(320_000);
  });
});

describe("what may happen on the line", () => {
  it("never spoils a file that our own sender sends, whatever is lost, doubled or late", () => {
    let completed = 0;
    const line = fc.infiniteStream(fc.constantFrom("pass", "pass", "pass", "lose", "double", "late"));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(1, 2, 4, 7), line, (bytes, windowSize, fates) => {
        const file = Buffer.from(bytes);
        const agreement: Agreement = { ...plain, windowSize, accepted: [["windowsize", String(windowSize)]] };
        const queue: (() => void)[] = [];
        let now = 0;
        const post = (deliver: () => void) => {
          const fate = fates.next().value;
          if (fate !== "lose") queue.push(deliver);
          if (fate === "double") queue.push(deliver);
          if (fate === "late" && queue.length > 1) queue.unshift(queue.pop() as () => void);
        };
        const reception = new Reception(
          { maxBytes: 300, declaredBytes: file.length || undefined },
          agreement,
          (block) => post(() => transfer.acknowledge(block, now)),
        );
        // The OACK of a write request is the receiver's, so the sender's own block 0 stays at home.
        const transfer = new Transfer(file.length, agreement, (block, start, end) => {
          if (block > 0) post(() => reception.receive(block & 0xffff, file.subarray(start, end), now));
        });
        transfer.start(0);
        transfer.acknowledge(0, 0);
        reception.start(0);
        for (let steps = 0; reception.outcome === "running" && steps < 5000; steps += 1) {
          now += 1;
          const deliver = queue.shift();
          if (deliver !== undefined) deliver();
          else {
            now = Math.max(now, Math.min(transfer.dueAt, reception.dueAt));
            if (transfer.dueAt <= now) transfer.retransmit(now);
            if (reception.dueAt <= now) reception.retransmit(now);
          }
          if (transfer.outcome === "abandoned") return;
        }
        if (reception.outcome === "completed") {
          completed += 1;
          expect(reception.takeBody()).toEqual(file);
        } else expect(reception.outcome).toBe("abandoned");
      }),
      { numRuns: 500 },
    );
    // Or the property would hold for a receiver that gives up each time.
    expect(completed).toBeGreaterThan(300);
  });

  it("never makes it keep more than allowed, nor answer more than it is asked", () => {
    const packet = fc.tuple(fc.nat(70_000), fc.uint8Array({ maxLength: 10 }));
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 200 }), fc.constantFrom(plain, windowed), (packets, agreement) => {
        const { reception, take } = begin(agreement, { maxBytes: 40 });
        for (const [block, payload] of packets) reception.receive(block % 65_536, Buffer.from(payload), 1);
        expect(take().length).toBeLessThanOrEqual(packets.length + 1);
        expect(reception.takeBody()?.length ?? 0).toBeLessThanOrEqual(40);
      }),
      { numRuns: 500 },
    );
  });

  it("goes on over block 65535", () => {
    const { reception } = begin(plain, { maxBytes: 1_000_000 });
    for (let block = 1; block <= 65_540; block += 1) reception.receive(block & 0xffff, full, 1);
    reception.receive(65_541 & 0xffff, short, 1);
    expect(reception.takeBody()?.length).toBe(65_540 * 8 + 3);
  });
});

describe("what a write request brings", () => {
  it("declares a size or does not", () => {
    expect(readDeclaredBytes([["TSize", "12"]])).toBe(12);
    expect(readDeclaredBytes([["tsize", "0"]])).toBeUndefined();
    expect(readDeclaredBytes([["tsize", "-1"]])).toBeUndefined();
    expect(readDeclaredBytes([["blksize", "512"]])).toBeUndefined();
  });

  it("is the same text after netascii", () => {
    const text = fc.array(fc.constantFrom(0, 10, 13, 65), { maxLength: 40 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(text, (bytes) => {
        expect(decodeNetascii(encodeNetascii(bytes))).toEqual(bytes);
      }),
    );
    expect(decodeNetascii(Buffer.from("a\rb\r")).toString()).toBe("a\rb\r");
  });
});
