import { createEslReader, type EslMessage, encodeCommand } from "../../protocols/esl/messages.ts";
import { oneLine } from "../../protocols/one-line.ts";
import type { Password } from "../../provisioning/password.ts";
import { type Exchange, keepConnection, PbxFault } from "./kept-connection.ts";

const DEFAULT_PORT = 8021;
const TIMEOUT_MS = 10_000;
const LONGEST_WORDS = 200;

export type EslClient = {
  /** The text that a command of the console answers. Rejects with a PbxFault. */
  api(command: string): Promise<string>;
  /** Rejects with a PbxFault, also where FreeSWITCH does not take it. */
  sendEvent(name: string, headers: readonly (readonly [string, string])[]): Promise<void>;
  close(): Promise<void>;
};
type Options = { host: string; port?: number | undefined; password: Password; timeoutMs?: number | undefined };

/** FreeSWITCH's event socket, as discovery.md section 7.2 has it. */
export function createEslClient({ host, port = DEFAULT_PORT, password, timeoutMs = TIMEOUT_MS }: Options): EslClient {
  const connection = keepConnection<EslMessage>({
    ...{ name: "FreeSWITCH's event socket", host, port, timeoutMs },
    createReader: createEslReader,
    async signIn(exchange) {
      await receive(exchange, "auth/request");
      exchange.send(encodeCommand(`auth ${password.reveal()}`));
      refuseUnlessOk(await receive(exchange, "command/reply"), "the password of its event socket");
    },
  });

  /** Whatever else comes meanwhile is not for us. Who is not on its list of addresses is turned away at once. */
  async function receive(exchange: Exchange<EslMessage>, type: string): Promise<EslMessage> {
    for (;;) {
      const message = await exchange.receive();
      const found = message.headers.get("content-type");
      if (found === type) return message;
      if (found === "text/rude-rejection")
        throw new PbxFault(
          "refused",
          `FreeSWITCH at ${host}:${port} does not take us: add our address to apply-inbound-acl`,
        );
      if (found === "text/disconnect-notice")
        throw new PbxFault("unreachable", `FreeSWITCH at ${host}:${port} hung up`);
    }
  }

  function refuseUnlessOk({ headers }: EslMessage, what: string): void {
    const reply = headers.get("reply-text") ?? "";
    if (!reply.startsWith("+OK"))
      throw new PbxFault("refused", `FreeSWITCH at ${host}:${port} refuses ${what}: ${oneLine(reply, LONGEST_WORDS)}`);
  }

  return {
    api: (command) =>
      connection.use(async (exchange) => {
        exchange.send(encodeCommand(`api ${command}`));
        return (await receive(exchange, "api/response")).body;
      }),
    sendEvent: (name, headers) =>
      connection.use(async (exchange) => {
        exchange.send(encodeCommand(`sendevent ${name}`, headers));
        refuseUnlessOk(await receive(exchange, "command/reply"), `the event ${name}`);
      }),
    close: () => connection.close(),
  };
}
