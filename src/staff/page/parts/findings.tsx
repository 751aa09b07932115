import { usePage } from "../page-context.ts";
import type { ShownFinding } from "../records/phone-state.ts";

const LOOKS = { error: "bad", warning: "doubt", info: "", ok: "good" } as const;

type FindingsProps = {
  findings: readonly ShownFinding[];
  /** Whether they stand right below the page's heading. */
  isUnderTitle?: boolean;
};

/** What a diagnosis or a self-check found: what it is, why it matters, what to do. */
export function Findings({ findings, isUnderTitle = false }: FindingsProps) {
  const Title = isUnderTitle ? "h2" : "h3";
  const { texts } = usePage();
  return (
    <>
      {findings.map(({ severity, title, why, fix }, index) => (
        <div key={`${index} ${title}`} class={`note ${LOOKS[severity]}`}>
          <Title class="finding">
            {texts.phone.severities[severity]}: {title}
          </Title>
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
