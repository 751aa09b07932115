import { randomBytes } from "node:crypto";
import type { Socket } from "node:dgram";
import { type CheckSyncRequest, readCheckSyncAnswer, uriOf, writeCheckSync } from "../protocols/sip/check-sync.ts";
import { parseDigestChallenge, writeDigest } from "../protocols/sip/digest.ts";
import type { SipHeaders } from "../protocols/sip/message.ts";
import { NotifyTransaction, T1_MS } from "../protocols/sip/notify-transaction.ts";
import type { DirectOutcome, FindLogin, NotifyPhone } from "../provisioning/notify-phone.ts";
import { bindSocket, chooseLocalAddress, openSocket } from "./udp-socket.ts";

type Answer = { status: number; reason: string; headers: SipHeaders };
type Exchange = { socket: Socket; request: CheckSyncRequest; t1Ms: number; signal: AbortSignal; onSent: () => void };

const CHALLENGES: Readonly<Record<number, { asks: string; answer: string }>> = {
  401: { asks: "www-authenticate", answer: "Authorization" },
  407: { asks: "proxy-authenticate", answer: "Proxy-Authorization" },
};

/** Sends NOTIFYs from a port of their own. What another address answers is not heard. */
export function createSipNotify({ signal, t1Ms = T1_MS }: { signal: AbortSignal; t1Ms?: number }): NotifyPhone {
  return async ({ address, port, uri, user, event }, { findLogin, onSent }) => {
    const target = { address, port };
    const socket = openSocket(address);
    // Between two tries nobody listens for errors.
    socket.on("error", () => {});
    try {
      const local = await chooseLocalAddress(address);
      if (local === undefined) return { outcome: "unanswered", words: `No way leads to ${address}` };
      await bindSocket(socket, local, 0);
      const request: CheckSyncRequest = {
        ...{ uri: uri ?? uriOf(user, target), user, target, event, sequence: 1 },
        ours: { address: local, port: socket.address().port },
        id: randomBytes(9).toString("hex"),
      };
      const exchange = { socket, request, t1Ms, signal, onSent };
      const answer = await ask(exchange);
      const challenge = answer && CHALLENGES[answer.status];
      if (answer === undefined || challenge === undefined) return judge(answer, port);
      const login = await answerChallenge(request, answer, findLogin);
      if (typeof login === "string") return { outcome: "refused", words: login };
      const authorization = { header: challenge.answer, value: login.value };
      return judge(await ask({ ...exchange, request: { ...request, sequence: 2, authorization } }), port);
    } catch (error) {
      return { outcome: "unanswered", words: `${address} could not be sent to: ${codeOf(error)}` };
    } finally {
      socket.close();
    }
  };
}

function judge(answer: Answer | undefined, port: number): DirectOutcome {
  if (answer === undefined) return { outcome: "unanswered", words: `Nobody answered the NOTIFY at UDP port ${port}` };
  const { status, reason } = answer;
  if (status < 300) return { outcome: "accepted" };
  return { outcome: "refused", words: `The phone answered ${status} ${reason}`.trim() };
}

/** The login that the phone demanded, or why there is none. */
async function answerChallenge(
  { uri }: CheckSyncRequest,
  { status, headers }: Answer,
  findLogin: FindLogin | undefined,
): Promise<{ value: string } | string> {
  const asked = headers.get(CHALLENGES[status]?.asks ?? "") ?? [];
  const [challenge] = asked.flatMap((header) => parseDigestChallenge(header) ?? []);
  const demand = `The phone answered ${status}: it demands a login`;
  if (challenge === undefined) return `${demand} in a way that is not known`;
  if (findLogin === undefined) return `${demand}, which phones of its kind are not given`;
  const login = await findLogin(challenge.realm);
  if (login === undefined) return `${demand}, and the password of its account is not here any more`;
  const cnonce = randomBytes(8).toString("hex");
  const ha1 = login.ha1.reveal();
  return { value: writeDigest(challenge, { user: login.user, ha1, method: "NOTIFY", uri, cnonce }) };
}

/** One transaction. Undefined: no final answer came. */
async function ask({ socket, request, t1Ms, signal, onSent }: Exchange): Promise<Answer | undefined> {
  const { target } = request;
  const bytes = Buffer.from(writeCheckSync(request), "latin1");
  const { promise, resolve, reject } = Promise.withResolvers<Answer | undefined>();
  const transaction = new NotifyTransaction(performance.now(), t1Ms);
  let timer: NodeJS.Timeout | undefined;
  let isOut = request.sequence > 1;

  function send(): void {
    socket.send(bytes, target.port, target.address, (error) => {
      if (error !== null) reject(error);
      else if (!isOut) {
        isOut = true;
        onSent();
      }
    });
  }
  function wait(): void {
    timer = setTimeout(
      () => {
        if (transaction.elapse()) send();
        if (transaction.outcome === "unanswered") resolve(undefined);
        else wait();
      },
      Math.max(0, transaction.dueAt - performance.now()),
    );
  }
  function hear(packet: Buffer, from: { address: string }): void {
    if (from.address !== target.address) return;
    const answer = readCheckSyncAnswer(packet, request);
    if (answer === undefined) return;
    transaction.receive(answer.status);
    if (answer.status >= 200) resolve(answer);
  }
  const stop = () => resolve(undefined);
  socket.on("message", hear).on("error", reject);
  signal.addEventListener("abort", stop, { once: true });
  send();
  wait();
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    socket.off("message", hear);
    socket.off("error", reject);
    signal.removeEventListener("abort", stop);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
