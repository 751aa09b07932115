import type { OpenUpload, PhoneRequest, UploadAnswer, UploadBreak, UploadEnd } from "../../src/provisioning/request.ts";

/** What a door does with files that it is sent. */
export type Received = {
  requests: PhoneRequest[];
  kept: Buffer[];
  broken: UploadBreak[];
  /** The most that it said it held of one. */
  mostHeld: number;
  receive(request: PhoneRequest): Promise<UploadAnswer>;
};
type Rules = {
  maxBytes?: number;
  /** Instead of letting it in. */
  answer?: (request: PhoneRequest) => UploadAnswer | undefined;
  end?: UploadEnd;
  room?: number;
  /** Before it is kept. */
  wait?: () => Promise<void>;
};

export function createReceived(rules: Rules = {}): Received {
  const received: Received = { requests: [], kept: [], broken: [], mostHeld: 0, receive };

  async function receive(request: PhoneRequest): Promise<UploadAnswer> {
    received.requests.push(request);
    return rules.answer?.(request) ?? open();
  }

  function open(): OpenUpload {
    return {
      outcome: "open",
      maxBytes: rules.maxBytes ?? 100_000,
      hold(bytes) {
        received.mostHeld = Math.max(received.mostHeld, bytes);
        return bytes <= (rules.room ?? Number.POSITIVE_INFINITY);
      },
      async keep(content) {
        await rules.wait?.();
        received.kept.push(content);
        return rules.end ?? { outcome: "kept", isFirst: received.kept.length === 1 };
      },
      giveUp: (why) => received.broken.push(why),
    };
  }
  return received;
}
