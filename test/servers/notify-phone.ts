import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { headerOf, parseMessage, type SipHeaders } from "../../src/protocols/sip/message.ts";

export type HeardNotify = { uri: string; event: string; headers: SipHeaders; at: number };
/** A phone's answer: its status line's end and more headers. Undefined: silence. */
type Reply = { status: string; headers?: readonly string[] } | undefined;

export type NotifyPhoneFixture = {
  port: number;
  heard: HeardNotify[];
  close(): Promise<void>;
};

/** A small SIP phone on UDP: hears NOTIFYs and answers them as `reply` says. */
export async function startNotifyPhone(
  address: string,
  reply: (notify: HeardNotify, count: number) => Reply | Promise<Reply>,
  port = 0,
): Promise<NotifyPhoneFixture> {
  const socket: Socket = createSocket("udp4");
  const heard: HeardNotify[] = [];
  socket.on("message", async (bytes, from) => {
    const message = parseMessage(bytes);
    if (message?.type !== "request") return;
    const { uri, headers } = message;
    const notify = { uri, headers, event: headerOf(headers, "event") ?? "", at: Date.now() };
    heard.push(notify);
    const answer = await reply(notify, heard.length);
    if (answer === undefined) return;
    const copied = ["via", "from", "to", "call-id", "cseq"].map((name) => `${name}: ${headerOf(headers, name)}`);
    const lines = [`SIP/2.0 ${answer.status}`, ...copied, ...(answer.headers ?? []), "Content-Length: 0", "\r\n"];
    socket.send(lines.join("\r\n"), from.port, from.address);
  });
  socket.bind(port, address);
  await once(socket, "listening");
  return {
    port: socket.address().port,
    heard,
    close: async () => {
      socket.close();
      await once(socket, "close");
    },
  };
}
