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
  const more = detailsOf(fault).filter(({ text }) => text !== "" && text !== said);
  return (
    <div class="note bad" role="alert">
      <p>
        {said} {fault.retryAfterSeconds !== null && texts.retryAfter(fault.retryAfterSeconds)}
      </p>
      {more.length > 0 && (
        <details>
          <summary>{texts.faultDetail}</summary>
          <ul>
            {more.map(({ text, isAsSaidByServer }) => (
              <li key={text} lang={isAsSaidByServer ? "en" : undefined}>
                {text}
              </li>
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

/** The fields that are wrong; where none is named, what the server says of all. */
function detailsOf({ detail, errors }: Fault): { text: string; isAsSaidByServer: boolean }[] {
  if (errors.length === 0) return [{ text: detail, isAsSaidByServer: true }];
  const written = errors.map(({ pointer, detail: text, isAsSaidByServer }) => ({
    text: pointer === null ? text : `${pointer}: ${text}`,
    isAsSaidByServer,
  }));
  return [...new Map(written.map((one) => [one.text, one])).values()];
}
