import { once } from "node:events";
import { createServer } from "node:net";
import { type DoctorFinding, found } from "../../provisioning/doctor/doctor-finding.ts";
import { type DoorFacts, sayOthers } from "../../provisioning/doctor/judge-ports.ts";
import { hostPort } from "../addresses.ts";
import { bindSocket, hasCode, openSocket } from "../udp-socket.ts";
import { findSockets } from "./port-owners.ts";

/** Whether a door could be opened there now. Opens it for a moment. */
export async function tryPort({ door, protocol, host, port }: DoorFacts): Promise<DoctorFinding> {
  const params = { door, address: hostPort(host, port) };
  try {
    await (protocol === "udp" ? tryUdp(host, port) : tryTcp(host, port));
    return found("port-free", params);
  } catch (error) {
    if (hasCode(error, "EACCES") || hasCode(error, "EPERM")) return found("port-needs-privilege", params);
    if (hasCode(error, "EADDRNOTAVAIL") || hasCode(error, "ENOTFOUND")) return found("address-not-here", params);
    if (!hasCode(error, "EADDRINUSE")) throw error;
    const sockets = await findSockets((one, at) => one === protocol && at === port);
    const others = sayOthers(sockets ?? [], { protocol, port, ownPid: process.pid });
    return found("port-in-use", { ...params, program: others.join(", ") || "?" });
  }
}

async function tryUdp(host: string, port: number): Promise<void> {
  const socket = openSocket(host);
  try {
    await bindSocket(socket, host, port);
  } finally {
    socket.close();
  }
}

async function tryTcp(host: string, port: number): Promise<void> {
  const server = createServer();
  const listening = once(server, "listening");
  server.listen({ host, port, exclusive: true });
  await listening;
  server.close();
  await once(server, "close");
}
