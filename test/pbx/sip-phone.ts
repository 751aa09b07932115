import { createHash, randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";

export type SipPhoneOptions = {
  user: string;
  /** SIP domain: the host part of its address of record. */
  domain: string;
  registrar: { host: string; port: number };
  localAddress: string;
  userAgent: string;
};
type SipAnswer = { status: number; reason: string; headers: ReadonlyMap<string, string> };
export type SipPhone = {
  /** Its contact's URI. */
  contact: string;
  /** Registers with digest authentication (RFC 3261 sections 10 and 22); the last answer. */
  register(password: string, expires?: number): Promise<SipAnswer>;
  /** Calls another user; the answer, once it is final. */
  call(user: string, password: string): Promise<SipAnswer>;
  /** Ends the call that was answered. */
  hangUp(): Promise<SipAnswer>;
  /** NOTIFYs that reached it. */
  notified(): readonly string[];
  /** What it says to NOTIFY; undefined: nothing. */
  answerNotify(status: number | undefined): void;
  close(): void;
};

/** RFC 3261 section 17.1.1.1: repeats double from here. */
const T1_MS = 500;
const PATIENCE_MS = 4000;

/** A phone's SIP over UDP, as far as registering, calling and being notified go. */
export async function createSipPhone(options: SipPhoneOptions): Promise<SipPhone> {
  const { user, domain, registrar, localAddress, userAgent } = options;
  const socket = createSocket("udp4");
  socket.bind(0, localAddress);
  await once(socket, "listening");
  const here = `${localAddress}:${socket.address().port}`;
  const contact = `sip:${user}@${here}`;
  const tag = randomHex();
  const registerCallId = `${randomHex()}@${localAddress}`;
  const waiting = new Map<string, (answer: SipAnswer) => void>();
  const notified: string[] = [];
  let notifyStatus: number | undefined = 200;
  let sequence = 0;
  let call: { head: readonly string[]; target: string; route: string[]; cseq: number } | undefined;

  socket.on("message", (bytes, peer) => {
    const text = bytes.toString("utf8");
    const { first, headers } = parse(text);
    if (first.startsWith("SIP/2.0 ")) {
      const status = Number(first.slice(8, 11));
      if (status < 200) return;
      waiting.get(`${headers.get("call-id")} ${headers.get("cseq")}`)?.({ status, reason: first.slice(12), headers });
      return;
    }
    const method = first.slice(0, first.indexOf(" "));
    if (method === "NOTIFY") notified.push(text);
    const status = method === "NOTIFY" ? notifyStatus : 200;
    if (method === "ACK" || status === undefined) return;
    const copied = text.split("\r\n").filter((line) => /^(?:Via|From|Call-ID|CSeq|Record-Route):/i.test(line));
    const to = headers.get("to") ?? "";
    socket.send(
      [
        `SIP/2.0 ${status} ${status === 200 ? "OK" : "Refused"}`,
        ...copied,
        `To: ${to}${to.includes(";tag=") ? "" : `;tag=${tag}`}`,
        `Contact: <${contact}>`,
        "Content-Length: 0\r\n\r\n",
      ].join("\r\n"),
      peer.port,
      peer.address,
    );
  });

  /** Sends a request, again and again, until there is a final answer. */
  function ask(method: string, uri: string, head: readonly string[], cseq: number, callId: string): Promise<SipAnswer> {
    const message = write(method, uri, head, cseq, callId);
    return new Promise((resolve, reject) => {
      const key = `${callId} ${cseq} ${method}`;
      let waitMs = T1_MS;
      let timer: NodeJS.Timeout | undefined;
      const send = () => {
        socket.send(message, registrar.port, registrar.host);
        timer = setTimeout(send, waitMs);
        waitMs *= 2;
      };
      const end = (finish: () => void) => {
        clearTimeout(timer);
        clearTimeout(patience);
        waiting.delete(key);
        finish();
      };
      const patience = setTimeout(
        () => end(() => reject(new Error(`no answer to ${method} from ${registrar.host}:${registrar.port}`))),
        PATIENCE_MS,
      );
      waiting.set(key, (answer) => end(() => resolve(answer)));
      send();
    });
  }

  function write(method: string, uri: string, head: readonly string[], cseq: number, callId: string): string {
    return [
      `${method} ${uri} SIP/2.0`,
      `Via: SIP/2.0/UDP ${here};branch=z9hG4bK${randomHex()};rport`,
      "Max-Forwards: 70",
      `Call-ID: ${callId}`,
      `CSeq: ${cseq} ${method}`,
      `User-Agent: ${userAgent}`,
      `Contact: <${contact}>`,
      ...head,
      "Content-Length: 0\r\n\r\n",
    ].join("\r\n");
  }

  /** Asks, and once more with credentials where it is challenged. */
  async function authenticate(
    method: string,
    uri: string,
    head: readonly string[],
    password: string,
    callId: string,
  ): Promise<SipAnswer> {
    const answer = await ask(method, uri, head, ++sequence, callId);
    if (answer.status !== 401 && answer.status !== 407) return answer;
    if (method === "INVITE") acknowledge(uri, head, sequence, callId, answer);
    const isProxy = answer.status === 407;
    const challenge = answer.headers.get(isProxy ? "proxy-authenticate" : "www-authenticate") ?? "";
    const credentials = digest({ challenge, method, uri, user, password });
    const withThem = [...head, `${isProxy ? "Proxy-Authorization" : "Authorization"}: ${credentials}`];
    return ask(method, uri, withThem, ++sequence, callId);
  }

  function acknowledge(uri: string, head: readonly string[], cseq: number, callId: string, answer: SipAnswer): void {
    const answered = head.map((line) => (line.startsWith("To:") ? `To: ${answer.headers.get("to")}` : line));
    socket.send(write("ACK", uri, answered, cseq, callId), registrar.port, registrar.host);
  }

  const callId = `${randomHex()}@${localAddress}`;
  return {
    contact,
    register: (password, expires = 600) =>
      authenticate(
        "REGISTER",
        `sip:${domain}`,
        [`From: <sip:${user}@${domain}>;tag=${tag}`, `To: <sip:${user}@${domain}>`, `Expires: ${expires}`],
        password,
        registerCallId,
      ),
    async call(other, password) {
      const uri = `sip:${other}@${registrar.host}:${registrar.port}`;
      const from = `From: <sip:${user}@${domain}>;tag=${tag}`;
      const answer = await authenticate("INVITE", uri, [from, `To: <sip:${other}@${domain}>`], password, callId);
      if (answer.status === 200) {
        const target = /<([^>]+)>/.exec(answer.headers.get("contact") ?? "")?.[1] ?? uri;
        const route = (answer.headers.get("record-route") ?? "").split(/,\s*/).filter((entry) => entry !== "");
        const head = [from, `To: ${answer.headers.get("to")}`, ...route.reverse().map((entry) => `Route: ${entry}`)];
        call = { head, target, route, cseq: sequence };
        socket.send(write("ACK", target, head, sequence, callId), registrar.port, registrar.host);
      }
      return answer;
    },
    async hangUp() {
      if (call === undefined) throw new Error("no call is up");
      return ask("BYE", call.target, call.head, ++sequence, callId);
    },
    notified: () => notified,
    answerNotify: (status) => {
      notifyStatus = status;
    },
    close: () => socket.close(),
  };
}

function randomHex(): string {
  return randomBytes(8).toString("hex");
}

function parse(text: string): { first: string; headers: Map<string, string> } {
  const [first = "", ...lines] = text.split("\r\n\r\n", 1)[0]?.split("\r\n") ?? [];
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    const known = headers.get(name);
    headers.set(name, known === undefined ? value : `${known}, ${value}`);
  }
  return { first, headers };
}

/** RFC 2617 with MD5, and with `qop=auth` where it is offered. */
function digest(asked: { challenge: string; method: string; uri: string; user: string; password: string }): string {
  const { challenge, method, uri, user, password } = asked;
  const part = (name: string) => new RegExp(`${name}="([^"]*)"`, "i").exec(challenge)?.[1] ?? "";
  const [realm, nonce] = [part("realm"), part("nonce")];
  const ha1 = md5(`${user}:${realm}:${password}`);
  const ha2 = md5(`${method}:${uri}`);
  const said = `Digest username="${user}", realm="${realm}", nonce="${nonce}", uri="${uri}", algorithm=MD5`;
  if (!/qop=/i.test(challenge)) return `${said}, response="${md5(`${ha1}:${nonce}:${ha2}`)}"`;
  const cnonce = randomHex();
  const response = md5(`${ha1}:${nonce}:00000001:${cnonce}:auth:${ha2}`);
  return `${said}, qop=auth, nc=00000001, cnonce="${cnonce}", response="${response}"`;
}

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}
