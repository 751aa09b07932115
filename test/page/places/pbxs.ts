import { type PagePlace, settle } from "./place.ts";

export const pbxsPlaces: readonly PagePlace[] = [
  { name: "waiting-room", show: (page) => settle(page, "/waiting-room") },
  { name: "pbxs", show: (page) => settle(page, "/pbxs") },
  {
    name: "new-pbx",
    isDialog: true,
    async show(page) {
      await settle(page, "/pbxs");
      await page.locator(".heading button.main").click();
    },
  },
];
