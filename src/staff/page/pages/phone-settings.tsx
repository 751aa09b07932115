import { createDrafts, useDraft } from "../drafts.ts";
import { usePage } from "../page-context.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { SaveBar } from "../parts/save-bar.tsx";
import { SettingsEditor } from "../parts/settings-editor.tsx";
import { fieldsOf, readText } from "../read.ts";
import { readPhone } from "../records/phone.ts";
import {
  type GivenSetting,
  type OwnSettings,
  readNamedForm,
  readOwnSettings,
  readSetting,
  type ShownSetting,
} from "../records/setting-form.ts";
import { isSameValue, replayEdits } from "../setting-values.ts";
import { useList } from "../use-list.ts";
import { useModel } from "../use-model.ts";
import { usePhoneChange } from "../use-phone-change.ts";

export const SETTING_DRAFTS = createDrafts<{ own: OwnSettings; basis: OwnSettings }>();

/** A phone's settings after all layers, and its own, which can be changed. */
export function PhoneSettings({ mac }: { mac: string }) {
  const { texts, may, announce } = usePage();
  const [edited, setEdited] = useDraft(SETTING_DRAFTS, mac);
  const whole = { query: {}, limit: undefined };
  const forms = useList({ name: "GET /api/v1/phone-settings", readItem: readNamedForm, ...whole });
  const layers = useList({
    name: "GET /api/v1/phones/:mac/settings",
    params: { mac },
    readItem: readSetting,
    ...whole,
  });
  const { phone, ...change } = usePhoneChange(mac, (raw) => ({
    ...readPhone(raw),
    own: readOwnSettings(fieldsOf<{ settings: unknown }>(raw).settings),
  }));
  const model = useModel(phone?.vendor ?? "", phone?.model ?? null, readWithoutEffect);
  const failed = [{ fault: change.loadFault, again: change.again }, forms, layers].find(
    ({ fault }) => fault !== undefined,
  );
  if (phone === undefined || forms.value === undefined || layers.value === undefined)
    return failed?.fault === undefined ? (
      <p>{texts.loading}</p>
    ) : (
      <FaultNote fault={failed.fault} onAgain={failed.again} />
    );

  const own = edited === undefined ? phone.own : replayEdits(edited.basis, edited.own, phone.own);
  const isFixed = !may("PATCH /api/v1/phones/:mac");
  const given = new Map(layers.value.items.map((setting) => [setting.name, setting]));
  const save = async () => {
    if (!(await change.change({ settings: own }))) return;
    setEdited(undefined);
    layers.again();
    announce(texts.settings.saved);
  };
  return (
    <>
      <fieldset class="plain-set" disabled={change.isBusy}>
        <legend class="unseen">{texts.phone.settings}</legend>
        <SettingsEditor
          forms={forms.value.items}
          own={own}
          below={(name) => belowOf(given.get(name))}
          above={(name) => aboveOf(given.get(name))}
          withoutEffect={(name) => model.value?.record.get(name) ?? given.get(name)?.withoutEffect ?? undefined}
          vendors={[phone.vendor]}
          overrideLabel={texts.settings.override}
          refusals={change.fault?.errors}
          isFixed={isFixed}
          onChange={(next) => setEdited(isSameValue(next, phone.own) ? undefined : { own: next, basis: phone.own })}
        />
      </fieldset>
      {!isFixed && (
        <SaveBar
          isChanged={edited !== undefined && !isSameValue(own, phone.own)}
          change={change}
          onSave={() => void save()}
          onDiscard={() => setEdited(undefined)}
        />
      )}
    </>
  );
}

/** Layers that win over the phone's own. */
const ABOVE = ["seat", "rollout"];

export function belowOf(setting: ShownSetting | undefined): GivenSetting | undefined {
  if (setting === undefined) return undefined;
  return setting.below ?? undefined;
}

export function aboveOf(setting: ShownSetting | undefined): GivenSetting | undefined {
  return setting !== undefined && ABOVE.includes(setting.origin) ? setting : undefined;
}

/** Why settings have no effect on a model, by their names. */
export function readWithoutEffect(raw: unknown): ReadonlyMap<string, string> {
  const reasons = fieldsOf<{ withoutEffect: unknown }>(raw).withoutEffect;
  return new Map(
    Object.entries(fieldsOf<Record<string, unknown>>(reasons)).map(([name, reason]) => [name, readText(reason)]),
  );
}
