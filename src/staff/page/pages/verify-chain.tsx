import { useState } from "preact/hooks";
import { usePage } from "../page-context.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { TextField } from "../parts/text-field.tsx";
import { readVerdict, type ShownVerdict } from "../records/machine.ts";
import type { Texts } from "../texts/texts.ts";
import { useCall } from "../use-call.ts";

const MOST_OF_HEAD = 80;

/** Has the whole chain checked, also against a head that was noted down earlier. */
export function VerifyChain() {
  const { texts } = usePage();
  const t = texts.audit;
  const [known, setKnown] = useState("");
  const [verdict, setVerdict] = useState<ShownVerdict>();
  const { isBusy, fault, call } = useCall();
  const submit = (event: Event) => {
    event.preventDefault();
    setVerdict(undefined);
    void call("GET /api/v1/audit/verify", { query: { head: known.trim() } }, (value) => setVerdict(readVerdict(value)));
  };
  return (
    <section class="card" aria-labelledby="verify">
      <h2 id="verify">{t.verify}</h2>
      <form onSubmit={submit}>
        {fault !== undefined && <FaultNote fault={fault} />}
        <TextField
          label={t.known}
          name="head"
          value={known}
          most={MOST_OF_HEAD}
          hint={t.knownHint}
          isOptional
          onInput={setKnown}
        />
        <button type="submit" class="main" disabled={isBusy}>
          {isBusy ? t.verifying : t.verify}
        </button>
      </form>
      <div role="status">{verdict !== undefined && <Verdict verdict={verdict} texts={texts} />}</div>
    </section>
  );
}

export function Verdict({ verdict: { isIntact, entries, brokenAt, head }, texts }: VerdictProps) {
  const t = texts.audit;
  return (
    <>
      <p class={`note ${isIntact ? "good" : "bad"}`}>{isIntact ? t.intact(entries) : t.broken(brokenAt)}</p>
      {head !== null && (
        <p>
          {t.head}: <code class="wrap">{head}</code> <span class="quiet">{t.headText}</span>
        </p>
      )}
    </>
  );
}
type VerdictProps = { verdict: ShownVerdict; texts: Texts };
