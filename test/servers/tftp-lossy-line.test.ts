import { expect, it } from "vitest";
import { download } from "./tftp-client.ts";
import { makeBytes, serve } from "./tftp-fixture.ts";
import { openLossyLine } from "./tftp-lossy-line.ts";
import { fetchWithBusybox, fetchWithTftpHpa } from "./tftp-tools.ts";

it.each([
  [0.1, 1, "1428"],
  [0.2, 2, "8192"],
])(
  "delivers 5 MB intact where a share of %d of all packets is lost and doubled",
  async (share, seed, blockSize) => {
    const body = makeBytes(5_000_000);
    const server = await serve({ "/firmware.bin": body }, { limits: { maxBlockSize: 8192 } });
    const line = await openLossyLine(server, share, seed);
    const options = [["blksize", blockSize] as const, ["windowsize", "8"] as const];
    const { bytes, accepted } = await download(line, "firmware.bin", options, 50);
    expect(accepted).toEqual(options);
    expect(bytes.equals(body)).toBe(true);
    expect(line.lost()).toBeGreaterThan(100);
    expect(line.doubled()).toBeGreaterThan(100);
  },
  60_000,
);

it("delivers to a client in lock-step, without options, over a bad line", async () => {
  const body = makeBytes(30_000);
  const server = await serve({ "/phone.cfg": body });
  const line = await openLossyLine(server, 0.2, 3);
  const { bytes } = await download(line, "phone.cfg", [], 200);
  expect(bytes.equals(body)).toBe(true);
}, 60_000);

it.each([
  // curl asks for retransmissions after 6 seconds at the earliest.
  ["busybox", fetchWithBusybox],
  ["tftp-hpa", fetchWithTftpHpa],
])(
  "delivers to %s over a line that loses and doubles one packet in twenty",
  async (_name, fetchFile) => {
    const body = makeBytes(40_000);
    const server = await serve({ "/phone.cfg": body });
    const line = await openLossyLine(server, 0.05, 5);
    const bytes = await fetchFile(line, "phone.cfg");
    expect(bytes.equals(body)).toBe(true);
    expect(line.lost()).toBeGreaterThan(0);
  },
  60_000,
);
