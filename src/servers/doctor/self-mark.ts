import { randomBytes } from "node:crypto";
import type { FileAnswer, PhoneRequest } from "../../provisioning/request.ts";

/** A file that this daemon alone has, for a moment: whoever answers with it is this daemon. */
export type Mark = { fileName: string; body: Buffer; forget(): void };
export type SelfMark = {
  make(): Mark;
  /** The marked file, if the request asks for it. Leaves no trace in the history, as no phone asked. */
  answer(request: PhoneRequest): FileAnswer | undefined;
};

export function createSelfMark(): SelfMark {
  const waiting = new Map<string, Buffer>();
  return {
    make() {
      // Unguessable: to everybody else such a file is as unknown as any other.
      const fileName = `${randomBytes(16).toString("hex")}.txt`;
      const body = Buffer.from(randomBytes(16).toString("hex"));
      waiting.set(fileName, body);
      return { fileName, body, forget: () => waiting.delete(fileName) };
    },
    answer({ target }) {
      if (waiting.size === 0) return undefined;
      const body = waiting.get(target.slice(target.lastIndexOf("/") + 1));
      if (body === undefined) return undefined;
      const confirmDelivery = async () => {};
      return {
        outcome: "file",
        body,
        contentType: "text/plain",
        etag: undefined,
        carriesSecrets: false,
        confirmDelivery,
      };
    },
  };
}
