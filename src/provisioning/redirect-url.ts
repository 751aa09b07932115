import type { RedirectFailure } from "./redirect.ts";
import type { Vendor } from "./vendor.ts";

/** The address under which phones elsewhere are told to look for this server, in their vendor's own form. */
export function redirectUrlOf(
  phone: { mac: string; vendorId: string; model: string | null },
  base: string,
  vendors: readonly Vendor[],
): string | RedirectFailure {
  const vendor = vendors.find(({ id }) => id === phone.vendorId);
  const model = vendor?.models[phone.model ?? vendor.defaultModel] ?? vendor?.models[vendor.defaultModel];
  if (vendor === undefined || model === undefined) return invalid(`no vendor ${phone.vendorId} is built in`);
  if (!/^https?:\/\//.test(base))
    return invalid(`${base || "nothing"} is advertised, which is no http or https address`);
  if (isOwn(new URL(base).hostname))
    return invalid(`${base} is this machine's name for itself; set redirect.url or advertise to one that phones reach`);
  const { redirectUrl, settingsUrl } = vendor.discovery;
  return redirectUrl?.(base, model.family, phone.mac) ?? settingsUrl(base, model.family);
}

/** What is doubtful about an address for phones that are elsewhere, as sentences. */
export function doubtsOfRedirectUrl(base: string): string[] {
  if (!URL.canParse(base)) return ["No address is advertised to phones: set redirect.url or advertise"];
  const { protocol, hostname } = new URL(base);
  if (isOwn(hostname)) return [`${base} is this machine's name for itself, so nothing is registered under it`];
  const doubts: string[] = [];
  if (protocol !== "https:")
    doubts.push(`${base} is not https: phones outside the trusted networks get no passwords over it`);
  if (isPrivate(hostname))
    doubts.push(`${base} is a private address: only phones in this network, or linked to it by VPN, reach it`);
  return doubts;
}

function invalid(words: string): RedirectFailure {
  return { ok: false, code: "url-invalid", words };
}

function isOwn(host: string): boolean {
  return /^(?:127\.|0\.|localhost$|\[::1?\]$)/.test(host) || host.endsWith(".localhost");
}

/** RFC 1918, 3927, 4193 and 6598, link-local IPv6, and names that only a local server knows. */
function isPrivate(host: string): boolean {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(host)) {
    const [first = 0, second = 0] = host.split(".").map(Number);
    return (
      first === 10 ||
      (first === 172 && second >= 16 && second < 32) ||
      (first === 192 && second === 168) ||
      (first === 169 && second === 254) ||
      (first === 100 && second >= 64 && second < 128)
    );
  }
  if (host.startsWith("[")) return /^\[(?:f[cd]|fe[89ab])/i.test(host);
  return !host.includes(".") || /\.(?:local|lan|internal|home\.arpa)$/i.test(host);
}
