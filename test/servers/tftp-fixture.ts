import { onTestFinished } from "vitest";
import type { Answer, PhoneRequest } from "../../src/provisioning/request.ts";
import { startTftpServer, type TftpServer, type TftpServerOptions } from "../../src/servers/tftp.ts";

export type TestServer = TftpServer & { requests: PhoneRequest[]; confirmed: string[]; log: string[] };

/** A server of these files, on a free port of loopback; stopped when the test is over. */
export async function serve(
  files: Record<string, Buffer>,
  options: Partial<Omit<TftpServerOptions, "limits">> & { limits?: Partial<TftpServerOptions["limits"]> } = {},
): Promise<TestServer> {
  const requests: PhoneRequest[] = [];
  const confirmed: string[] = [];
  const log: string[] = [];
  const server = await startTftpServer({
    host: "127.0.0.1",
    port: 0,
    baseUrl: (localAddress) => `tftp://${localAddress}/`,
    log: (message, detail) => log.push(`${message} ${JSON.stringify(detail)}`),
    recall: () => undefined,
    async answer(request): Promise<Answer> {
      requests.push(request);
      const body = files[request.target];
      if (body === undefined) return { outcome: "refused", reason: "unknown-file" };
      return {
        outcome: "file",
        body,
        contentType: "text/plain",
        etag: undefined,
        carriesSecrets: false,
        async confirmDelivery() {
          confirmed.push(request.target);
        },
      };
    },
    ...options,
    limits: { maxTransfers: 1000, maxTransfersPerSource: 50, maxBlockSize: 1428, ...options.limits },
  });
  onTestFinished(() => server.close(0));
  return { ...server, requests, confirmed, log };
}

/** Reproducible bytes in which every block differs. */
export function makeBytes(length: number): Buffer {
  const next = makeRandom(length + 1);
  return Buffer.from(Uint8Array.from({ length }, () => next() * 256));
}

/** Numbers from 0 to 1, the same ones for the same seed (a linear congruential generator). */
export function makeRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
