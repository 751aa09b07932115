import type { ComponentType } from "preact";
import type { PageName } from "../../page-paths.ts";
import { lazyPage } from "../lazy-page.tsx";
import { usePage } from "../page-context.ts";
import { Heading } from "../parts/heading.tsx";
import type { Place } from "../router.ts";

/** What every page is given. Its parameters come from its address, so it is made anew for each. */
export type PageProps = { place: Place };

/** Each is loaded when it is first shown. */
const PAGES: Readonly<Partial<Record<PageName, ComponentType<PageProps>>>> = {
  overview: lazyPage(async () => (await import("./overview.tsx")).Overview),
  phones: lazyPage(async () => (await import("./phones.tsx")).Phones),
  importPhones: lazyPage(async () => (await import("./import-phones.tsx")).ImportPhones),
  phone: lazyPage(async () => (await import("./phone.tsx")).PhonePage),
  waiting: lazyPage(async () => (await import("./waiting.tsx")).Waiting),
  pbxs: lazyPage(async () => (await import("./pbxs.tsx")).Pbxs),
  customers: lazyPage(async () => (await import("./customers.tsx")).Customers),
  pbx: lazyPage(async () => (await import("./pbx.tsx")).PbxPage),
  profiles: lazyPage(async () => (await import("./profiles.tsx")).Profiles),
  profile: lazyPage(async () => (await import("./profile.tsx")).ProfilePage),
  templates: lazyPage(async () => (await import("./templates.tsx")).Templates),
  template: lazyPage(async () => (await import("./template.tsx")).TemplatePage),
  firmware: lazyPage(async () => (await import("./firmware.tsx")).FirmwarePage),
  rollouts: lazyPage(async () => (await import("./rollouts.tsx")).Rollouts),
  rollout: lazyPage(async () => (await import("./rollout.tsx")).RolloutPage),
  books: lazyPage(async () => (await import("./books.tsx")).Books),
  book: lazyPage(async () => (await import("./book.tsx")).BookPage),
  files: lazyPage(async () => (await import("./files.tsx")).FilesPage),
  events: lazyPage(async () => (await import("./events.tsx")).Events),
  audit: lazyPage(async () => (await import("./audit.tsx")).Audit),
  guard: lazyPage(async () => (await import("./guard.tsx")).GuardPage),
  people: lazyPage(async () => (await import("./people.tsx")).People),
  keys: lazyPage(async () => (await import("./keys.tsx")).Keys),
  settings: lazyPage(async () => (await import("./settings.tsx")).Settings),
  own: lazyPage(async () => (await import("./own.tsx")).Own),
  doctor: lazyPage(async () => (await import("./doctor.tsx")).Doctor),
};

/** What is to be shown at a place. */
export function PageOf({ place }: { place: Place | undefined }) {
  const Shown = place === undefined ? undefined : PAGES[place.page];
  if (place === undefined || Shown === undefined) return <NotFound />;
  return <Shown key={JSON.stringify(place.params)} place={place} />;
}

function NotFound() {
  const { texts } = usePage();
  return (
    <>
      <Heading title={texts.notFoundTitle} />
      <p>{texts.notFoundText}</p>
    </>
  );
}
