import { type AmiFields, type AmiMessage, createAmiReader, encodeAction } from "../../protocols/ami/messages.ts";
import { isEmptyList } from "../../protocols/ami/pjsip.ts";
import { oneLine } from "../../protocols/one-line.ts";
import type { Password } from "../../provisioning/password.ts";
import { type Exchange, keepConnection, PbxFault } from "./kept-connection.ts";

const DEFAULT_PORT = 5038;
const TIMEOUT_MS = 10_000;
const LONGEST_WORDS = 200;

export type AmiClient = {
  /** The answer, which may say no. Rejects with a PbxFault. */
  ask(action: AmiFields): Promise<AmiMessage>;
  /** The events of a list, without the last, which is named by `end`. Rejects with a PbxFault, also where Asterisk says no. */
  list(action: AmiFields, end: string): Promise<AmiMessage[]>;
  close(): Promise<void>;
};
type Options = {
  host: string;
  port?: number | undefined;
  username: string;
  secret: Password;
  timeoutMs?: number | undefined;
};

/** Asterisk's manager interface, as discovery.md section 7.1 has it. */
export function createAmiClient(options: Options): AmiClient {
  const { host, port = DEFAULT_PORT, username, secret, timeoutMs = TIMEOUT_MS } = options;
  let lastId = 0;

  async function ask(exchange: Exchange<AmiMessage>, action: AmiFields): Promise<{ id: string; answer: AmiMessage }> {
    lastId += 1;
    const id = `offhook-${lastId}`;
    exchange.send(encodeAction([...action, ["ActionID", id]]));
    for (;;) {
      const message = await exchange.receive();
      // Events that nobody asked for, and whatever belongs to another action.
      if (message.get("actionid") === id && message.has("response")) return { id, answer: message };
    }
  }

  const connection = keepConnection<AmiMessage>({
    ...{ name: "Asterisk's manager interface", host, port, timeoutMs },
    createReader: createAmiReader,
    async signIn(exchange) {
      const { answer } = await ask(exchange, [
        ["Action", "Login"],
        ["Username", username],
        ["Secret", secret.reveal()],
        ["Events", "off"],
      ]);
      if (answer.get("response") !== "Success")
        throw new PbxFault("refused", `Asterisk at ${host}:${port} refuses the AMI user: ${messageOf(answer)}`);
    },
  });

  return {
    ask: (action) => connection.use(async (exchange) => (await ask(exchange, action)).answer),
    list: (action, end) =>
      connection.use(async (exchange) => {
        const { id, answer } = await ask(exchange, action);
        if (isEmptyList(answer)) return [];
        if (answer.get("response") !== "Success")
          throw new PbxFault("refused", `Asterisk refuses ${action[0]?.[1] ?? ""}: ${messageOf(answer)}`);
        const events: AmiMessage[] = [];
        for (;;) {
          const message = await exchange.receive();
          if (message.get("actionid") !== id) continue;
          if (message.get("event") === end) return events;
          events.push(message);
        }
      }),
    close: () => connection.close(),
  };
}

export function messageOf(answer: AmiMessage): string {
  return oneLine(answer.get("message") ?? "without a reason", LONGEST_WORDS);
}
