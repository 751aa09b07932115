import { useState } from "preact/hooks";
import type { Answer } from "../api.ts";
import { usePage } from "../page-context.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { KeyEditor } from "../parts/key-editor.tsx";
import { ChoiceField } from "../parts/text-field.tsx";
import { readListPage } from "../read.ts";
import type { EditedLayout } from "../records/key-layout.ts";
import { readAccount, readVendor } from "../records/others.ts";
import { type KeyModel, readKeyModels } from "../records/profiles.ts";
import { useList } from "../use-list.ts";
import { useLoaded } from "../use-loaded.ts";

const MOST_SUGGESTIONS = 500;

type ProfileLayoutsProps = {
  pbx: string;
  layouts: ReadonlyMap<string, EditedLayout>;
  isFixed: boolean;
  refusals: readonly { pointer: string | null; detail: string }[] | undefined;
  onChange: (layouts: ReadonlyMap<string, EditedLayout>) => void;
};

/** Function keys by model, for phones that have none of their own. */
export function ProfileLayouts({ pbx, layouts, isFixed, refusals = [], onChange }: ProfileLayoutsProps) {
  const { texts, announce } = usePage();
  const t = texts.profiles;
  const models = useKeyModels();
  const accounts = useList({
    ...{ name: "GET /api/v1/pbxs/:id/accounts", params: { id: pbx }, query: {} },
    ...{ limit: MOST_SUGGESTIONS, readItem: readAccount },
  });
  const [open, setOpen] = useState<string>();
  if (models.fault !== undefined) return <FaultNote fault={models.fault} onAgain={models.again} />;
  if (models.value === undefined) return <p>{texts.loading}</p>;
  const put = (model: string, layout: EditedLayout) => onChange(new Map([...layouts, [model, layout]]));
  const free = models.value.filter(({ name }) => !layouts.has(name));
  return (
    <>
      <p class="quiet">{t.layoutsHint}</p>
      {layouts.size === 0 && <p>{t.noLayouts}</p>}
      {[...layouts].map(([model, layout]) => {
        const known = models.value?.find(({ name }) => name === model);
        return (
          <details
            key={model}
            class="way"
            open={open === model}
            onToggle={({ currentTarget }) => {
              if (currentTarget.open) setOpen(model);
              else if (open === model) setOpen(undefined);
            }}
          >
            <summary>
              <strong>{model}</strong>
            </summary>
            {open === model && (
              <div>
                {known === undefined ? (
                  <p>{t.modelUnknown}</p>
                ) : (
                  <fieldset class="plain-set" disabled={isFixed}>
                    <legend class="unseen">{t.keysOf(model)}</legend>
                    <KeyEditor
                      layout={layout}
                      abilities={known.abilities}
                      lines={Array.from({ length: known.lines }, (_, index) => texts.phoneEdit.line(index + 1))}
                      accounts={accounts.value?.items ?? []}
                      refusals={below(refusals, model)}
                      onChange={(next) => put(model, next)}
                    />
                  </fieldset>
                )}
                {!isFixed && (
                  <p class="actions">
                    <button
                      type="button"
                      onClick={() => {
                        onChange(new Map([...layouts].filter(([name]) => name !== model)));
                        announce(t.layoutRemoved(model));
                      }}
                    >
                      {t.removeLayout(model)}
                    </button>
                  </p>
                )}
              </div>
            )}
          </details>
        );
      })}
      {!isFixed && free.length > 0 && (
        <div class="filters">
          <ChoiceField
            label={t.addLayout}
            name="layout-model"
            value=""
            choices={[
              { value: "", title: texts.newPhone.choose },
              ...free.map(({ name }) => ({ value: name, title: name })),
            ]}
            onChange={(model) => {
              if (model === "") return;
              put(model, { keys: [], modules: [] });
              setOpen(model);
            }}
          />
        </div>
      )}
    </>
  );
}

/** What was said of one model's keys, by pointers that begin there. */
function below(refusals: NonNullable<ProfileLayoutsProps["refusals"]>, model: string) {
  const begin = `/layouts/${model.replaceAll("~", "~0").replaceAll("/", "~1")}`;
  return refusals.flatMap(({ pointer, detail }) =>
    pointer?.startsWith(`${begin}/`) ? [{ pointer: pointer.slice(begin.length), detail }] : [],
  );
}

/** All models of all vendors that have function keys. */
function useKeyModels() {
  const { api } = usePage();
  const load = async (signal: AbortSignal): Promise<Answer> => {
    const vendors = await api("GET /api/v1/vendors", { signal });
    if (!vendors.ok) return vendors;
    const ids = readListPage(vendors.value, readVendor).items.map(({ id }) => id);
    const answers = await Promise.all(
      ids.map((id) => api("GET /api/v1/vendors/:id/models", { params: { id }, signal })),
    );
    const failed = answers.find((answer) => !answer.ok);
    if (failed !== undefined) return failed;
    const models = answers.flatMap((answer) => (answer.ok ? readListPage(answer.value, (model) => model).items : []));
    return { ok: true, value: models };
  };
  return useLoaded<readonly KeyModel[]>(load, readKeyModels, []);
}
