import { useState } from "preact/hooks";
import { admitOne, EXTENSION_WAYS, type ManyForm } from "../admit-one.ts";
import type { Answer } from "../api.ts";
import { writeMac } from "../format.ts";
import { usePage } from "../page-context.ts";
import { Dialog } from "../parts/dialog.tsx";
import { sayFault } from "../parts/fault-note.tsx";
import { Field } from "../parts/field.tsx";
import { fieldsOf, readList, readText } from "../read.ts";
import { readPbx, type ShownSighting } from "../records/others.ts";
import { pathTo } from "../router.ts";
import { useList } from "../use-list.ts";

type Outcome = { mac: string; answer: Answer };
type AdmitManyProps = {
  sightings: readonly ShownSighting[];
  onAdmitted: (mac: string) => void;
  onClose: () => void;
};

/** Admits phones one after the other and says of each what became of it: a phone is admitted as a whole or not at all. */
export function AdmitMany({ sightings: given, onAdmitted, onClose }: AdmitManyProps) {
  const { texts, api, announce } = usePage();
  const t = texts.waiting.many;
  // Those that are admitted leave the list behind this dialog, but not its report.
  const [sightings] = useState(given);
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>([]);
  const [isBusy, setBusy] = useState(false);
  const pbxs = useList({ name: "GET /api/v1/pbxs", query: {}, limit: "all", readItem: readPbx });
  const pbxList = pbxs.value?.items ?? [];
  const covering = new Set(sightings.map(({ pbx }) => pbx));
  const [common] = covering.size === 1 ? covering : [];
  const [form, setForm] = useState<ManyForm>({ pbx: common ?? "", way: "free", from: "", to: "", name: t.nameGiven });
  const set = (changed: Partial<ManyForm>) => setForm((before) => ({ ...before, ...changed }));
  const pbx = form.pbx || (pbxList.length === 1 ? (pbxList[0]?.id ?? "") : "");
  const isDone = ({ mac }: ShownSighting) => outcomes.some((one) => one.mac === mac && one.answer.ok);
  const left = sightings.filter((sighting) => !isDone(sighting));

  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    let made = outcomes.filter(({ answer }) => answer.ok);
    let next = form.from;
    for (const sighting of left) {
      const one = await admitOne(sighting, { ...form, pbx }, next, api);
      next = one.next;
      made = [...made, { mac: sighting.mac, answer: one.answer }];
      setOutcomes(made);
      if (one.answer.ok) onAdmitted(sighting.mac);
    }
    setBusy(false);
    const good = made.filter(({ answer }) => answer.ok).length;
    announce(t.done(good, sightings.length - good));
  };
  const isNumbered = form.way === "range" || form.way === "new";

  return (
    <Dialog title={t.title(sightings.length)} isBusy={isBusy} onClose={onClose}>
      {left.length > 0 && (
        <form onSubmit={submit}>
          <p>{t.text}</p>
          <Field label={texts.phones.pbx}>
            {(tied) => (
              <select
                {...tied}
                required
                name="pbx"
                value={pbx}
                onChange={({ currentTarget }) => set({ pbx: currentTarget.value })}
              >
                <option value="">{texts.newPhone.choose}</option>
                {pbxList.map(({ id }) => (
                  <option key={id} value={id}>
                    {id}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label={t.extensions}>
            {(tied) => (
              <select
                {...tied}
                name="way"
                value={form.way}
                onChange={({ currentTarget }) =>
                  set({ way: EXTENSION_WAYS.find((one) => one === currentTarget.value) ?? "free" })
                }
              >
                {EXTENSION_WAYS.map((way) => (
                  <option key={way} value={way}>
                    {t.ways[way]}
                  </option>
                ))}
              </select>
            )}
          </Field>
          {isNumbered && (
            <Field label={form.way === "new" ? t.first : t.from}>
              {(tied) => (
                <input
                  {...tied}
                  required
                  name="first"
                  inputMode="numeric"
                  pattern="[0-9]{1,15}"
                  maxLength={15}
                  value={form.from}
                  onInput={({ currentTarget }) => set({ from: currentTarget.value })}
                />
              )}
            </Field>
          )}
          {form.way === "range" && (
            <Field label={t.to}>
              {(tied) => (
                <input
                  {...tied}
                  required
                  name="last"
                  inputMode="numeric"
                  pattern="[0-9]{1,15}"
                  maxLength={15}
                  value={form.to}
                  onInput={({ currentTarget }) => set({ to: currentTarget.value })}
                />
              )}
            </Field>
          )}
          {form.way === "new" && (
            <Field label={t.name} hint={t.nameHint(form.name.trim(), form.from)}>
              {(tied) => (
                <input
                  {...tied}
                  name="name"
                  maxLength={40}
                  value={form.name}
                  onInput={({ currentTarget }) => set({ name: currentTarget.value })}
                />
              )}
            </Field>
          )}
          <div class="actions">
            <button type="submit" class="main" disabled={isBusy}>
              {t.submit(left.length)}
            </button>
            <button type="button" disabled={isBusy} onClick={onClose}>
              {texts.cancel}
            </button>
          </div>
        </form>
      )}
      {outcomes.length > 0 && (
        <>
          <h3>{t.report}</h3>
          <ul class="plain">
            {outcomes.map((outcome) => (
              <li key={outcome.mac}>
                <ReportLine {...outcome} />
              </li>
            ))}
          </ul>
        </>
      )}
    </Dialog>
  );
}

function ReportLine({ mac, answer }: Outcome) {
  const { texts } = usePage();
  const t = texts.waiting.many;
  const name = <span class="mac">{writeMac(mac)}</span>;
  if (!answer.ok)
    return (
      <>
        {name} <span class="light red">{t.failed}</span>
        <div class="quiet">{sayFault(answer.fault, texts)}</div>
      </>
    );
  const { lines } = fieldsOf<{ lines: unknown }>(answer.value);
  const accounts = readList(lines, (line) => readText(fieldsOf<{ account: string }>(line).account));
  return (
    <>
      <a href={pathTo("phone", { mac })}>{name}</a> <span class="light green">{t.admitted(accounts.join(", "))}</span>
    </>
  );
}
