import { usePage } from "../page-context.ts";
import { Heading } from "../parts/heading.tsx";
import type { Place } from "../router.ts";
import { Doctor } from "./doctor.tsx";
import { Events } from "./events.tsx";
import { Overview } from "./overview.tsx";
import { Pbxs } from "./pbxs.tsx";
import { PhonePage } from "./phone.tsx";
import { Phones } from "./phones.tsx";
import { Waiting } from "./waiting.tsx";

/** What is to be shown at a place. */
export function PageOf({ place }: { place: Place | undefined }) {
  switch (place?.page) {
    case "overview":
      return <Overview />;
    case "phones":
      return <Phones place={place} />;
    case "phone":
      return <PhonePage key={place.params.mac} mac={place.params.mac ?? ""} />;
    case "waiting":
      return <Waiting />;
    case "pbxs":
      return <Pbxs />;
    case "events":
      return <Events />;
    case "doctor":
      return <Doctor />;
    case "problem":
    case undefined:
      return <NotFound />;
  }
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
