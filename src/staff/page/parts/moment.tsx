import { useNow, writeAgo, writeTime } from "../format.ts";
import { usePage } from "../page-context.ts";

/** A time as people say it; the exact one is its title. */
export function Moment({ at, never }: { at: number | null; never?: string }) {
  const { texts, language } = usePage();
  const now = useNow();
  if (at === null) return <span>{never ?? texts.never}</span>;
  return (
    <time dateTime={writeIso(at)} title={writeTime(at, language)}>
      {writeAgo(at, now, language)}
    </time>
  );
}

/** A time to the second. */
export function ExactTime({ at }: { at: number | null }) {
  const { texts, language } = usePage();
  if (at === null) return <span>{texts.unknown}</span>;
  return <time dateTime={writeIso(at)}>{writeTime(at, language)}</time>;
}

function writeIso(at: number): string {
  return new Date(at).toISOString();
}
