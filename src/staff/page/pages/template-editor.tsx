import { useRef, useState } from "preact/hooks";
import type { Fault } from "../api.ts";
import { createDrafts, useDraft } from "../drafts.ts";
import { usePage } from "../page-context.ts";
import { BlastRadius, PhoneFaults } from "../parts/blast-radius.tsx";
import { CodeEditor } from "../parts/code-editor.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import {
  type Change,
  type Check,
  readChange,
  readCheck,
  readTemplate,
  type ShownTemplate,
  type Trial,
} from "../records/templates.ts";
import type { Texts } from "../texts/texts.ts";
import { TemplatePreview } from "./template-preview.tsx";

/** What was found about a text, and about which one while what was in use. */
type Found = { text: string; etag: string | undefined; check: Check; change: Change | undefined };

/** A text, and the state of what it would replace. */
const DRAFTS = createDrafts<{ text: string; basedOn: string | undefined }>();

type TemplateEditorProps = { template: ShownTemplate; onSaved: () => void };

/** The text of a template beside what it writes. It can be saved once everybody could see which phones would get another file. */
export function TemplateEditor({ template, onSaved }: TemplateEditorProps) {
  const { texts, api, may, announce } = usePage();
  const { vendor, name, etag } = template;
  const full = `${vendor}/${name}`;
  const params = { vendor, name };
  const [draft, setDraft] = useDraft(DRAFTS, full);
  const [discards, setDiscards] = useState(0);
  const [found, setFound] = useState<Found>();
  const [trial, setTrial] = useState<Trial>();
  const [fault, setFault] = useState<Fault>();
  const [busy, setBusy] = useState<"" | "checking" | "saving">("");
  const goTo = useRef<(line: number) => void>(() => undefined);

  const text = draft?.text ?? template.text;
  const typed = useRef(text);
  typed.current = text;
  const isChanged = text !== template.text;
  const isFound = found !== undefined && found.text === text && found.etag === etag;
  const faults = isFound ? faultsOf(found.check, texts) : faultsOfTrial(trial);
  const write = (next: string | undefined) => {
    const isSame = next === undefined || next === template.text;
    setDraft(isSame ? undefined : { text: next, basedOn: draft?.basedOn ?? etag });
    setFault(undefined);
  };

  const look = async () => {
    setBusy("checking");
    setFault(undefined);
    const body = { text };
    const checked = await api("POST /api/v1/templates/:vendor/:name/check", { params, body });
    const check = checked.ok ? readCheck(checked.value) : undefined;
    const measured =
      check?.isFit === true ? await api("POST /api/v1/templates/:vendor/:name/diff", { params, body }) : undefined;
    setBusy("");
    if (!checked.ok) return setFault(checked.fault);
    if (measured?.ok === false) return setFault(measured.fault);
    if (check === undefined) return;
    setFound({ text, etag, check, change: measured && readChange(measured.value) });
    announce(check.isFit ? texts.templates.fit : texts.templates.unfit);
  };
  const save = async () => {
    setBusy("saving");
    const answer = await api("PUT /api/v1/templates/:vendor/:name", { params, body: { text }, ifMatch: found?.etag });
    setBusy("");
    if (!answer.ok) return setFault(answer.fault);
    const typedSince = typed.current === text ? undefined : { text: typed.current, basedOn: answer.etag };
    setDraft(typedSince);
    setFound(undefined);
    announce(texts.templates.saved(readTemplate(answer.value).version));
    return onSaved();
  };

  return (
    <>
      <div class="bench">
        <section class="card" aria-labelledby="text">
          <h2 id="text">{texts.templates.text}</h2>
          <CodeEditor
            label={`${texts.templates.text} ${full}`}
            text={text}
            edition={`${etag} ${discards}`}
            faults={faults}
            onInput={write}
            onReady={(way) => {
              goTo.current = way;
            }}
          />
          {draft !== undefined && draft.basedOn !== etag && <p class="note doubt">{texts.templates.overtaken}</p>}
          <p class={isChanged ? "state open" : "quiet"}>
            {isChanged ? texts.templates.changed : texts.templates.unchanged}
          </p>
          <div class="actions">
            {may("PUT /api/v1/templates/:vendor/:name") && (
              <button type="button" class="main" disabled={!isChanged || busy !== ""} onClick={look}>
                {texts.templates.check}
              </button>
            )}
            <button
              type="button"
              disabled={!isChanged || busy !== ""}
              onClick={() => {
                write(undefined);
                setDiscards((count) => count + 1);
                announce(texts.templates.discarded);
              }}
            >
              {texts.templates.discard}
            </button>
          </div>
        </section>
        <TemplatePreview template={template} text={text} onTried={setTrial} />
      </div>
      {busy === "checking" && <p role="status">{texts.templates.checking}</p>}
      {fault !== undefined && <FaultNote fault={fault} />}
      {isFound && !found.check.isFit && (
        <Unfit check={found.check} texts={texts} onGoTo={(line) => goTo.current(line)} />
      )}
      {isFound && found.change !== undefined && (
        <section class="card" aria-labelledby="change">
          <h2 id="change">{texts.changes.title}</h2>
          <BlastRadius change={found.change} />
          <div class="actions">
            <button type="button" class="main" disabled={busy !== ""} onClick={save}>
              {texts.templates.save}
            </button>
          </div>
        </section>
      )}
    </>
  );
}

type UnfitProps = { check: Check; texts: Texts; onGoTo: (line: number) => void };

/** Why a text cannot be used, with the way to its lines. */
export function Unfit({ check: { fault, illFormed, examples }, texts, onGoTo }: UnfitProps) {
  const lines = [...new Set([fault?.line, ...examples.map(({ line }) => line)])].filter((line) => line != null);
  return (
    <div class="note bad" role="alert">
      <p>
        <strong>{texts.templates.unfit}</strong> {illFormed > 0 && texts.templates.unreadable(illFormed)}
      </p>
      {fault !== null && (
        <p lang="en" class="wrap">
          {fault.why}
        </p>
      )}
      {examples.length > 0 && <PhoneFaults faults={examples} />}
      <div class="actions">
        {lines.map((line) => (
          <button type="button" key={line} onClick={() => onGoTo(line)}>
            {texts.templates.atLine(line)}
          </button>
        ))}
      </div>
    </div>
  );
}

/** One for each line: that ten phones cannot read it is said below. */
function faultsOf({ fault, examples }: Check, texts: Texts) {
  const found = [...(fault === null ? [] : [fault]), ...examples];
  const byLine = new Map(found.flatMap(({ line, why }) => (line === null ? [] : [[line, why] as const])));
  return [...byLine].map(([line, why]) => ({ line, text: `${texts.templates.atLine(line)}: ${why}` }));
}

function faultsOfTrial(trial: Trial | undefined) {
  const found = trial === undefined ? [] : [trial.fault, ...trial.files.map((file) => file.fault)];
  return found.flatMap((fault) =>
    fault === null || fault.line === null ? [] : [{ line: fault.line, text: fault.why }],
  );
}
