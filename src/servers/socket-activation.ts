import type { Server } from "node:net";

/** Sockets that were opened for this process before it started: name → file descriptor. */
export type InheritedSockets = ReadonlyMap<string, number>;

/** Standard input, output and error come before the first one. */
const FIRST_FD = 3;

/** What systemd hands over, by the names of the socket unit's `FileDescriptorName` (sd_listen_fds(3)). Empty where it started nothing. */
export function readInheritedSockets(env: NodeJS.ProcessEnv, pid: number): InheritedSockets {
  const count = Number(env.LISTEN_FDS);
  // They are meant for the process that was started, not for what it starts.
  if (env.LISTEN_PID !== String(pid) || !Number.isInteger(count) || count < 1) return new Map();
  const names = (env.LISTEN_FDNAMES ?? "").split(":");
  return new Map(Array.from({ length: count }, (_, index) => [names[index] ?? "", FIRST_FD + index] as const));
}

/** Makes a server's `listen` take over an open socket, whatever address it is given. Undefined: leaves it as it is. */
export function adoptSocket<S extends Server>(server: S, fd: number | undefined, backlog: number): S {
  if (fd === undefined) return server;
  const listen = server.listen.bind(server);
  const adopt = (_address: unknown, listening?: () => void) => listen({ fd, backlog }, listening);
  return Object.assign(server, { listen: adopt });
}
