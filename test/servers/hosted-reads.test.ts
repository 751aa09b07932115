import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { HostedFile } from "../../src/provisioning/hosted-file.ts";
import { createHostedReads } from "../../src/servers/hosted-reads.ts";
import { sendFromFile } from "../../src/servers/tftp-file-source.ts";
import { makeBytes } from "./tftp-fixture.ts";

const BODY = makeBytes(100_000);
const FILE = { vendorId: "yealink", kind: "firmware", name: "own.rom", key: "k", bytes: BODY.length } as HostedFile;

function hostOne() {
  const folder = mkdtempSync(join(tmpdir(), "offhook-hosted-"));
  mkdirSync(join(folder, "yealink"));
  const path = join(folder, "yealink", "own.rom");
  writeFileSync(path, BODY);
  const reads = createHostedReads({ firmware: folder, files: folder }, () => true);
  onTestFinished(async () => {
    await reads.close();
    rmSync(folder, { recursive: true });
  });
  return { path, reads };
}

test("phones that ask for the same piece at the same time share it", async () => {
  const { reads } = hostOne();
  const [one, other, elsewhere] = await Promise.all([
    reads.read(FILE, 0, 32_768),
    reads.read(FILE, 0, 32_768),
    reads.read(FILE, 32_768, 32_768),
  ]);
  expect(one.equals(BODY.subarray(0, 32_768))).toBe(true);
  expect(other).toBe(one);
  expect(elsewhere.equals(BODY.subarray(32_768, 65_536))).toBe(true);
});

test("what could not be read is tried again", async () => {
  const { path, reads } = hostOne();
  await reads.read(FILE, 0, 1000);
  truncateSync(path, 50_000);
  await expect(reads.read(FILE, 60_000, 1000)).rejects.toThrow("own.rom became shorter while it was sent");
  writeFileSync(path, BODY);
  expect((await reads.read(FILE, 60_000, 1000)).equals(BODY.subarray(60_000, 61_000))).toBe(true);
});

test.each([512, 1428, 65_464])(
  "TFTP reads a file once, whatever the window, in blocks of %d bytes",
  async (blockSize) => {
    const { reads } = hostOne();
    const places: number[] = [];
    const sent: Buffer[] = [];
    const send = sendFromFile({
      ...{ fileBytes: BODY.length, blockSize },
      read(position, length) {
        places.push(position);
        return reads.read(FILE, position, length);
      },
      send: (_, piece, start, end) => sent.push(piece.subarray(start, end)),
      fail: (error) => expect.fail(String(error)),
    });
    const blocks = Math.floor(BODY.length / blockSize) + 1;
    for (let block = 1; block <= blocks; block += 1) {
      const start = (block - 1) * blockSize;
      send(block, start, Math.min(start + blockSize, BODY.length));
      await expect.poll(() => sent.length, { interval: 1 }).toBe(block);
    }
    expect(Buffer.concat(sent).equals(BODY)).toBe(true);
    expect(places.every((place) => place % blockSize === 0)).toBe(true);
    expect(places).toHaveLength(Math.ceil(BODY.length / (blockSize * Math.max(1, Math.floor(32_768 / blockSize)))));
  },
);
