import { useState } from "preact/hooks";
import { useNow, writeCountdown } from "../format.ts";
import { usePage } from "../page-context.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { Field } from "../parts/field.tsx";
import { Fold } from "../parts/fold.tsx";
import { readPolicy, type ShownPolicy } from "../records/admission.ts";
import type { Texts } from "../texts/texts.ts";
import { useCall } from "../use-call.ts";
import { useList } from "../use-list.ts";

const MINUTES = [5, 10, 15, 30, 60, 120, 240, 480];
const BEGIN = "POST /api/v1/pbxs/:id/admission/teach-in";
const END = "DELETE /api/v1/pbxs/:id/admission/teach-in";

/** Teach-ins that are going on, counting down, and a way to begin one. */
export function TeachIn() {
  const { texts, may, announce } = usePage();
  const t = texts.waiting.teachIn;
  const list = useList({
    name: "GET /api/v1/admission-policies",
    query: {},
    limit: undefined,
    readItem: readPolicy,
    concerns: ({ name }) => name.startsWith("teach-in-") || name.startsWith("admission-"),
  });
  const ending = useCall();
  const policies = list.value?.items ?? [];
  const end = (pbx: string) =>
    ending.call(END, { params: { id: pbx } }, () => {
      announce(t.ended(pbx));
      list.again();
    });
  return (
    <>
      {list.fault !== undefined && <FaultNote fault={list.fault} onAgain={list.again} />}
      {ending.fault !== undefined && <FaultNote fault={ending.fault} />}
      <TeachIns policies={policies} texts={texts} now={useNow()} onEnd={may(END) && !ending.isBusy ? end : undefined} />
      {may(BEGIN) && <Fold title={t.title}>{() => <Begin policies={policies} onBegun={list.again} />}</Fold>}
    </>
  );
}

type TeachInsProps = {
  policies: readonly ShownPolicy[];
  texts: Texts;
  now: number;
  onEnd: ((pbx: string) => void) | undefined;
};

export function TeachIns({ policies, texts, now, onEnd }: TeachInsProps) {
  const t = texts.waiting.teachIn;
  return (
    <>
      {policies.map(({ pbx, networks, teachInUntil }) =>
        teachInUntil === null || teachInUntil <= now ? null : (
          <section key={pbx} class="note doubt" aria-label={t.title}>
            <p>
              {t.going(pbx, networks.join(", "))}{" "}
              <span class="countdown" role="timer">
                {t.left(writeCountdown(teachInUntil, now))}
              </span>
            </p>
            {onEnd !== undefined && (
              <button type="button" aria-label={t.endLabel(pbx)} onClick={() => onEnd(pbx)}>
                {t.end}
              </button>
            )}
          </section>
        ),
      )}
    </>
  );
}

function Begin({ policies, onBegun }: { policies: readonly ShownPolicy[]; onBegun: () => void }) {
  const { texts, announce } = usePage();
  const t = texts.waiting.teachIn;
  const ready = policies.filter(({ networks }) => networks.length > 0);
  const [chosen, setChosen] = useState<string>();
  const [minutes, setMinutes] = useState("10");
  const beginning = useCall();
  const pbx = chosen ?? ready[0]?.pbx ?? "";
  const submit = async (event: Event) => {
    event.preventDefault();
    await beginning.call(BEGIN, { params: { id: pbx }, body: { minutes: Number(minutes) } }, () => {
      announce(t.begun(pbx));
      onBegun();
    });
  };
  return (
    <form onSubmit={submit}>
      <p>{t.text}</p>
      {beginning.fault !== undefined && <FaultNote fault={beginning.fault} />}
      {ready.length === 0 ? (
        <p class="note doubt">{t.none}</p>
      ) : (
        <div class="filters">
          <Field label={texts.phones.pbx}>
            {(tied) => (
              <select {...tied} value={pbx} onChange={({ currentTarget }) => setChosen(currentTarget.value)}>
                {ready.map((policy) => (
                  <option key={policy.pbx} value={policy.pbx}>
                    {`${policy.pbx} (${policy.networks.join(", ")})`}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label={t.minutes}>
            {(tied) => (
              <select {...tied} value={minutes} onChange={({ currentTarget }) => setMinutes(currentTarget.value)}>
                {MINUTES.map((one) => (
                  <option key={one} value={String(one)}>
                    {t.minutesOf(one)}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <div class="field">
            <button type="submit" class="main" disabled={beginning.isBusy}>
              {t.begin}
            </button>
          </div>
        </div>
      )}
    </form>
  );
}
