import { useState } from "preact/hooks";
import type { Fault } from "../api.ts";
import { isSameLayout, writeLayout } from "../key-layout.ts";
import { usePage } from "../page-context.ts";
import { ChangeDialog } from "../parts/change-dialog.tsx";
import { SettingsEditor } from "../parts/settings-editor.tsx";
import { TextField } from "../parts/text-field.tsx";
import { readListPage } from "../read.ts";
import type { EditedLayout } from "../records/key-layout.ts";
import { readVendor } from "../records/others.ts";
import type { ShownProfile } from "../records/profiles.ts";
import { type OwnSettings, readNamedForm } from "../records/setting-form.ts";
import { useList } from "../use-list.ts";
import { useLoaded } from "../use-loaded.ts";
import { ProfileLayouts } from "./profile-layouts.tsx";

type ProfileEditorProps = { pbx: string; profile: ShownProfile; onSaved: () => void };

/** What a profile gives phones. It is saved once everybody could see which phones would get another file. */
export function ProfileEditor({ pbx, profile, onSaved }: ProfileEditorProps) {
  const { texts, api, may, announce } = usePage();
  const t = texts.profiles;
  const params = { id: pbx, profile: profile.id };
  const [label, setLabel] = useState(profile.label);
  const [settings, setSettings] = useState<OwnSettings>(profile.settings);
  const [layouts, setLayouts] = useState(profile.layouts);
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
  const areSettingsNew = JSON.stringify(settings) !== JSON.stringify(profile.settings);
  const areLayoutsNew = !areSameLayouts(layouts, profile.layouts);
  const isChanged = label.trim() !== profile.label || areSettingsNew || areLayoutsNew;
  const changed = {
    ...(areSettingsNew ? { settings } : {}),
    ...(areLayoutsNew ? { layouts: writeLayouts(layouts) } : {}),
  };
  const startOver = () => {
    setLabel(profile.label);
    setSettings(profile.settings);
    setLayouts(profile.layouts);
    setFault(undefined);
    setRound((count) => count + 1);
  };
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
          <TextField label={t.label} name="label" value={label} isOptional onInput={setLabel} />
        )}
      </section>
      <section class="card" aria-labelledby="layouts">
        <h2 id="layouts">{t.layouts}</h2>
        <ProfileLayouts key={round} {...{ pbx, layouts, isFixed }} refusals={errors} onChange={setLayouts} />
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
            onChange={setSettings}
          />
        )}
      </section>
      {!isFixed && (
        <div class="actions save-bar">
          <button type="button" class="main" disabled={!isChanged} onClick={() => setSaving(true)}>
            {t.save}
          </button>
          <button type="button" disabled={!isChanged} onClick={startOver}>
            {texts.editing.discard}
          </button>
          {isChanged && <span class="quiet">{texts.editing.unsaved}</span>}
        </div>
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
          onFault={setFault}
          onMade={() => {
            setSaving(false);
            announce(t.saved);
            onSaved();
          }}
          onClose={() => setSaving(false)}
        />
      )}
    </>
  );
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
