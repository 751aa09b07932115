import { readFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

type FakeContact = { endpoint: string; uri: string; userAgent?: string; expires: number; viaAddr?: string };
export type FakeAsterisk = {
  port: number;
  endpoints: Map<string, { deviceState: string; channels: string }>;
  contacts: FakeContact[];
  /** What went out as SIP: Request-URI and headers. */
  notified: { uri: string; headers: Record<string, string> }[];
  /** As reloads of res_pjsip.so read it: section → key → values. */
  wizard: Map<string, Map<string, string>>;
  reloads: number;
  /** Actions in their order, without secrets. */
  actions: string[];
  has: { defaultOutboundEndpoint: boolean; permission: boolean };
  /** Answers nothing any more, and keeps the connection. */
  silent: boolean;
  /** Breaks every connection. */
  drop(): void;
  close(): Promise<void>;
};

/** Asterisk's manager interface as discovery.md sections 7.1 and 8.1 have it. Refuses what Asterisk refuses. */
export async function startFakeAsterisk(options: { secret: string; wizardFile?: string }): Promise<FakeAsterisk> {
  const sockets = new Set<Socket>();
  const fake: Omit<FakeAsterisk, "port" | "close"> = {
    ...{ endpoints: new Map(), contacts: [], notified: [], wizard: new Map(), reloads: 0, actions: [], silent: false },
    has: { defaultOutboundEndpoint: true, permission: true },
    drop: () => {
      for (const socket of sockets) socket.destroy();
    },
  };

  async function answer(fields: [string, string][], session: { isIn: boolean }): Promise<string[][]> {
    const get = (name: string) => fields.find(([key]) => key.toLowerCase() === name)?.[1] ?? "";
    const action = get("action");
    const id = `ActionID: ${get("actionid")}`;
    const error = (words: string) => [["Response: Error", id, `Message: ${words}`]];
    fake.actions.push(action);
    if (action === "Login") {
      if (get("username") !== "offhook" || get("secret") !== options.secret) return error("Authentication failed");
      session.isIn = true;
      // An event that nobody asked for comes between.
      return [
        ["Event: FullyBooted", "Status: Fully Booted"],
        ["Response: Success", id, "Message: Authentication accepted"],
      ];
    }
    if (!session.isIn || !fake.has.permission) return error("Permission denied");
    const list = (events: string[][], name: string, one: string) =>
      events.length === 0
        ? error(`No ${one}s found`)
        : [
            [
              "Response: Success",
              id,
              "EventList: start",
              `Message: A listing of ${one}s follows, presented as ${name} events`,
            ],
            ["Event: PeerStatus", "Peer: PJSIP/999"],
            ...events.map((event) => [`Event: ${name}`, id, ...event]),
            [`Event: ${name}Complete`, id, "EventList: Complete", `ListItems: ${events.length}`],
          ];
    if (action === "PJSIPShowEndpoints") {
      const events = [...fake.endpoints].map(([name, { deviceState, channels }]) => [
        ...[
          "ObjectType: endpoint",
          `ObjectName: ${name}`,
          `DeviceState: ${deviceState}`,
          `ActiveChannels: ${channels}`,
        ],
      ]);
      return list(events, "EndpointList", "Endpoint");
    }
    if (action === "PJSIPShowContacts") {
      const events = fake.contacts.map(({ endpoint, uri, userAgent = "", expires, viaAddr = "10.0.0.9" }) => [
        ...[
          "ObjectType: contact",
          `ObjectName: ${endpoint};@a88df67525`,
          `ViaAddr: ${viaAddr}`,
          `Endpoint: ${endpoint}`,
        ],
        ...[`Uri: ${uri}`, `UserAgent: ${userAgent}`, `ExpirationTime: ${expires}`, "Status: NonQualified"],
      ]);
      return list(events, "ContactList", "Contact");
    }
    if (action === "Reload") {
      if (get("module") !== "res_pjsip.so") return error("No such module");
      fake.reloads += 1;
      // Answered before the objects are read.
      void sleep(30).then(reload);
      return [["Response: Success", id, "Message: Module Reloaded"]];
    }
    if (action === "PJSIPNotify") return notify(get, fields, id, error);
    return error("Invalid/unknown command");
  }

  function notify(
    get: (name: string) => string,
    fields: [string, string][],
    id: string,
    error: (words: string) => string[][],
  ) {
    const targets = ["endpoint", "uri", "channel"].filter((name) => get(name) !== "");
    if (targets.length !== 1) return error("PJSIPNotify requires either an endpoint name, a SIP URI, or a channel");
    if ((get("option") === "") === (get("variable") === ""))
      return error("PJSIPNotify requires either an Option or Variable");
    if (get("endpoint") !== "" && !fake.endpoints.has(get("endpoint")))
      return error(`Unable to retrieve endpoint ${get("endpoint")}`);
    if (get("option") !== "") return error(`Unable to find notify type '${get("option")}'`);
    if (get("uri") !== "" && !fake.has.defaultOutboundEndpoint) return error("Unable to retrieve endpoint");
    const variables = fields
      .filter(([name]) => name.toLowerCase() === "variable")
      .flatMap(([, value]) => value.split(","));
    const headers = Object.fromEntries(variables.map((text) => text.split(/=(.*)/s).slice(0, 2)));
    const uris =
      get("uri") === ""
        ? fake.contacts.filter((one) => one.endpoint === get("endpoint")).map((one) => one.uri)
        : [get("uri")];
    for (const uri of uris) fake.notified.push({ uri, headers: { ...headers, "Subscription-State": "terminated" } });
    return [["Response: Success", id, "Message: NOTIFY sent"]];
  }

  function reload(): void {
    if (options.wizardFile === undefined) return;
    for (const name of fake.wizard.keys()) fake.endpoints.delete(name);
    fake.wizard = parseAsAsterisk(readFileSync(options.wizardFile, "utf8"));
    for (const [name, items] of fake.wizard)
      if (items.get("type") === "wizard") fake.endpoints.set(name, { deviceState: "Unavailable", channels: "" });
  }

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    const session = { isIn: false };
    let rest = "";
    socket.write("Asterisk Call Manager/9.0.0\r\n");
    socket.on("data", async (chunk) => {
      rest += chunk.toString();
      for (let end = rest.indexOf("\r\n\r\n"); end >= 0; end = rest.indexOf("\r\n\r\n")) {
        const lines = rest.slice(0, end).split("\r\n");
        rest = rest.slice(end + 4);
        const answers = await answer(
          lines.map((line) => line.split(/: ?(.*)/s).slice(0, 2) as [string, string]),
          session,
        );
        if (fake.silent) continue;
        socket.write(answers.map((lines) => `${lines.join("\r\n")}\r\n\r\n`).join(""));
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

/** main/config.c: `;` begins a comment unless a backslash stands before it, which goes away then; `#` at the beginning is a directive. */
export function parseAsAsterisk(text: string): Map<string, Map<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  let current: Map<string, string> | undefined;
  for (const raw of text.split("\n")) {
    const line = raw
      .replace(/(?<!\\);.*$/s, "")
      .replaceAll("\\;", ";")
      .trim();
    if (line === "") continue;
    if (line.startsWith("#")) throw new Error(`a directive: ${line}`);
    const name = /^\[([^\]]+)\](.*)$/.exec(line);
    if (name !== null) {
      current = new Map();
      sections.set(name[1] ?? "", current);
      continue;
    }
    const [, key = "", value = ""] = /^([^=]+)=>?(.*)$/s.exec(line) ?? [];
    if (current === undefined || key === "") throw new Error(`no item: ${line}`);
    current.set(key.trim(), value.trim());
  }
  return sections;
}
