import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect } from "vitest";
import { startTftpServer } from "../../src/servers/tftp.ts";
import { createSimulatedPhone, NoSuchPhone } from "../../src/simulation/simulated-phone.ts";
import { mac, test } from "./file-server-fixture.ts";

const MAC = mac("000413922D24");

async function startTftp(files: Record<string, Buffer>) {
  const sources: string[] = [];
  const server = await startTftpServer({
    host: "127.0.0.1",
    port: 0,
    baseUrl: () => "tftp://127.0.0.1/",
    limits: { maxTransfers: 10, maxTransfersPerSource: 10, maxBlockSize: 1468 },
    log: () => {},
    recall: () => undefined,
    answer: async ({ target, remoteAddress }) => {
      sources.push(remoteAddress);
      const body = files[target];
      if (body === undefined) return { outcome: "refused", reason: "unknown-file" };
      const confirmDelivery = async (): Promise<void> => {};
      return {
        outcome: "file",
        body,
        contentType: "text/xml",
        etag: undefined,
        carriesSecrets: false,
        confirmDelivery,
      };
    },
  });
  return { base: `tftp://127.0.0.1:${server.port}/`, sources, close: () => server.close(0) };
}

describe("a simulated phone", () => {
  test("asks by TFTP for the same names, and reads files of every length to the last byte", async ({
    onTestFinished,
  }) => {
    for (const fill of [0, 1, 511, 512, 513, 5000]) {
      const file = Buffer.from(
        `<settings><phone-settings><language perm="">${"x".repeat(fill)}</language></phone-settings></settings>`,
      );
      const tftp = await startTftp({ "/p/snomD785-000413922D24.htm": file });
      onTestFinished(() => tftp.close());
      const phone = createSimulatedPhone({ vendor: "snom", mac: MAC, base: `${tftp.base}p/` });
      const { requests } = await phone.boot();
      expect(requests).toMatchObject([
        { url: `${tftp.base}p/snomD785.htm`, status: "error 1", outcome: "absent" },
        { url: `${tftp.base}p/snomD785-000413922D24.htm`, status: "data", byteCount: file.length, outcome: "applied" },
      ]);
      expect(phone.holds().language).toHaveLength(fill);
    }
  });

  test("reads a file of a whole number of blocks", async ({ onTestFinished }) => {
    const shell = `<settings><phone-settings><language perm=""></language></phone-settings></settings>`;
    const file = Buffer.from(shell.replace("></language", `>${"x".repeat(1024 - shell.length)}</language`));
    const tftp = await startTftp({ "/000413922D24.xml": file });
    onTestFinished(() => tftp.close());
    const phone = createSimulatedPhone({ vendor: "snom", mac: MAC, base: `${tftp.base}{mac}.xml` });
    expect((await phone.boot()).requests).toMatchObject([{ status: "data", byteCount: 1024, outcome: "applied" }]);
  });

  test("asks from the address that it is given, over both protocols", async ({ server, onTestFinished }) => {
    const tftp = await startTftp({});
    onTestFinished(() => tftp.close());
    const localAddress = "127.0.0.77";
    await createSimulatedPhone({ vendor: "snom", mac: MAC, base: server.base, localAddress }).boot();
    await createSimulatedPhone({ vendor: "snom", mac: MAC, base: tftp.base, localAddress }).boot();
    expect(server.seen.map(({ address }) => address)).toEqual([localAddress, localAddress]);
    expect(tftp.sources).toEqual([localAddress, localAddress]);
  });

  test("says that a server is unreachable or a scheme unknown, and keeps what it had", async ({ server }) => {
    await server.close();
    const phone = createSimulatedPhone({ vendor: "snom", mac: MAC, base: `${server.base}{mac}.xml` });
    expect((await phone.boot()).requests).toMatchObject([
      { status: "unreachable", outcome: "unreachable", problem: expect.stringContaining("ECONNREFUSED") },
    ]);
    const other = createSimulatedPhone({ vendor: "snom", mac: MAC, base: "ftp://127.0.0.1/{mac}.xml" });
    expect((await other.boot()).requests).toMatchObject([
      { outcome: "unreachable", problem: expect.stringContaining("ftp:") },
    ]);
  });

  test("cannot read a chunked answer, as old phones cannot", async ({ onTestFinished }) => {
    const server = createServer((_, response) => {
      response.write("<settings/>");
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/{mac}.xml`;
    const { requests } = await createSimulatedPhone({ vendor: "snom", mac: MAC, base }).boot();
    expect(requests).toMatchObject([{ status: "200", outcome: "absent", problem: expect.stringContaining("chunked") }]);
  });

  test("exists only for vendors and models that are known, and starts only with its own memory", () => {
    const base = "http://127.0.0.1:1/";
    expect(() => createSimulatedPhone({ vendor: "acme", mac: MAC, base })).toThrow(NoSuchPhone);
    expect(() => createSimulatedPhone({ vendor: "gigaset", model: "GO-Box 100", mac: MAC, base })).toThrow(NoSuchPhone);
    const flash = createSimulatedPhone({ vendor: "snom", mac: MAC, base }).flash();
    expect(() => createSimulatedPhone({ vendor: "yealink", mac: MAC, base, flash })).toThrow("snom-desk");
    expect(() => createSimulatedPhone({ vendor: "snom", mac: mac("000413922D25"), base, flash })).toThrow(
      "000413922D24",
    );
  });
});
