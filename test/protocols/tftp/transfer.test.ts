import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Agreement } from "../../../src/protocols/tftp/options.ts";
import { Transfer } from "../../../src/protocols/tftp/transfer.ts";

const plain: Agreement = { blockSize: 512, windowSize: 1, timeoutSeconds: undefined, accepted: [] };
const windowed: Agreement = { ...plain, windowSize: 4, accepted: [["windowsize", "4"]] };

/** A transfer whose blocks are noted as they go out. */
function begin(fileBytes: number, agreement: Agreement) {
  let sent: { block: number; start: number; end: number }[] = [];
  const transfer = new Transfer(fileBytes, agreement, (block, start, end) => sent.push({ block, start, end }));
  transfer.start(0);
  return {
    transfer,
    /** The blocks since the last call. */
    take() {
      const blocks = sent.map(({ block }) => block);
      sent = [];
      return blocks;
    },
    ranges: () => sent.map(({ start, end }) => [start, end]),
    /** Lets time pass up to the next retransmission, and says when that was. */
    timeOut() {
      const now = transfer.dueAt;
      transfer.retransmit(now);
      return now;
    },
  };
}

describe("a transfer in lock-step", () => {
  it("sends block by block and ends with the ACK of the short one", () => {
    const { transfer, take, ranges } = begin(1000, plain);
    expect(ranges()).toEqual([[0, 512]]);
    expect(take()).toEqual([1]);
    transfer.acknowledge(1, 1);
    expect(ranges()).toEqual([[512, 1000]]);
    expect(take()).toEqual([2]);
    expect(transfer.outcome).toBe("running");
    transfer.acknowledge(2, 2);
    expect(take()).toEqual([]);
    expect(transfer.outcome).toBe("completed");
  });

  it("ends an exact multiple of the block size with an empty block", () => {
    const { transfer, ranges, take } = begin(1024, plain);
    transfer.acknowledge(1, 1);
    take();
    transfer.acknowledge(2, 2);
    expect(ranges()).toEqual([[1024, 1024]]);
    expect(take()).toEqual([3]);
    expect(transfer.outcome).toBe("running");
    transfer.acknowledge(3, 3);
    expect(transfer.outcome).toBe("completed");
  });

  it("sends an empty file as one empty block", () => {
    const { transfer, ranges } = begin(0, plain);
    expect(ranges()).toEqual([[0, 0]]);
    transfer.acknowledge(1, 1);
    expect(transfer.outcome).toBe("completed");
  });

  it("waits for the ACK of its OACK", () => {
    const { transfer, take } = begin(1000, { ...plain, accepted: [["blksize", "512"]] });
    expect(take()).toEqual([0]);
    transfer.acknowledge(1, 1);
    expect(take()).toEqual([]);
    transfer.acknowledge(0, 2);
    expect(take()).toEqual([1]);
  });

  it("answers no ACK twice, and none from the past or the future", () => {
    const { transfer, take } = begin(100_000, plain);
    for (const block of [1, 2, 3]) transfer.acknowledge(block, block);
    take();
    for (const block of [3, 3, 2, 1, 0, 5, 6, 40_000, 65_535]) transfer.acknowledge(block, 10);
    expect(take()).toEqual([]);
    transfer.acknowledge(4, 11);
    expect(take()).toEqual([5]);
  });

  it("goes on past block 65535 with 0", () => {
    const blockSize = 8;
    const last = 140_000;
    const { transfer, take } = begin((last - 1) * blockSize + 3, { ...plain, blockSize, accepted: [["blksize", "8"]] });
    transfer.acknowledge(0, 0);
    for (let block = 1; block <= last; block += 1) {
      const [sent] = take().slice(-1);
      if (sent !== block) expect(sent).toBe(block);
      transfer.acknowledge(block & 0xffff, block);
      transfer.acknowledge(block & 0xffff, block);
    }
    expect(transfer.outcome).toBe("completed");
  });
});

describe("a transfer in windows (RFC 7440)", () => {
  it("sends a window for each ACK of its last block", () => {
    const { transfer, take } = begin(512 * 9 + 1, windowed);
    expect(take()).toEqual([0]);
    transfer.acknowledge(0, 1);
    expect(take()).toEqual([1, 2, 3, 4]);
    transfer.acknowledge(4, 2);
    expect(take()).toEqual([5, 6, 7, 8]);
    transfer.acknowledge(8, 3);
    expect(take()).toEqual([9, 10]);
    transfer.acknowledge(10, 4);
    expect(transfer.outcome).toBe("completed");
  });

  it("starts the window anew after a block in its middle", () => {
    const { transfer, take } = begin(100_000, windowed);
    transfer.acknowledge(0, 1);
    take();
    transfer.acknowledge(2, 2);
    expect(take()).toEqual([3, 4, 5, 6]);
  });

  it("answers that ACK once, and no other for a block before it", () => {
    const { transfer, take } = begin(100_000, windowed);
    transfer.acknowledge(0, 1);
    transfer.acknowledge(2, 2);
    take();
    for (const block of [2, 1, 0]) transfer.acknowledge(block, 3);
    expect(take()).toEqual([]);
    expect(transfer.dueAt).toBeLessThan(1000);
    transfer.retransmit(transfer.dueAt);
    expect(take()).toEqual([3, 4, 5, 6]);
  });

  it("goes on past block 65535 in the middle of a window", () => {
    const blockSize = 8;
    const { transfer, take } = begin(70_000 * blockSize, { ...windowed, blockSize, windowSize: 64 });
    take();
    transfer.acknowledge(0, 0);
    let acknowledged = 0;
    while (transfer.outcome === "running") {
      const blocks = take();
      expect(blocks[0]).toBe(acknowledged + 1);
      acknowledged = blocks.at(-1) ?? 0;
      transfer.acknowledge(acknowledged & 0xffff, acknowledged);
    }
    expect(acknowledged).toBe(70_001);
    expect(transfer.outcome).toBe("completed");
  });
});

describe("retransmission", () => {
  it("starts between 200 and 400 ms and doubles", () => {
    const { transfer, take, timeOut } = begin(2000, plain);
    transfer.acknowledge(1, 400);
    take();
    // The round trip of the first block was long.
    expect([timeOut(), timeOut(), timeOut()].map((at) => at - 400)).toEqual([1200, 3600, 8400]);
    expect(take()).toEqual([2, 2, 2]);
  });

  it.each([
    ["DATA", plain, 1],
    ["OACK", windowed, 0],
  ])(
    "never happens for a client that never answered: one %s for each request, then it is given up",
    (_, agreement, first) => {
      const { transfer, take, timeOut } = begin(100_000, agreement);
      expect(take()).toEqual([first]);
      transfer.repeatRequest(5000);
      expect(take()).toEqual([first]);
      expect(timeOut()).toBe(13_000);
      expect(take()).toEqual([]);
      expect(transfer.outcome).toBe("abandoned");
    },
  );

  it("is not set off by a request that comes once more after the first ACK", () => {
    const { transfer, take } = begin(100_000, plain);
    transfer.acknowledge(1, 5);
    take();
    transfer.repeatRequest(10);
    expect(take()).toEqual([]);
  });

  it("gives up a client that fell silent after half a minute", () => {
    const { transfer, timeOut, take } = begin(1000, plain);
    transfer.acknowledge(1, 5);
    take();
    let now = 0;
    while (transfer.outcome === "running") now = timeOut();
    expect(now).toBeGreaterThanOrEqual(30_000);
    expect(now).toBeLessThan(36_000);
    expect(take().length).toBeLessThan(15);
  });

  it("follows the round trips it sees, within bounds", () => {
    const slow = begin(1_000_000, plain);
    for (let block = 1; block < 50; block += 1) slow.transfer.acknowledge(block, block * 400);
    expect(slow.transfer.dueAt - 49 * 400).toBeGreaterThan(400);
    expect(slow.transfer.dueAt - 49 * 400).toBeLessThan(700);
    const fast = begin(1_000_000, plain);
    for (let block = 1; block < 50; block += 1) fast.transfer.acknowledge(block, block);
    expect(fast.transfer.dueAt - 49).toBe(100);
  });

  it("learns no round trip from a block that was sent twice", () => {
    const { transfer } = begin(1_000_000, plain);
    const now = 700;
    transfer.repeatRequest(now);
    transfer.acknowledge(1, now + 1);
    expect(transfer.dueAt).toBe(now + 1 + 300);
    transfer.acknowledge(2, now + 2);
    expect(transfer.dueAt).toBe(now + 2 + 100);
  });

  it("keeps to the client's timeout option", () => {
    const { transfer, timeOut } = begin(1000, { ...plain, timeoutSeconds: 2, accepted: [["timeout", "2"]] });
    transfer.acknowledge(0, 100);
    expect([timeOut(), timeOut(), timeOut()]).toEqual([2100, 4100, 6100]);
    transfer.acknowledge(1, 6200);
    expect([timeOut(), timeOut()]).toEqual([8200, 10_200]);
  });

  it("delivers every block in order over any line that lets something through", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3000 }),
        fc.integer({ min: 1, max: 9 }),
        fc.infiniteStream(fc.integer({ min: 0, max: 99 })),
        (fileBytes, windowSize, luck) => {
          const lost = () => (luck.next().value ?? 0) < 20;
          const agreement: Agreement = { ...windowed, blockSize: 64, windowSize };
          const line: number[] = [];
          const transfer = new Transfer(fileBytes, agreement, (block) => void (lost() || line.push(block)));
          let expected = 0;
          let now = 0;
          transfer.start(now);
          for (let step = 0; transfer.outcome === "running" && step < 10_000; step += 1) {
            const block = line.shift();
            if (block === undefined) {
              // The receiver is patient for a second, then it says again what it said last.
              const isDue = transfer.dueAt < now + 1000;
              now = isDue ? transfer.dueAt : now + 1000;
              if (isDue) transfer.retransmit(now);
              else if (expected === 0 && !lost()) transfer.repeatRequest(now);
              else if (!lost()) transfer.acknowledge((expected - 1) & 0xffff, now);
              continue;
            }
            now += 1;
            if (block === expected) expected += 1;
            // This receiver acknowledges when it has all that is on the line, or at once when something is missing.
            if ((line.length === 0 || block >= expected) && !lost()) transfer.acknowledge((expected - 1) & 0xffff, now);
          }
          const lastBlock = Math.floor(fileBytes / 64) + 1;
          if (transfer.outcome === "completed") expect(expected).toBe(lastBlock + 1);
          else expect(transfer.outcome).toBe("abandoned");
        },
      ),
    );
  });
});
