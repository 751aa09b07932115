import { useState } from "preact/hooks";
import { createDrafts, useDraft } from "../drafts.ts";
import { isSameLayout, NO_KEYS, replayKeys, writeLayout } from "../key-layout.ts";
import { usePage } from "../page-context.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { KeyEditor } from "../parts/key-editor.tsx";
import { SaveBar } from "../parts/save-bar.tsx";
import { fieldsOf } from "../read.ts";
import { type EditedLayout, type KeyAbilities, readKeyAbilities, readLayout } from "../records/key-layout.ts";
import { readAccount } from "../records/others.ts";
import { readPhone, type ShownPhone } from "../records/phone.ts";
import { useList } from "../use-list.ts";
import { useLoaded } from "../use-loaded.ts";
import { useModel } from "../use-model.ts";
import { usePhoneChange } from "../use-phone-change.ts";

const MOST_SUGGESTIONS = 500;

export const KEY_DRAFTS = createDrafts<{ layout: EditedLayout; basis: EditedLayout }>();

/** A phone's function keys: its own, or those that its profile gives it. */
export function PhoneKeys({ mac }: { mac: string }) {
  const { texts, may } = usePage();
  const { phone, ...change } = usePhoneChange(mac, (raw) => ({ ...readPhone(raw), layout: readLayout(raw) }));
  const model = useModel(phone?.vendor ?? "", phone?.model ?? null, readKeyAbilities);
  const fault = change.loadFault ?? model.fault;
  const again = change.loadFault === undefined ? model.again : change.again;
  if (phone === undefined || model.value === undefined)
    return fault === undefined ? <p>{texts.loading}</p> : <FaultNote fault={fault} onAgain={again} />;
  const props = { phone, own: phone.layout, abilities: model.value.record, modelName: model.value.name, change };
  if (model.value.record.keys + model.value.record.modules === 0) return <p>{texts.keys.none}</p>;
  return may("PATCH /api/v1/phones/:mac") ? <EditedKeys {...props} /> : <EditedKeys {...props} isFixed />;
}

type EditedKeysProps = {
  phone: ShownPhone;
  own: EditedLayout;
  abilities: KeyAbilities;
  modelName: string;
  change: Omit<ReturnType<typeof usePhoneChange>, "phone">;
  isFixed?: boolean;
};

function EditedKeys({ phone, own, abilities, modelName, change, isFixed = false }: EditedKeysProps) {
  const { texts, announce } = usePage();
  const t = texts.keys;
  const [edited, setEdited] = useDraft(KEY_DRAFTS, phone.mac);
  const [round, setRound] = useState(0);
  const inherited = useInherited(phone, modelName);
  const accounts = useList({
    name: "GET /api/v1/pbxs/:id/accounts",
    params: { id: phone.pbx },
    query: {},
    limit: MOST_SUGGESTIONS,
    readItem: readAccount,
  });
  if (inherited.isAwaited)
    return inherited.fault === undefined ? (
      <p>{texts.loading}</p>
    ) : (
      <FaultNote fault={inherited.fault} onAgain={inherited.again} />
    );
  const hasOwn = own.keys.length + own.modules.length > 0;
  const base = hasOwn ? own : (inherited.layout ?? NO_KEYS);
  const layout = edited === undefined ? base : replayKeys(edited.basis, edited.layout, base);
  const startOver = () => {
    setEdited(undefined);
    setRound((count) => count + 1);
  };
  const save = async (wanted: EditedLayout) => {
    if (!(await change.change(writeLayout(wanted)))) return;
    startOver();
    announce(t.saved);
  };
  return (
    <>
      {!hasOwn && inherited.layout !== undefined && <p class="note">{t.inherited(phone.profile ?? "")}</p>}
      <fieldset class="plain-set" disabled={isFixed || change.isBusy}>
        <legend class="unseen">{t.title}</legend>
        <KeyEditor
          key={round}
          {...{ layout, abilities }}
          lines={phone.lines.map(({ account, displayName }) => `${account} ${displayName}`.trim())}
          accounts={accounts.value?.items ?? []}
          refusals={change.fault?.errors}
          onChange={(next) => setEdited(isSameLayout(next, base) ? undefined : { layout: next, basis: base })}
        />
      </fieldset>
      <p class="quiet">{t.order}</p>
      {!isFixed && (
        <SaveBar
          isChanged={edited !== undefined}
          change={change}
          onSave={() => void save(layout)}
          onDiscard={startOver}
        >
          {hasOwn && inherited.layout !== undefined && (
            <button type="button" disabled={change.isBusy} onClick={() => void save(NO_KEYS)}>
              {t.backToProfile(phone.profile ?? "")}
            </button>
          )}
        </SaveBar>
      )}
    </>
  );
}

/**
 * The keys that the phone's profile gives phones of its model; undefined: none. `isAwaited`: nobody knows yet what it gives, so
 * it cannot be said what the phone shows.
 */
function useInherited({ pbx, profile }: ShownPhone, modelName: string) {
  const { api } = usePage();
  const found = useLoaded(
    (signal) =>
      profile === null
        ? undefined
        : api("GET /api/v1/pbxs/:id/profiles/:profile", { params: { id: pbx, profile }, signal }),
    (raw) => ({ layout: readProfileLayout(raw, modelName) }),
    [pbx, profile, modelName],
  );
  const { fault, again } = found;
  return { layout: found.value?.layout, isAwaited: profile !== null && found.value === undefined, fault, again };
}

export function readProfileLayout(raw: unknown, modelName: string): EditedLayout | undefined {
  const layouts = fieldsOf<{ layouts: unknown }>(raw).layouts;
  const ofModel = new Map(Object.entries(fieldsOf<Record<string, unknown>>(layouts))).get(modelName);
  if (ofModel === undefined) return undefined;
  const layout = readLayout(ofModel);
  return layout.keys.length + layout.modules.length === 0 ? undefined : layout;
}
