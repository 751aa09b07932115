import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import tftp from "tftp";
import { describe, expect, it } from "vitest";
import { makeBytes, serve } from "./tftp-fixture.ts";
import { fetchWithAtftp, fetchWithBusybox, fetchWithCurl, fetchWithTftpHpa } from "./tftp-tools.ts";

type Address = { host: string; port: number };

async function fetchWithNpm({ host, port }: Address, file: string): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "offhook-tftp-"));
  try {
    const client = tftp.createClient({ host, port, blockSize: 1428, windowSize: 4 });
    await promisify(client.get.bind(client))(file, join(folder, "file"));
    return await readFile(join(folder, "file"));
  } finally {
    await rm(folder, { recursive: true });
  }
}

const clients: [name: string, fetchFile: (server: Address, file: string) => Promise<Buffer>][] = [
  ["curl", (server, file) => fetchWithCurl(server, file)],
  ["curl with --tftp-blksize 1400", (server, file) => fetchWithCurl(server, file, ["--tftp-blksize", "1400"])],
  ["curl without options", (server, file) => fetchWithCurl(server, file, ["--tftp-no-options"])],
  ["tftp-hpa", (server, file) => fetchWithTftpHpa(server, file)],
  ["atftp", (server, file) => fetchWithAtftp(server, file)],
  ["atftp with options", (server, file) => fetchWithAtftp(server, file, ["blksize 1024", "tsize 0", "timeout 2"])],
  ["atftp with windowsize", (server, file) => fetchWithAtftp(server, file, ["windowsize 8", "blksize 1428"])],
  ["busybox", (server, file) => fetchWithBusybox(server, file)],
  ["busybox with -b 1400", (server, file) => fetchWithBusybox(server, file, ["-b", "1400"])],
  ["the npm package tftp", fetchWithNpm],
];

describe.each(clients)("%s", (_name, fetchFile) => {
  it("fetches files of every awkward length", async () => {
    const files = {
      "/one.cfg": makeBytes(1),
      "/phone.cfg": makeBytes(12_288),
      // Exact multiples of 512, 1024, 1400 and 1428 all end in an empty block.
      "/even.bin": makeBytes(512 * 1024 * 2),
      "/even-1400.bin": makeBytes(14_000),
      "/even-1428.bin": makeBytes(14_280),
    };
    const server = await serve(files);
    for (const [path, body] of Object.entries(files)) {
      const bytes = await fetchFile(server, path.slice(1));
      expect(bytes.equals(body), path).toBe(true);
    }
    await expect.poll(() => server.confirmed).toEqual(Object.keys(files));
    expect(server.counters()).toEqual({ malformed: 0, refused: 0, completed: 5, failed: 0, active: 0 });
  });

  it("fetches an empty file", async () => {
    const server = await serve({ "/empty.cfg": Buffer.alloc(0) });
    expect(await fetchFile(server, "empty.cfg")).toHaveLength(0);
    await expect.poll(() => server.confirmed).toEqual(["/empty.cfg"]);
  });

  it("is told that a file does not exist", async () => {
    const server = await serve({});
    await expect(fetchFile(server, "nothing.cfg")).rejects.toThrow(/not ?found|nothing was downloaded|TFTP/i);
    expect(server.counters()).toMatchObject({ refused: 1, completed: 0 });
  });
});

it("sends text to a client in netascii mode that gives it the line ends of its system", async () => {
  const text = Buffer.from("a\nb\r\nc\rd\n\n");
  const server = await serve({ "/phone.cfg": text });
  expect((await fetchWithTftpHpa(server, "phone.cfg", "netascii")).toString()).toBe(text.toString());
  // curl keeps it as it was on the wire.
  expect((await fetchWithCurl(server, "phone.cfg", ["-B"])).toString()).toBe("a\r\nb\r\0\r\nc\r\0d\r\n\r\n");
});

it("serves curl and tftp-hpa over IPv6", async () => {
  const body = makeBytes(5000);
  const server = await serve({ "/phone.cfg": body }, { host: "::1" });
  expect((await fetchWithCurl(server, "phone.cfg")).equals(body)).toBe(true);
  expect((await fetchWithTftpHpa(server, "phone.cfg")).equals(body)).toBe(true);
  expect(server.requests[0]).toMatchObject({ remoteAddress: "::1", baseUrl: "tftp://::1/" });
});

it("serves 60 clients at a time", async () => {
  const body = makeBytes(50_000);
  const server = await serve({ "/phone.cfg": body }, { limits: { maxTransfersPerSource: 60 } });
  const downloads = await Promise.all(Array.from({ length: 60 }, () => fetchWithTftpHpa(server, "phone.cfg")));
  expect(downloads.every((bytes) => bytes.equals(body))).toBe(true);
  expect(server.confirmed).toHaveLength(60);
});
