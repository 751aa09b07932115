import { usePage } from "../page-context.ts";
import { Field } from "../parts/field.tsx";
import { ChoiceField, TextField } from "../parts/text-field.tsx";
import { readHosted } from "../records/hosted.ts";
import { readProfile, readVendor } from "../records/others.ts";
import { readWindow } from "../records/rollouts.ts";
import { type RolloutForm, versionsOf } from "../rollout-form.ts";
import { useList } from "../use-list.ts";

const MOST_MODELS = 4;

type FieldsProps = {
  pbx: string;
  form: RolloutForm;
  errors: Partial<Record<keyof RolloutForm, string>>;
  onChange: (changed: Partial<RolloutForm>) => void;
};

/** Everything that the API takes, with what it means where nothing is said. */
export function RolloutFields({ pbx, form, errors, onChange }: FieldsProps) {
  const { texts, may } = usePage();
  const t = texts.rollouts;
  const whole = { query: {}, limit: undefined };
  const ofPbx = { params: { id: pbx }, query: {} };
  const seesFirmware = may("GET /api/v1/firmware");
  const images = useList({
    ...{ name: "GET /api/v1/firmware", readItem: readHosted, isWanted: seesFirmware, ...whole },
  });
  const windows = useList({ name: "GET /api/v1/pbxs/:id/windows", readItem: readWindow, ...ofPbx, limit: undefined });
  const profiles = useList({
    ...{ name: "GET /api/v1/pbxs/:id/profiles", readItem: readProfile, ...ofPbx, limit: "all" },
  });
  const vendors = useList({ name: "GET /api/v1/vendors", readItem: readVendor, ...whole });
  const versions = versionsOf(images.value?.items ?? []);
  const typed = (name: keyof RolloutForm) => ({
    name,
    label: t.fields[name],
    error: errors[name],
    value: form[name],
    onInput: (value: string) => onChange({ [name]: value }),
  });
  const chosen = (name: "version" | "window" | "profile" | "vendor") => ({
    name,
    label: t.fields[name],
    error: errors[name],
    value: form[name],
    onChange: (value: string) => onChange({ [name]: value }),
  });
  const isNarrowed = form.profile + form.vendor + form.model + form.phones !== "";
  return (
    <>
      {seesFirmware && versions.length === 0 && images.value !== undefined && <p class="note doubt">{t.noImages}</p>}
      {seesFirmware ? (
        <ChoiceField
          {...chosen("version")}
          hint={t.hints.version}
          none={texts.newPhone.choose}
          choices={versions.map(({ version, models }) => ({ value: version, title: `${version} – ${some(models)}` }))}
        />
      ) : (
        <TextField {...typed("version")} hint={t.hints.version} />
      )}
      <TextField {...typed("stages")} hint={t.hints.stages} />
      <ChoiceField
        {...chosen("window")}
        none={t.windowNone}
        hint={t.hints.window}
        choices={(windows.value?.items ?? []).map(({ name }) => ({ value: name, title: name }))}
      />
      <div class="pair">
        <TextField {...typed("haltAbove")} hint={t.hints.haltAbove} inputMode="numeric" />
        <TextField {...typed("withinMinutes")} hint={t.hints.withinMinutes} inputMode="numeric" />
      </div>
      <details open={isNarrowed}>
        <summary>{t.which}</summary>
        <div class="inner">
          <ChoiceField
            {...chosen("profile")}
            none={t.allProfiles}
            choices={(profiles.value?.items ?? []).map(({ id, label }) => ({ value: id, title: label || id }))}
          />
          <ChoiceField
            {...chosen("vendor")}
            none={texts.phones.allManufacturers}
            choices={(vendors.value?.items ?? []).map(({ id, name }) => ({ value: id, title: name }))}
          />
          <TextField {...typed("model")} isOptional />
          <Field label={t.fields.phones} hint={t.hints.phones} error={errors.phones} isOptional>
            {(tied) => (
              <textarea
                {...tied}
                name="phones"
                rows={3}
                value={form.phones}
                onInput={({ currentTarget }) => onChange({ phones: currentTarget.value })}
              />
            )}
          </Field>
        </div>
      </details>
      <TextField {...typed("reason")} hint={texts.passwords.reasonHint} isOptional />
    </>
  );
}

/** The first few; a list of all would not fit into a choice. */
function some(models: readonly string[]): string {
  const more = models.length - MOST_MODELS;
  return models.slice(0, MOST_MODELS).join(", ") + (more > 0 ? ` +${more}` : "");
}
