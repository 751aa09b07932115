/** `host`, `host:port` or `[IPv6]:port`, as the setting's format has checked it. */
export function splitHostPort(text: string, usualPort: number): { host: string; port: number } {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(text) ?? [];
  return { host: bracketed ?? plain ?? text, port: port === undefined ? usualPort : Number(port) };
}
