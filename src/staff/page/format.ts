import { useEffect, useState } from "preact/hooks";
import type { PageLanguage } from "./languages.ts";

/** `00:04:13:74:47:D0`; what is no MAC stays as it is. */
export function writeMac(mac: string): string {
  return /^[0-9A-F]{12}$/i.test(mac) ? (mac.match(/../g) ?? []).join(":").toUpperCase() : mac;
}

export function writeTime(at: number, language: PageLanguage): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" }).format(at);
}

const UNITS = [
  { unit: "day", ms: 86_400_000 },
  { unit: "hour", ms: 3_600_000 },
  { unit: "minute", ms: 60_000 },
  { unit: "second", ms: 1000 },
] as const;

/** `3 minutes ago`, in the reader's language. */
export function writeAgo(at: number, now: number, language: PageLanguage): string {
  const away = at - now;
  const { unit, ms } = UNITS.find((one) => Math.abs(away) >= one.ms) ?? UNITS[3];
  return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(Math.trunc(away / ms), unit);
}

/** `9:58`, or with hours `1:09:58`; `0:00` when it is over. */
export function writeCountdown(until: number, now: number): string {
  const seconds = Math.max(0, Math.ceil((until - now) / 1000));
  const two = (count: number) => String(count).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

const BYTE_UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** `12.3 MB`. */
export function writeBytes(bytes: number, language: PageLanguage): string {
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), BYTE_UNITS.length - 1);
  const unit = BYTE_UNITS[power];
  const format = {
    style: "unit",
    unit,
    unitDisplay: power === 0 ? "long" : "short",
    maximumFractionDigits: 1,
  } as const;
  return new Intl.NumberFormat(language, format).format(bytes / 1000 ** power);
}

/** How far the server's clock is ahead of this one. Windows close by the server's. */
let aheadMs = 0;
/** The header that tells the server's time has seconds only, and takes a moment to arrive. */
const DOUBT_MS = 2000;

export function noteServerTime(header: string | null): void {
  const ahead = Date.parse(header ?? "") - Date.now();
  if (!Number.isNaN(ahead)) aheadMs = Math.abs(ahead) > DOUBT_MS ? ahead : 0;
}

function serverNow(): number {
  return Date.now() + aheadMs;
}

const watchers = new Set<(now: number) => void>();
let ticking: ReturnType<typeof setInterval> | undefined;

/** The server's time, told anew every second, to all at the same moment. */
export function useNow(): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    watchers.add(setNow);
    ticking ??= setInterval(() => {
      const at = serverNow();
      for (const tell of watchers) tell(at);
    }, 1000);
    return () => {
      watchers.delete(setNow);
      if (watchers.size > 0) return;
      clearInterval(ticking);
      ticking = undefined;
    };
  }, []);
  return now;
}

/** The word for something that the API names; a name that the page does not know stands for itself. */
export function wordFor(name: string, words: Readonly<Record<string, string>>): string {
  return Object.hasOwn(words, name) ? (words[name] ?? name) : name;
}
