import { connect, type Socket } from "node:net";

/** `unreachable`: it may answer another time. `refused`: somebody must mend something. Words hold no secret. */
export class PbxFault extends Error {
  readonly kind: "unreachable" | "refused";
  constructor(kind: "unreachable" | "refused", words: string) {
    super(words);
    this.kind = kind;
  }
}

export type Exchange<Message> = { send(text: string): void; receive(): Promise<Message> };

type Connection<Message> = {
  exchange: Exchange<Message>;
  isOpen(): boolean;
  /** Forgets what came while nobody asked. */
  settle(): void;
  end(fault?: PbxFault): void;
};

export type KeptConnection<Message> = {
  /** One at a time, in their order. Rejects with a PbxFault. */
  use<T>(work: (exchange: Exchange<Message>) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

type Options<Message> = {
  /** How the other end is called in words. */
  name: string;
  host: string;
  port: number;
  createReader: () => (chunk: Uint8Array) => Message[];
  signIn: (exchange: Exchange<Message>) => Promise<void>;
  timeoutMs: number;
};

/** A TCP connection that is made when it is needed, and made anew after it broke. */
export function keepConnection<Message>(options: Options<Message>): KeptConnection<Message> {
  const { name, host, port, signIn, timeoutMs } = options;
  const place = `${name} at ${host}:${port}`;
  let current: Connection<Message> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let isClosed = false;

  async function run<T>(work: (exchange: Exchange<Message>) => Promise<T>): Promise<T> {
    if (isClosed) throw new PbxFault("unreachable", `${place}: the connection was closed`);
    const isKept = current?.isOpen() === true;
    const connection = isKept && current !== undefined ? current : openConnection(options, place);
    current = connection;
    const fault = new PbxFault("unreachable", `${place} did not answer within ${timeoutMs / 1000} s`);
    const timer = setTimeout(() => connection.end(fault), timeoutMs);
    try {
      if (isKept) connection.settle();
      else await signIn(connection.exchange);
      return await work(connection.exchange);
    } catch (error) {
      // What comes late must not be taken for the answer to the next question.
      connection.end();
      throw error instanceof PbxFault ? error : new PbxFault("unreachable", `${place} ${wordsOf(error)}`);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    use(work) {
      const turn = last.then(() => run(work));
      last = turn.catch(() => undefined);
      return turn;
    },
    async close() {
      isClosed = true;
      current?.end();
      await last;
    },
  };
}

function openConnection<Message>({ host, port, createReader }: Options<Message>, place: string): Connection<Message> {
  const read = createReader();
  const arrived: Message[] = [];
  let waiting: { resolve(message: Message): void; reject(fault: PbxFault): void } | undefined;
  let over: PbxFault | undefined;
  const socket: Socket = connect({ host, port });
  // An idle connection must not keep the process alive.
  socket.unref();
  socket.setNoDelay(true);
  socket.setKeepAlive(true, 30_000);

  function end(fault = new PbxFault("unreachable", `${place} closed the connection`)): void {
    over ??= fault;
    socket.destroy();
    waiting?.reject(over);
    waiting = undefined;
  }
  socket.on("error", (error) => end(new PbxFault("unreachable", `${place} ${wordsOf(error)}`)));
  socket.on("close", () => end());
  socket.on("data", (chunk) => {
    try {
      arrived.push(...read(chunk));
    } catch (error) {
      end(new PbxFault("refused", `${place} ${wordsOf(error)}`));
    }
    if (waiting === undefined || arrived.length === 0) return;
    const { resolve } = waiting;
    waiting = undefined;
    resolve(arrived.shift() as Message);
  });

  return {
    isOpen: () => over === undefined,
    settle: () => {
      arrived.length = 0;
    },
    end,
    exchange: {
      send: (text) => {
        socket.write(text);
      },
      receive: () =>
        new Promise((resolve, reject) => {
          const next = arrived.shift();
          if (next !== undefined) resolve(next);
          else if (over !== undefined) reject(over);
          else waiting = { resolve, reject };
        }),
    },
  };
}

function wordsOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code !== undefined) return `cannot be reached (${code})`;
  return error instanceof Error ? error.message : "failed";
}
