import type { RemoteInfo } from "node:dgram";
import { performance } from "node:perf_hooks";
import type { Agreement } from "../protocols/tftp/options.ts";
import { decodePacket, encodeAck, encodeOack } from "../protocols/tftp/packets.ts";
import { Reception, type ReceptionLimits } from "../protocols/tftp/reception.ts";
import type { UploadBreak, UploadEnd } from "../provisioning/request.ts";
import { BROKEN, BUSY, FAULT, NOT_TAKEN, SERVER_STOPS, TOO_LARGE, WRONG_TRANSFER_ID } from "./tftp-errors.ts";
import { openSocket } from "./udp-socket.ts";

/** One timer looks after all receptions. */
const SWEEP_INTERVAL_MS = 20;
/** The last word may be lost, and a client that hears none repeats its last block: most within 5 s. */
const LINGER_MS = 10_000;
const MAX_LINGERING = 256;

type ReceptionEnd = "completed" | "failed";
type ReceptionOptions = {
  /** The address the client asked. */
  localAddress: string;
  client: RemoteInfo;
  limits: ReceptionLimits;
  agreement: Agreement;
  hold(bytes: number): boolean;
  keep(body: Buffer): Promise<UploadEnd>;
  giveUp(why: UploadBreak): void;
  /** Called once. */
  end: (how: ReceptionEnd) => void;
};
type Receptions = {
  /** Returns what to call when the client's request comes once more. */
  open(options: ReceptionOptions): () => void;
  /** Ends as failed what is still on its way, and tells the clients. */
  breakOff(): Promise<void>;
};
type Running = { reception: Reception; look(): void; breakOff(): Promise<void> };

/** Files on their way here, each with a socket of its own. The last block is acknowledged when the file is kept, and not before. */
export function createReceptions(parts: {
  countMalformed: () => void;
  log: (message: string, detail?: Record<string, unknown>) => void;
}): Receptions {
  const running = new Set<Running>();
  /** How to close each socket that waits for a client to repeat its last block. The oldest first. */
  const lingering = new Set<() => void>();
  let sweeping: NodeJS.Timeout | undefined;

  function sweep(): void {
    const now = performance.now();
    for (const { reception, look } of [...running]) {
      if (reception.dueAt <= now) reception.retransmit(now);
      look();
    }
    if (running.size > 0) return;
    clearInterval(sweeping);
    sweeping = undefined;
  }

  function open({ localAddress, client, limits, agreement, ...upload }: ReceptionOptions): () => void {
    const { address, port } = client;
    const socket = openSocket(localAddress);
    const reception = new Reception(limits, agreement, acknowledge);
    const entry: Running = { reception, look, breakOff };
    /** `answered`: with this last word. */
    let state: "receiving" | "keeping" | "closed" | { answered: Buffer } = "receiving";

    function acknowledge(block: number): void {
      if (reception.outcome === "completed") return;
      send(block === 0 && agreement.accepted.length > 0 ? encodeOack(agreement.accepted) : encodeAck(block));
    }

    function send(bytes: Buffer, told?: () => void): void {
      socket.send(bytes, port, address, told);
    }

    function look(): void {
      if (state !== "receiving") return;
      switch (reception.outcome) {
        case "running":
          if (!upload.hold(reception.heldBytes)) giveUp("no-room", BUSY);
          return;
        case "completed":
          state = "keeping";
          void keep(reception.takeBody() ?? Buffer.alloc(0));
          return;
        case "too-large":
          giveUp("too-large", TOO_LARGE);
          return;
        case "abandoned":
          giveUp("broke-off", undefined);
          return;
        default:
          giveUp("broke-off", BROKEN);
      }
    }

    async function keep(body: Buffer): Promise<void> {
      try {
        const { outcome } = await upload.keep(body);
        const isKept = outcome === "kept";
        answer(isKept ? encodeAck(reception.received) : NOT_TAKEN, isKept ? "completed" : "failed");
      } catch (error) {
        parts.log("TFTP upload failed", { address, error: String(error) });
        answer(FAULT, "failed");
      }
    }

    function giveUp(why: UploadBreak, word: Buffer | undefined): void {
      upload.giveUp(why);
      if (word === undefined) {
        leave("failed");
        close();
      } else answer(word, "failed");
    }

    function answer(word: Buffer, how: ReceptionEnd): void {
      if (state === "closed") {
        leave(how);
        return;
      }
      state = { answered: word };
      send(word);
      leave(how);
      linger();
    }

    function leave(how: ReceptionEnd): void {
      if (running.delete(entry)) upload.end(how);
    }

    function linger(): void {
      const timer = setTimeout(close, LINGER_MS).unref();
      const closeNow = () => {
        clearTimeout(timer);
        close();
      };
      lingering.add(closeNow);
      socket.once("close", () => lingering.delete(closeNow));
      const [oldest] = lingering;
      if (lingering.size > MAX_LINGERING) oldest?.();
    }

    function close(): void {
      if (state === "closed") return;
      state = "closed";
      socket.close();
    }

    /** What is being kept is kept, although nobody is told. */
    async function breakOff(): Promise<void> {
      if (state === "receiving") upload.giveUp("broke-off");
      const wasKeeping = state === "keeping";
      await new Promise<void>((resolve) => send(SERVER_STOPS, resolve));
      close();
      if (!wasKeeping) leave("failed");
    }

    socket.on("message", (bytes, sender) => {
      const packet = decodePacket(bytes);
      if (packet === undefined || sender.port === 0) return parts.countMalformed();
      if (sender.port !== port || sender.address !== address) {
        if (packet.type !== "error") socket.send(WRONG_TRANSFER_ID, sender.port, sender.address);
        return;
      }
      if (packet.type === "error") {
        if (state === "receiving") giveUp("broke-off", undefined);
        else if (typeof state === "object") close();
        return;
      }
      if (packet.type !== "data") return parts.countMalformed();
      if (typeof state === "object") return send(state.answered);
      if (state !== "receiving") return;
      reception.receive(packet.block, packet.payload, performance.now());
      look();
    });
    socket.on("error", (error) => {
      parts.log("TFTP upload failed", { address, error: error.message });
      if (state === "receiving") giveUp("broke-off", undefined);
      else close();
    });
    running.add(entry);
    sweeping ??= setInterval(sweep, SWEEP_INTERVAL_MS);
    let isBound = false;
    socket.bind({ address: localAddress, port: 0, exclusive: true }, () => {
      isBound = true;
      if (state === "receiving") reception.start(performance.now());
    });
    return () => {
      if (isBound && state === "receiving") reception.repeatRequest(performance.now());
    };
  }

  return {
    open,
    async breakOff() {
      await Promise.all([...running].map((entry) => entry.breakOff()));
      for (const closeNow of [...lingering]) closeNow();
    },
  };
}
