import { type PagePlace, settle } from "./place.ts";

export const peoplePlaces: readonly PagePlace[] = [
  {
    name: "events",
    async show(page) {
      await settle(page, "/events");
      await page.locator("summary").first().click();
    },
  },
  { name: "doctor", show: (page) => settle(page, "/doctor") },
];
