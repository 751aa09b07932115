import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export type HoldingProxy = {
  port: number;
  /**
   * From now on, when a client sends what `seen` is in, nothing more goes through its connection: not that either (`before`), or
   * all but the answer (`after`). Resolves when that has happened.
   */
  hold(seen: RegExp, when: "before" | "after"): Promise<void>;
  /** Everything goes through again, for new connections. */
  release(): void;
  close(): Promise<void>;
};

/** A TCP proxy on loopback that stops a conversation at a chosen point, as a network that fails there does. */
export async function startHoldingProxy(target: { host: string; port: number }): Promise<HoldingProxy> {
  let rule: { seen: RegExp; when: "before" | "after"; reached: () => void } | undefined;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target);
    let isHeld = false;
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one.on("error", () => undefined);
      one.on("close", () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    client.on("data", (bytes) => {
      // The answers are dropped, too: the client waits for them in vain.
      if (isHeld) return;
      if (rule?.seen.test(bytes.toString("latin1")) === true) {
        const { when, reached } = rule;
        isHeld = true;
        if (when === "before") return reached();
        // What is sent has its effect before anybody is told.
        upstream.once("data", reached);
      }
      upstream.write(bytes);
    });
    upstream.on("data", (bytes) => {
      if (!isHeld) client.write(bytes);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    hold: (seen, when) =>
      new Promise((resolve) => {
        rule = { seen, when, reached: resolve };
      }),
    release: () => {
      rule = undefined;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
