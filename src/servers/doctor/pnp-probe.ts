import { randomBytes } from "node:crypto";
import type { RemoteInfo } from "node:dgram";
import { setTimeout as sleep } from "node:timers/promises";
import { headerOf, parseMessage } from "../../protocols/sip/message.ts";
import type { PnpEcho } from "../../provisioning/doctor/judge-pnp.ts";
import type { OwnAddress } from "../own-networks.ts";
import type { PnpServer } from "../sip-pnp.ts";
import { PNP_GROUP } from "../sip-pnp-sockets.ts";
import { bindSocket, openSocket } from "../udp-socket.ts";

/** Locally administered, so no maker's; the rest is made up. */
const NOBODYS_MAC = "024F4646";
const SEND_AGAIN_MS = 400;
const SENDS = 3;
/** Other servers take their time. */
const LISTEN_MS = 1500;

/**
 * Asks the group by way of one of our addresses as a phone would, and sees whether our own server hears it, and who answers. It names
 * no maker: servers that know their phones keep silent, and phones do not listen to the group.
 */
export async function askGroup(
  { interfaceName, address }: OwnAddress,
  server: Pick<PnpServer, "listenFor" | "port">,
  port: number,
): Promise<PnpEcho> {
  const mark = randomBytes(12).toString("hex");
  const answeredBy = new Set<string>();
  let isHeard = false;
  let error: string | undefined;
  const stopListening = server.listenFor(mark, () => {
    isHeard = true;
  });
  const socket = openSocket(address);
  socket.on("error", (fault) => {
    error ??= fault.message;
  });
  socket.on("message", (bytes, from) => {
    answeredBy.add(from.address);
    const answer = answerNotify(bytes);
    if (answer !== undefined) socket.send(answer, from.port, from.address);
  });
  try {
    await bindSocket(socket, address, 0);
    socket.setMulticastInterface(address);
    const question = writeQuestion(mark, { address, port: socket.address().port });
    const deadline = Date.now() + LISTEN_MS;
    for (let sent = 0; sent < SENDS && !isHeard; sent++) {
      await new Promise<void>((done) =>
        socket.send(question, port, PNP_GROUP, (fault) => {
          if (fault !== null) error ??= fault.message;
          done();
        }),
      );
      await sleep(SEND_AGAIN_MS);
    }
    await sleep(Math.max(0, deadline - Date.now()));
  } catch (fault) {
    error ??= fault instanceof Error ? fault.message : String(fault);
  } finally {
    stopListening();
    socket.close();
  }
  const failed = error === undefined ? ("lost" as const) : { notSent: error };
  return { interfaceName, address, outcome: isHeard ? "heard" : failed, answeredBy: [...answeredBy] };
}

function writeQuestion(mark: string, { address, port }: Pick<RemoteInfo, "address" | "port">): Buffer {
  const who = `sip:MAC%3A${NOBODYS_MAC}${mark.slice(0, 4).toUpperCase()}@${PNP_GROUP}`;
  return Buffer.from(
    [
      `SUBSCRIBE ${who} SIP/2.0`,
      `Via: SIP/2.0/UDP ${address}:${port};branch=z9hG4bK${mark};rport`,
      `From: <${who}>;tag=${mark}`,
      `To: <${who}>`,
      `Call-ID: ${mark}`,
      "CSeq: 1 SUBSCRIBE",
      `Contact: <sip:${address}:${port}>`,
      'Event: ua-profile;profile-type="device";vendor="none";model="self-check";version="1"',
      "Max-Forwards: 70",
      "Expires: 0",
      "Accept: application/url",
      "Content-Length: 0",
      "\r\n",
    ].join("\r\n"),
  );
}

/** So that another server does not send its NOTIFY ten times more. */
function answerNotify(bytes: Buffer): Buffer | undefined {
  const message = parseMessage(bytes);
  if (message?.type !== "request" || message.method !== "NOTIFY") return undefined;
  const copied = ["Via", "From", "To", "Call-ID", "CSeq"].map(
    (name) => `${name}: ${headerOf(message.headers, name.toLowerCase()) ?? ""}`,
  );
  return Buffer.from(["SIP/2.0 200 OK", ...copied, "Content-Length: 0", "\r\n"].join("\r\n"), "latin1");
}
