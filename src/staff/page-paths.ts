/** Addresses of the staff's page, by name. The server answers these with the page, and the page knows what to show at each. */
export const PAGE_PATHS = {
  overview: "/",
  phones: "/phones",
  importPhones: "/phones/import",
  phone: "/phones/:mac",
  waiting: "/waiting-room",
  pbxs: "/pbxs",
  pbx: "/pbxs/:id",
  customers: "/customers",
  profiles: "/profiles",
  profile: "/profiles/:pbx/:profile",
  templates: "/templates",
  template: "/templates/:vendor/:template",
  firmware: "/firmware",
  rollouts: "/roll-outs",
  rollout: "/roll-outs/:rollout",
  books: "/phone-books",
  book: "/phone-books/:pbx/:book",
  files: "/files",
  events: "/events",
  doctor: "/doctor",
  audit: "/audit",
  guard: "/guard",
  people: "/people",
  keys: "/keys",
  settings: "/settings",
  own: "/account",
  problem: "/problems/:code",
} as const;
/** Where programs get something else than browsers. */
export const SHARED_PATHS: readonly string[] = [PAGE_PATHS.problem];
export type PageName = keyof typeof PAGE_PATHS;
