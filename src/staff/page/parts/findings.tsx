import { usePage } from "../page-context.ts";
import type { ShownFinding } from "../records/phone-state.ts";

const LOOKS = { error: "bad", warning: "doubt", info: "", ok: "good" } as const;

/** What a diagnosis or a self-check found: what it is, why it matters, what to do. */
export function Findings({ findings }: { findings: readonly ShownFinding[] }) {
  const { texts } = usePage();
  return (
    <>
      {findings.map(({ severity, title, why, fix }, index) => (
        <div key={`${index} ${title}`} class={`note ${LOOKS[severity]}`}>
          <h3>
            {texts.phone.severities[severity]}: {title}
          </h3>
          {why !== "" && <p>{why}</p>}
          {fix !== "" && (
            <p>
              <strong>{texts.phone.fix}:</strong> {fix}
            </p>
          )}
        </div>
      ))}
    </>
  );
}
