import { useEffect, useRef, useState } from "preact/hooks";
import type { Fault } from "../api.ts";
import { usePage } from "../page-context.ts";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { Field } from "../parts/field.tsx";
import { Progress } from "../parts/progress.tsx";
import {
  BULK_ACTIONS,
  BULK_CALLS,
  type BulkAction,
  type BulkPreview,
  carryOut,
  type Failure,
  MOST_PHONES,
  previewAction,
  type Wish,
} from "../phone-table/bulk-actions.ts";
import { countSelected, NOTHING_SELECTED, type Selection } from "../phone-table/selection.ts";
import { useWalk } from "../phone-table/use-walk.ts";
import { readProfile } from "../records/others.ts";
import type { ListedPhone } from "../records/phone.ts";
import { useList } from "../use-list.ts";
import { BulkOutcome, PreviewNote } from "./bulk-preview.tsx";
import type { Filters } from "./phones-filters.tsx";

/** What somebody may do with many phones. */
export function useBulkActions(): readonly BulkAction[] {
  const { may } = usePage();
  return BULK_ACTIONS.filter((action) => may(BULK_CALLS[action]) && may("POST /api/v1/phones/actions/preview"));
}

type BulkBarProps = {
  selection: Selection;
  total: number | undefined;
  onSelect: (selection: Selection) => void;
  onAction: (action: BulkAction) => void;
};

/** How many phones are selected, and what can be done with them. */
export function BulkBar({ selection, total, onSelect, onAction }: BulkBarProps) {
  const { texts } = usePage();
  const t = texts.bulk;
  const actions = useBulkActions();
  const count = countSelected(selection, total);
  if (count === 0 || actions.length === 0) return null;
  return (
    <section class="bulk" aria-label={t.label}>
      <p>
        <strong>{t.selected(count)}</strong>
      </p>
      <div class="actions">
        {actions.map((action) => (
          <button
            key={action}
            type="button"
            class={action === "delete" ? "grave" : ""}
            onClick={() => onAction(action)}
          >
            {t.actions[action]}
          </button>
        ))}
        {selection !== "all" && total !== undefined && total > count && (
          <button type="button" onClick={() => onSelect("all")}>
            {t.all(total)}
          </button>
        )}
        <button type="button" onClick={() => onSelect(NOTHING_SELECTED)}>
          {t.clear}
        </button>
      </div>
    </section>
  );
}

type BulkDialogProps = {
  action: BulkAction;
  selection: Selection;
  filters: Filters;
  total: number | undefined;
  onClose: (hasDone: boolean) => void;
};
type Stage =
  | { name: "gathering" | "asking" | "looking" | "tooMany" }
  | { name: "ready"; preview: BulkPreview }
  | { name: "working"; total: number }
  | { name: "over"; done: number; failures: readonly Failure[]; left: number };

/** Says what will happen with how many phones, then does it, and says what came of it. */
export function BulkDialog({ action, selection, filters, total, onClose }: BulkDialogProps) {
  const { texts, api, announce } = usePage();
  const t = texts.bulk;
  const walk = useWalk(filters, MOST_PHONES);
  const [stage, setStage] = useState<Stage>({ name: "gathering" });
  const [phones, setPhones] = useState<readonly ListedPhone[]>([]);
  const [fault, setFault] = useState<Fault>();
  const [done, setDone] = useState(0);
  const [reason, setReason] = useState("");
  const [profile, setProfile] = useState("");
  const [typed, setTyped] = useState("");
  const ended = useRef(new AbortController());
  const isStopped = useRef(false);
  const wish: Wish = { action, profile: profile === "" ? null : profile, reason };

  const look = async (found: readonly ListedPhone[]) => {
    setStage({ name: "looking" });
    setDone(0);
    const preview = await previewAction(api, wish, found, ended.current.signal, setDone);
    if (preview === undefined) return;
    if ("fault" in preview) return setFault(preview.fault);
    setStage({ name: "ready", preview });
    announce(t.able(sumOf(preview)));
  };
  const gather = async () => {
    const found = selection === "all" ? await walk.start() : { phones: [...selection.values()] };
    if (found === "stopped") return;
    if ("fault" in found) return setFault(found.fault);
    setPhones(found.phones);
    if (found.phones.length > MOST_PHONES) return setStage({ name: "tooMany" });
    if (action === "profile") return setStage({ name: "asking" });
    return look(found.phones);
  };
  useEffect(() => {
    void gather();
    return () => {
      ended.current.abort();
      isStopped.current = true;
    };
  }, []);

  const begin = async (preview: BulkPreview) => {
    const cannot = new Set(preview.cannot.map(({ mac }) => mac));
    const able = phones.filter(({ mac }) => !cannot.has(mac));
    setStage({ name: "working", total: able.length });
    setDone(0);
    isStopped.current = false;
    const outcome = await carryOut(api, wish, able, () => isStopped.current, setDone);
    const left = able.length - outcome.done - outcome.failures.length;
    setStage({ name: "over", ...outcome, failures: [...preview.cannot, ...outcome.failures], left });
    announce(t.done(outcome.done));
  };
  const close = () => onClose(stage.name === "over");
  const able = stage.name === "ready" ? sumOf(stage.preview) : 0;
  const isConfirmed = action !== "delete" || typed.trim() === String(able);
  const pbxs = [...new Set(phones.map(({ pbx }) => pbx))];

  return (
    <Dialog title={t.actions[action]} isBusy={stage.name === "working"} onClose={close}>
      {fault !== undefined && <FaultNote fault={fault} />}
      {stage.name === "gathering" && fault === undefined && (
        <Progress label={t.gathering} done={walk.done ?? 0} total={total ?? 0} />
      )}
      {stage.name === "tooMany" && <p class="note bad">{t.tooMany(MOST_PHONES)}</p>}
      {stage.name === "asking" && (
        <ChooseProfile pbxs={pbxs} profile={profile} onChoose={setProfile} onNext={() => void look(phones)} />
      )}
      {stage.name === "looking" && fault === undefined && (
        <Progress label={t.looking} done={done} total={phones.length} />
      )}
      {stage.name === "ready" && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void begin(stage.preview);
          }}
        >
          <PreviewNote action={action} profile={wish.profile} preview={stage.preview} able={able} />
          {able > 0 && action !== "profile" && action !== "delete" && (
            <Field label={t.reason} isOptional>
              {(tied) => (
                <input
                  {...tied}
                  name="reason"
                  maxLength={200}
                  value={reason}
                  onInput={({ currentTarget }) => setReason(currentTarget.value)}
                />
              )}
            </Field>
          )}
          {able > 0 && action === "delete" && (
            <Field label={t.typeToConfirm(able)}>
              {(tied) => (
                <input
                  {...tied}
                  name="confirm"
                  inputMode="numeric"
                  autocomplete="off"
                  value={typed}
                  onInput={({ currentTarget }) => setTyped(currentTarget.value)}
                />
              )}
            </Field>
          )}
          <div class="actions">
            <button type="submit" class={action === "delete" ? "grave" : "main"} disabled={able === 0 || !isConfirmed}>
              {t.now(t.actions[action], able)}
            </button>
            <button type="button" onClick={close}>
              {texts.cancel}
            </button>
          </div>
        </form>
      )}
      {stage.name === "working" && (
        <>
          <Progress label={t.working} done={done} total={stage.total} />
          <button
            type="button"
            onClick={() => {
              isStopped.current = true;
            }}
          >
            {t.stop}
          </button>
        </>
      )}
      {stage.name === "over" && <BulkOutcome {...stage} onClose={close} />}
    </Dialog>
  );
}

function sumOf({ pbxs }: BulkPreview): number {
  return [...pbxs.values()].reduce((sum, count) => sum + count, 0);
}

type ChooseProfileProps = {
  pbxs: readonly string[];
  profile: string;
  onChoose: (profile: string) => void;
  onNext: () => void;
};

/** A profile belongs to a PBX. */
function ChooseProfile({ pbxs, profile, onChoose, onNext }: ChooseProfileProps) {
  const { texts } = usePage();
  const t = texts.bulk;
  const [pbx = ""] = pbxs;
  const profiles = useList({
    name: "GET /api/v1/pbxs/:id/profiles",
    params: { id: pbx },
    query: {},
    limit: "all",
    readItem: readProfile,
    isWanted: pbxs.length === 1,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onNext();
      }}
    >
      {pbxs.length > 1 && <p class="note doubt">{t.onePbx}</p>}
      <Field label={texts.newPhone.profile}>
        {(tied) => (
          <select
            {...tied}
            name="profile"
            value={profile}
            onChange={({ currentTarget }) => onChoose(currentTarget.value)}
          >
            <option value="">{texts.newPhone.profileNone}</option>
            {(profiles.value?.items ?? []).map(({ id, label }) => (
              <option key={id} value={id}>
                {label === "" ? id : `${id} (${label})`}
              </option>
            ))}
          </select>
        )}
      </Field>
      <button type="submit" class="main">
        {t.lookFirst}
      </button>
    </form>
  );
}
