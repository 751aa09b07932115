// Many phones that ask by SIP PnP, on few sockets: with one each, making sockets would be most of what is measured.
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";

const SOCKETS = 32;
const RETRY_MS = 500;

export type PnpClient = {
  /** Resolves when the phone was told its URL and said that it has it. Repeats its question as phones do. */
  ask(mac: string): Promise<void>;
  close(): void;
};

export async function startPnpClient(host: string, port: number): Promise<PnpClient> {
  const address = "127.0.0.1";
  const waiting = new Map<string, () => void>();
  const sockets: Socket[] = [];
  for (let index = 0; index < SOCKETS; index++) {
    const socket = createSocket({ type: "udp4", recvBufferSize: 1 << 20 });
    socket.bind(0, address);
    await once(socket, "listening");
    socket.setMulticastInterface(address);
    socket.on("message", (bytes, from) => {
      const text = bytes.toString("latin1");
      if (!text.startsWith("NOTIFY ")) return;
      const copied = text.split("\r\n").filter((line) => /^(?:Via|From|To|Call-ID|CSeq):/.test(line));
      socket.send(["SIP/2.0 200 OK", ...copied, "Content-Length: 0", "\r\n"].join("\r\n"), from.port, from.address);
      waiting.get(/^Call-ID: (\S+)/m.exec(text)?.[1] ?? "")?.();
    });
    sockets.push(socket);
  }
  let asked = 0;

  function ask(mac: string): Promise<void> {
    const number = asked++;
    const socket = sockets[number % SOCKETS];
    if (socket === undefined) throw new Error("no socket is open");
    const call = `${number}-bench`;
    const user = `MAC${mac.toLowerCase()}`;
    const at = `${address}:${socket.address().port}`;
    const question = [
      `SUBSCRIBE sip:${user}@224.0.1.75 SIP/2.0`,
      `Via: SIP/2.0/UDP ${at};branch=z9hG4bK${call}`,
      `From: <sip:${user}@224.0.1.75>;tag=${number}`,
      `To: <sip:${user}@224.0.1.75>`,
      `Call-ID: ${call}`,
      "CSeq: 1 SUBSCRIBE",
      `Contact: <sip:${user}@${at}>`,
      "Max-Forwards: 70",
      "User-Agent: Yealink SIP-T46S 66.86.0.15",
      "Expires: 0",
      'Event: ua-profile;profile-type="device";vendor="yealink";model="T46S";version="66.86.0.15"',
      "Accept: application/url",
      "Content-Length: 0",
      "\r\n",
    ].join("\r\n");
    return new Promise((resolve) => {
      const send = () => socket.send(question, port, host);
      const retry = setInterval(send, RETRY_MS);
      waiting.set(call, () => {
        clearInterval(retry);
        waiting.delete(call);
        resolve();
      });
      send();
    });
  }

  return {
    ask,
    close: () => {
      for (const socket of sockets) socket.close();
    },
  };
}
