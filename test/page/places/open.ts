import { type PagePlace, settle } from "./place.ts";

export const openPlaces: readonly PagePlace[] = [
  { name: "sign-in", isOpen: true, show: (page) => settle(page, "/") },
  { name: "welcome", isOpen: true, show: (page) => settle(page, "/welcome#first=abc") },
  { name: "problem", isOpen: true, show: (page) => settle(page, "/problems/mac-elsewhere") },
];
