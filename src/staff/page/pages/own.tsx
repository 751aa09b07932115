import { usePage } from "../page-context.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { Heading } from "../parts/heading.tsx";
import { readOwnAccount } from "../records/people.ts";
import { useLoaded } from "../use-loaded.ts";
import { OwnPassword } from "./own-password.tsx";
import { OwnSessions } from "./own-sessions.tsx";
import { SecondFactor } from "./second-factor.tsx";

/** Everybody's own password, second factor and sessions. */
export function Own() {
  const { texts, api } = usePage();
  const own = useLoaded((signal) => api("GET /api/v1/session", { signal }), readOwnAccount, []);
  return (
    <>
      <Heading title={texts.own.title} />
      {own.fault !== undefined && <FaultNote fault={own.fault} onAgain={own.again} />}
      {own.value === undefined ? (
        own.fault === undefined && <p>{texts.loading}</p>
      ) : (
        <div class="grid">
          <OwnPassword account={own.value} />
          <SecondFactor account={own.value} onChanged={own.again} />
        </div>
      )}
      <OwnSessions />
    </>
  );
}
