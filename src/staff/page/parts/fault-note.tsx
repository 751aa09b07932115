import type { Fault } from "../api.ts";
import { usePage } from "../page-context.ts";
import type { Texts } from "../texts/texts.ts";

/** What went wrong, in the reader's language where the page knows the problem, else as the API says it. */
export function sayFault({ code, detail }: Pick<Fault, "code" | "detail">, { faults }: Texts): string {
  return Object.hasOwn(faults, code) ? faults[code as keyof typeof faults] : detail.trim() || faults.internal;
}

export function FaultNote({ fault, onAgain }: { fault: Fault; onAgain?: () => void }) {
  const { texts } = usePage();
  const said = sayFault(fault, texts);
  const more = [...new Set([fault.detail, ...fault.errors.map((error) => writeError(error))])].filter(
    (text) => text !== "" && text !== said,
  );
  return (
    <div class="note bad" role="alert">
      <p>
        {said} {fault.retryAfterSeconds !== null && texts.retryAfter(fault.retryAfterSeconds)}
      </p>
      {more.length > 0 && (
        <details>
          <summary>{texts.faultDetail}</summary>
          <ul lang="en">
            {more.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </details>
      )}
      {fault.status >= 400 && fault.status !== 401 && (
        <p>
          <a href={`/problems/${encodeURIComponent(fault.code)}`} target="_blank" rel="noreferrer">
            {texts.explain}
          </a>
        </p>
      )}
      {onAgain !== undefined && (
        <button type="button" onClick={onAgain}>
          {texts.reload}
        </button>
      )}
    </div>
  );
}

function writeError({ pointer, detail }: Fault["errors"][number]): string {
  return pointer === null ? detail : `${pointer} ${detail}`;
}
