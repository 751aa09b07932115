import type { Severity } from "../../../provisioning/findings.ts";
import { usePage } from "../page-context.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { Findings } from "../parts/findings.tsx";
import { Heading } from "../parts/heading.tsx";
import { Moment } from "../parts/moment.tsx";
import { readExamination, type ShownExamination } from "../records/others.ts";
import { useLoaded } from "../use-loaded.ts";

/** The self-check: what is wrong with this machine, its network and its settings. */
export function Doctor() {
  const { texts, api, serverLanguage } = usePage();
  const found = useLoaded(
    (signal) => api("GET /api/v1/doctor", { query: { language: serverLanguage }, signal }),
    readExamination,
    [serverLanguage],
  );
  return (
    <>
      <Heading title={texts.doctor.title}>
        <button type="button" onClick={found.again} disabled={found.isLoading}>
          {found.isLoading ? texts.doctor.running : texts.doctor.run}
        </button>
      </Heading>
      <p>{texts.doctor.intro}</p>
      {found.fault !== undefined && <FaultNote fault={found.fault} />}
      {found.value !== undefined && <Examination found={found.value} />}
    </>
  );
}

const GRAVEST_FIRST: readonly Severity[] = ["error", "warning", "info", "ok"];

export function Examination({ found: { at, findings } }: { found: ShownExamination }) {
  const { texts } = usePage();
  const isGood = findings.every(({ severity }) => severity === "ok" || severity === "info");
  return (
    <>
      {isGood && <p class="note good">{texts.doctor.good}</p>}
      <Findings
        findings={findings.toSorted((a, b) => GRAVEST_FIRST.indexOf(a.severity) - GRAVEST_FIRST.indexOf(b.severity))}
        isUnderTitle
      />
      {at !== null && (
        <p class="quiet">
          {texts.doctor.checked} <Moment at={at} />
        </p>
      )}
    </>
  );
}
