import { createServer, type Socket } from "node:net";

type SofiaRow = {
  user: string;
  host: string;
  contact: string;
  agent: string;
  expires: number;
  networkIp: string;
};
export type FakeFreeswitch = {
  port: number;
  rows: SofiaRow[];
  /** What went out as SIP. */
  notified: { to: string; target: string; event: string }[];
  /** Commands in their order, without the password. */
  commands: string[];
  isRude: boolean;
  silent: boolean;
  drop(): void;
  close(): Promise<void>;
};

const escapeContact = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** FreeSWITCH's event socket and mod_sofia as discovery.md section 7.2 and mod_sofia.c have them: one profile, `internal`. */
export async function startFakeFreeswitch(password: string): Promise<FakeFreeswitch> {
  const sockets = new Set<Socket>();
  const fake: Omit<FakeFreeswitch, "port" | "close"> = {
    ...{ rows: [], notified: [], commands: [], isRude: false, silent: false },
    drop: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
  const reply = (text: string) => `Content-Type: command/reply\nReply-Text: ${text}\n\n`;
  const respond = (body: string) => `Content-Type: api/response\nContent-Length: ${Buffer.byteLength(body)}\n\n${body}`;

  function api(command: string): string {
    const [sofia, what, profile, name, ...rest] = command.split(" ");
    // What wipes registrations, or has phones start again, is never to be said (discovery.md section 7.2).
    if (/flush_inbound_reg|check_sync/.test(command)) throw new Error(`forbidden: ${command}`);
    if (sofia !== "sofia" || what !== "xmlstatus" || profile !== "profile") return "-ERR command not found!\n";
    if (name !== "internal" || rest.join(" ") !== "reg") return "Invalid Profile!\n";
    const rows = fake.rows.map(
      ({ user, host, contact, agent, expires, networkIp }) =>
        `    <registration>\n        <call-id>${user}-call</call-id>\n        <user>${user}@${host}</user>\n        <contact>${escapeContact(contact)}</contact>\n        <agent>${agent}</agent>\n        <status>Registered(UDP)(unknown) EXP(2030-01-01 00:00:00) EXPSECS(${expires})</status>\n        <host>fs</host>\n        <network-ip>${networkIp}</network-ip>\n        <network-port>2048</network-port>\n        <sip-auth-user>${user}</sip-auth-user>\n        <sip-auth-realm>${host}</sip-auth-realm>\n        <mwi-account>${user}@${host}</mwi-account>\n    </registration>\n`,
    );
    return `<?xml version="1.0" encoding="ISO-8859-1"?>\n<profile>\n  <registrations>\n${rows.join("")}  </registrations>\n</profile>\n`;
  }

  /** mod_sofia.c, general_event_handler: nobody is told what it does not understand. */
  function notify(headers: Map<string, string>): void {
    const get = (name: string) => headers.get(name);
    const [event = "", target, to, user] = [get("event-string"), get("contact-uri"), get("to-uri"), get("user")];
    if (get("profile") !== "internal") return;
    if (target !== undefined) {
      if (to !== undefined && get("from-uri") !== undefined) fake.notified.push({ to, target, event });
    } else if (get("content-type") !== undefined && event !== "" && user !== undefined && get("host") !== undefined) {
      const found = fake.rows.filter((row) => row.user === user && row.host === get("host"));
      for (const row of found) fake.notified.push({ to: `sip:${user}@${row.host}`, target: row.contact, event });
    }
  }

  function answer(lines: string[], session: { isIn: boolean }): string {
    const [command = "", ...rest] = lines;
    const [verb = "", ...words] = command.split(" ");
    fake.commands.push(verb === "auth" ? verb : command);
    if (verb === "auth") {
      session.isIn = words.join(" ") === password;
      return reply(session.isIn ? "+OK accepted" : "-ERR invalid");
    }
    if (!session.isIn) return reply("-ERR command not found");
    if (verb === "api") return respond(api(words.join(" ")));
    if (verb !== "sendevent") return reply("-ERR command not found");
    if (words[0] !== "NOTIFY") return reply("-ERR invalid event");
    notify(new Map(rest.map((line) => line.split(/: ?(.*)/s).slice(0, 2) as [string, string])));
    return reply("+OK 3f1e0c52-0000-4000-8000-000000000000");
  }

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    const session = { isIn: false };
    let rest = "";
    if (fake.isRude) {
      const body = "Access Denied, go away.\n";
      socket.resume().end(`Content-Type: text/rude-rejection\nContent-Length: ${body.length}\n\n${body}`);
      return;
    }
    socket.write("Content-Type: auth/request\n\n");
    socket.on("data", (chunk) => {
      rest += chunk.toString();
      for (let end = rest.indexOf("\n\n"); end >= 0; end = rest.indexOf("\n\n")) {
        const lines = rest.slice(0, end).split("\n");
        rest = rest.slice(end + 2);
        const text = answer(lines, session);
        if (!fake.silent) socket.write(text);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return Object.assign(fake, {
    port,
    close: () => {
      fake.drop();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  });
}
