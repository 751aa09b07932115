import { useEffect, useState } from "preact/hooks";
import { writeMac } from "../format.ts";
import { usePage } from "../page-context.ts";
import { CodeView } from "../parts/code-view.tsx";
import { DiffView } from "../parts/diff-view.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { Field } from "../parts/field.tsx";
import { SearchField } from "../parts/search-field.tsx";
import { readTemplatePhone, readTrial, type ShownTemplate, type Trial } from "../records/templates.ts";
import { useList } from "../use-list.ts";
import { useLoaded } from "../use-loaded.ts";
import { useSettled } from "../use-settled.ts";

type TemplatePreviewProps = {
  template: ShownTemplate;
  text: string;
  /** Told what became of the text that was tried, and that another one is. */
  onTried: (trial: Trial | undefined) => void;
};

/** What the text would write for one phone, as it is typed. */
export function TemplatePreview({ template: { vendor, name, etag }, text, onTried }: TemplatePreviewProps) {
  const { texts, api } = usePage();
  const params = { vendor, name };
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState<string>();
  const phones = useList({
    name: "GET /api/v1/templates/:vendor/:name/phones",
    params,
    query: { search: useSettled(typed.trim()) },
    readItem: readTemplatePhone,
  });
  const known = phones.value?.items ?? [];
  const mac = chosen ?? known[0]?.mac ?? "";
  const settled = useSettled(text);
  const isKnown = phones.value !== undefined || phones.fault !== undefined;
  const body = { text: settled, ...(mac === "" ? {} : { mac }) };
  const trial = useLoaded(
    (signal) => (isKnown ? api("POST /api/v1/templates/:vendor/:name/preview", { params, body, signal }) : undefined),
    readTrial,
    [vendor, name, etag, isKnown, mac, settled],
  );
  const latest = settled === text ? trial.value : undefined;
  const [shown, setShown] = useState<Trial>();
  useEffect(() => {
    onTried(latest);
    if (latest !== undefined) setShown(latest);
  }, [latest]);

  return (
    <section class="card" aria-labelledby="preview">
      <h2 id="preview">{texts.trial.title}</h2>
      {(typed !== "" || phones.value?.next != null) && (
        <SearchField label={texts.trial.find} value={typed} onInput={setTyped} />
      )}
      <Field label={texts.trial.phone}>
        {(tied) => (
          <select {...tied} value={mac} onChange={({ currentTarget }) => setChosen(currentTarget.value)}>
            <option value="">{texts.trial.madeUp}</option>
            {mac !== "" && !known.some((phone) => phone.mac === mac) && <option value={mac}>{writeMac(mac)}</option>}
            {known.map((phone) => (
              <option key={phone.mac} value={phone.mac}>
                {[writeMac(phone.mac), phone.model, phone.label].filter((part) => part).join(" · ")}
              </option>
            ))}
          </select>
        )}
      </Field>
      {trial.fault?.code === "not-found" && <p>{texts.trial.none}</p>}
      {trial.fault !== undefined && trial.fault.code !== "not-found" && <FaultNote fault={trial.fault} />}
      {shown !== undefined && trial.fault === undefined && <TrialView trial={shown} />}
    </section>
  );
}

export function TrialView({ trial: { model, fault, files } }: { trial: Trial }) {
  const { texts } = usePage();
  const [view, setView] = useState<"whole" | "changes">("whole");
  return (
    <>
      {fault !== null && (
        <div class="note bad">
          <p lang="en" class="wrap">
            {fault.why}
          </p>
        </div>
      )}
      {fault === null && files.length === 0 && <p>{texts.trial.noFile}</p>}
      {files.length > 0 && (
        <>
          <p class="quiet">{texts.trial.ofModel(model)}</p>
          <div class="actions">
            {(["whole", "changes"] as const).map((one) => (
              <button key={one} type="button" aria-pressed={view === one} onClick={() => setView(one)}>
                {texts.trial[one]}
              </button>
            ))}
          </div>
        </>
      )}
      {files.map((file) => (
        <div key={file.name}>
          <h3 class="wrap">
            <code>{file.name}</code>
          </h3>
          {file.fault !== null && (
            <p class="note bad wrap" lang="en">
              {file.fault.why}
            </p>
          )}
          {view === "changes" &&
            (file.diff === null ? <p>{texts.trial.same}</p> : <DiffView {...file} diff={file.diff} />)}
          {view === "whole" &&
            (file.text === null ? <p>{texts.trial.notWritten}</p> : <CodeView title={file.name} text={file.text} />)}
        </div>
      ))}
    </>
  );
}
