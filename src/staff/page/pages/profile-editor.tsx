import { useState } from "preact/hooks";
import type { Fault } from "../api.ts";
import { createDrafts, useDraft } from "../drafts.ts";
import { isSameLayout, NO_KEYS, replayKeys, writeLayout } from "../key-layout.ts";
import { usePage } from "../page-context.ts";
import { ChangeDialog } from "../parts/change-dialog.tsx";
import { SaveBar } from "../parts/save-bar.tsx";
import { SettingsEditor } from "../parts/settings-editor.tsx";
import { TextField } from "../parts/text-field.tsx";
import { readListPage } from "../read.ts";
import type { EditedLayout } from "../records/key-layout.ts";
import { readVendor } from "../records/others.ts";
import type { ShownProfile } from "../records/profiles.ts";
import { readNamedForm } from "../records/setting-form.ts";
import { isSameValue, replayEdits } from "../setting-values.ts";
import { useList } from "../use-list.ts";
import { useLoaded } from "../use-loaded.ts";
import { ProfileLayouts } from "./profile-layouts.tsx";

type Edited = Pick<ShownProfile, "label" | "settings" | "layouts">;

export const PROFILE_DRAFTS = createDrafts<{ edited: Edited; basis: Edited }>();

type ProfileEditorProps = { pbx: string; profile: ShownProfile; onSaved: () => void };

/** What a profile gives phones. It is saved once everybody could see which phones would get another file. */
export function ProfileEditor({ pbx, profile, onSaved }: ProfileEditorProps) {
  const { texts, api, may, announce } = usePage();
  const t = texts.profiles;
  const params = { id: pbx, profile: profile.id };
  const [draft, setDraft] = useDraft(PROFILE_DRAFTS, `${pbx} ${profile.id}`);
  const { label, settings, layouts } = draft === undefined ? profile : replay(draft.basis, draft.edited, profile);
  const [round, setRound] = useState(0);
  const [isSaving, setSaving] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const forms = useList({
    ...{ name: "GET /api/v1/phone-settings", readItem: readNamedForm },
    ...{ query: {}, limit: undefined },
  });
  const vendors = useLoaded(
    (signal) => api("GET /api/v1/vendors", { signal }),
    (raw) => readListPage(raw, readVendor).items.map(({ id }) => id),
    [],
  );
  const isFixed = !may("PATCH /api/v1/pbxs/:id/profiles/:profile");
  const areSettingsNew = !isSameValue(settings, profile.settings);
  const areLayoutsNew = !areSameLayouts(layouts, profile.layouts);
  const changed = {
    ...(areSettingsNew ? { settings } : {}),
    ...(areLayoutsNew ? { layouts: writeLayouts(layouts) } : {}),
  };
  const edit = (change: Partial<Edited>) => {
    const edited = { label, settings, layouts, ...change };
    setDraft(isSame(edited, profile) ? undefined : { edited, basis: profile });
  };
  const startOver = () => {
    setDraft(undefined);
    setFault(undefined);
    setRound((count) => count + 1);
  };
  const isStale = fault?.code === "stale";
  const errors = fault?.errors.map(({ pointer, ...error }) => ({
    ...error,
    pointer: pointer?.replace(/^\/profile/, "") ?? null,
  }));

  return (
    <>
      {profile.warnings.length > 0 && (
        <ul class="note doubt plain" lang="en">
          {profile.warnings.map(({ pointer, detail }) => (
            <li key={`${pointer} ${detail}`}>
              <code class="wrap">{pointer}</code> {detail}
            </li>
          ))}
        </ul>
      )}
      <section class="card" aria-labelledby="label">
        <h2 id="label">{t.forPeople}</h2>
        {isFixed ? (
          <p>{label}</p>
        ) : (
          <TextField
            label={t.label}
            name="label"
            value={label}
            isOptional
            onInput={(typed) => edit({ label: typed })}
          />
        )}
      </section>
      <section class="card" aria-labelledby="layouts">
        <h2 id="layouts">{t.layouts}</h2>
        <ProfileLayouts
          key={round}
          {...{ pbx, layouts, isFixed }}
          refusals={errors}
          onChange={(next) => edit({ layouts: next })}
        />
      </section>
      <section class="card" aria-labelledby="settings">
        <h2 id="settings">{t.settings}</h2>
        {forms.value === undefined ? (
          <p>{texts.loading}</p>
        ) : (
          <SettingsEditor
            forms={forms.value.items}
            own={settings}
            layer="profile"
            withoutEffect={() => undefined}
            vendors={vendors.value ?? []}
            overrideLabel={t.give}
            refusals={errors}
            isFixed={isFixed}
            onChange={(next) => edit({ settings: next })}
          />
        )}
      </section>
      {!isFixed && (
        <SaveBar
          isChanged={draft !== undefined}
          change={{ fault: isStale ? fault : undefined, isStale, isBusy: isSaving, again: onSaved }}
          label={t.save}
          onSave={() => setSaving(true)}
          onDiscard={startOver}
        />
      )}
      {isSaving && (
        <ChangeDialog
          title={texts.changes.title}
          confirm={t.saveConfirm}
          measure={(signal) =>
            api("POST /api/v1/changes/preview", { body: { profile: { pbx, id: profile.id, ...changed } }, signal })
          }
          make={() =>
            api("PATCH /api/v1/pbxs/:id/profiles/:profile", {
              params,
              body: { label: label.trim(), ...changed },
              ifMatch: profile.etag,
            })
          }
          onFault={(found) => {
            setFault(found);
            if (found?.code === "stale") setSaving(false);
          }}
          onMade={() => {
            setSaving(false);
            setDraft(undefined);
            announce(t.saved);
            onSaved();
          }}
          onClose={() => setSaving(false)}
        />
      )}
    </>
  );
}

/** What was changed from `basis` to `edited`, done to what the profile is by now. */
function replay(basis: Edited, edited: Edited, now: Edited): Edited {
  const layouts = new Map(now.layouts);
  for (const model of new Set([...basis.layouts.keys(), ...edited.layouts.keys()])) {
    const [before = NO_KEYS, after] = [basis.layouts.get(model), edited.layouts.get(model)];
    if (after === undefined) layouts.delete(model);
    else if (!basis.layouts.has(model) || !isSameLayout(before, after))
      layouts.set(model, replayKeys(before, after, now.layouts.get(model) ?? NO_KEYS));
  }
  return {
    label: edited.label === basis.label ? now.label : edited.label,
    settings: replayEdits(basis.settings, edited.settings, now.settings),
    layouts,
  };
}

function isSame(one: Edited, other: Edited): boolean {
  const isSameRest = isSameValue([one.label, one.settings], [other.label, other.settings]);
  return isSameRest && areSameLayouts(one.layouts, other.layouts);
}

function areSameLayouts(one: ShownProfile["layouts"], other: ShownProfile["layouts"]): boolean {
  return (
    one.size === other.size &&
    [...one].every(([model, layout]) => {
      const before = other.get(model);
      return before !== undefined && isSameLayout(layout, before);
    })
  );
}

function writeLayouts(layouts: ReadonlyMap<string, EditedLayout>) {
  return Object.fromEntries([...layouts].map(([model, layout]) => [model, writeLayout(layout)]));
}
