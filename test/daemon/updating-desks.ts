import { expect } from "vitest";
import { type NotifyPhoneFixture, startNotifyPhone } from "../servers/notify-phone.ts";
import type { Daemon } from "./start-daemon.ts";

/** A Snom D785 that updates itself as its firmware index says, unless it does not take the version. */
export type Desk = { mac: string; address: string; firmware: string; takes: (version: string) => boolean };

export const imageOf = (version: string) => `snomD785-${version}-SIP-r.bin`;

export const fetchAs = (daemon: Daemon, { address, firmware }: Desk, path: string) =>
  daemon.fetch(path, {
    from: address,
    headers: { "user-agent": `Mozilla/4.0 (compatible; snomD785-SIP ${firmware})` },
  });

/** As a phone that was told: its configuration, its firmware index, the image if that is another one, and again after the update. */
export async function boot(daemon: Daemon, desk: Desk): Promise<void> {
  await fetchAs(daemon, desk, `/${desk.mac}.xml`);
  const index = (await fetchAs(daemon, desk, `/snom-firmware-${desk.mac}.xml`)).body;
  const [, url, version] = /<firmware[^>]*>(\S+\/snomD785-([\d.]+)-SIP-r\.bin)</.exec(index) ?? [];
  if (url === undefined || version === undefined || version === desk.firmware) return;
  expect((await fetchAs(daemon, desk, new URL(url).pathname)).status).toBe(200);
  if (desk.takes(version)) desk.firmware = version;
  await fetchAs(daemon, desk, `/${desk.mac}.xml`);
}

/** Has it boot whenever it is told to fetch. */
export function listen(desk: Desk, obey: () => Promise<void>): Promise<NotifyPhoneFixture> {
  const answer = () => {
    setTimeout(() => void obey().catch(() => undefined), 20);
    return { status: "200 OK" };
  };
  return startNotifyPhone(desk.address, answer, 5060);
}
