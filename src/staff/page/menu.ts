import type { PageName } from "../page-paths.ts";

type MenuGroup = "devices" | "telephony" | "configuration" | "watching" | "administration";
type MenuPage = {
  page: Extract<PageName, keyof typeof import("./texts/en/words.ts").words.nav>;
  /** The call that somebody must be allowed to see it. */
  needs?: string;
};

/** The menu, from top to bottom. */
export const MENU: readonly { group: MenuGroup; pages: readonly MenuPage[] }[] = [
  {
    group: "devices",
    pages: [
      { page: "overview" },
      { page: "phones", needs: "GET /api/v1/phones" },
      { page: "waiting", needs: "GET /api/v1/sightings" },
    ],
  },
  {
    group: "telephony",
    pages: [
      { page: "pbxs", needs: "GET /api/v1/pbxs" },
      { page: "customers", needs: "GET /api/v1/customers" },
    ],
  },
  {
    group: "configuration",
    pages: [
      { page: "profiles", needs: "GET /api/v1/pbxs/:id/profiles" },
      { page: "templates", needs: "GET /api/v1/templates" },
      { page: "firmware", needs: "GET /api/v1/firmware" },
      { page: "rollouts", needs: "GET /api/v1/pbxs/:id/rollouts" },
      { page: "books", needs: "GET /api/v1/pbxs/:id/phone-books" },
      { page: "files", needs: "GET /api/v1/files" },
    ],
  },
  {
    group: "watching",
    pages: [
      { page: "events", needs: "GET /api/v1/events" },
      { page: "audit", needs: "GET /api/v1/audit" },
      { page: "guard", needs: "GET /api/v1/guard" },
      { page: "doctor", needs: "GET /api/v1/doctor" },
    ],
  },
  {
    group: "administration",
    pages: [
      { page: "people", needs: "GET /api/v1/people" },
      { page: "keys", needs: "GET /api/v1/keys" },
      { page: "settings", needs: "GET /api/v1/settings" },
      { page: "own" },
    ],
  },
];
