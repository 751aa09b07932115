import { useId, useState } from "preact/hooks";
import { usePage } from "../page-context.ts";
import { readPbx } from "../records/others.ts";
import { readCustomerId, type ShownScope } from "../records/people.ts";
import type { Texts } from "../texts/texts.ts";
import { useList } from "../use-list.ts";
import { useSettled } from "../use-settled.ts";
import { ChoiceField, TextField } from "./text-field.tsx";

const SUGGESTED = 50;

export function writeScope(scope: ShownScope, texts: Texts): string {
  if (scope === null) return texts.scope.all;
  const named = [...scope.customers, ...scope.pbxs];
  return named.length === 0 ? texts.scope.nothing : named.join(", ");
}

type ScopePickerProps = {
  scope: ShownScope;
  error?: string | undefined;
  onChange: (scope: ShownScope) => void;
};

/** What somebody may see: all, or some customers and PBXs. Who sees some only cannot give all. */
export function ScopePicker({ scope, error, onChange }: ScopePickerProps) {
  const { texts, who } = usePage();
  const t = texts.scope;
  return (
    <>
      <ChoiceField
        label={t.title}
        name="scope"
        value={scope === null ? "all" : "some"}
        choices={[
          ...(who.isScoped && scope !== null ? [] : [{ value: "all", title: t.all }]),
          { value: "some", title: t.some },
        ]}
        error={error}
        onChange={(value) => onChange(value === "all" ? null : { customers: [], pbxs: [] })}
      />
      {scope !== null && (
        <div class="scope">
          <ul class="plain chips">
            {scope.customers.map((id) => (
              <Chosen
                key={`customer ${id}`}
                kind={t.customer}
                name={id}
                onRemove={() => onChange({ ...scope, customers: without(scope.customers, id) })}
              />
            ))}
            {scope.pbxs.map((id) => (
              <Chosen
                key={`pbx ${id}`}
                kind={t.pbx}
                name={id}
                onRemove={() => onChange({ ...scope, pbxs: without(scope.pbxs, id) })}
              />
            ))}
          </ul>
          {scope.customers.length + scope.pbxs.length === 0 && <p class="quiet">{t.none}</p>}
          <Chooser
            kind={t.customer}
            name="customer"
            call="GET /api/v1/customers"
            readId={readCustomerId}
            onAdd={(id) => onChange({ ...scope, customers: [...without(scope.customers, id), id] })}
          />
          <Chooser
            kind={t.pbx}
            name="pbx"
            call="GET /api/v1/pbxs"
            readId={(raw) => readPbx(raw).id}
            onAdd={(id) => onChange({ ...scope, pbxs: [...without(scope.pbxs, id), id] })}
          />
        </div>
      )}
    </>
  );
}

function Chosen({ kind, name, onRemove }: { kind: string; name: string; onRemove: () => void }) {
  const { texts } = usePage();
  return (
    <li>
      {kind}: {name}{" "}
      <button type="button" aria-label={texts.scope.removeLabel(name)} onClick={onRemove}>
        ×
      </button>
    </li>
  );
}

type ChooserProps = {
  kind: string;
  name: string;
  call: string;
  readId: (raw: unknown) => string;
  onAdd: (id: string) => void;
};

/** A name with suggestions, and a button that adds it. Enter adds it, too, instead of sending the form, and so does leaving the field. */
function Chooser({ kind, name, call, readId, onAdd }: ChooserProps) {
  const { texts } = usePage();
  const [typed, setTyped] = useState("");
  const list = useId();
  const known = useList({ name: call, query: { search: useSettled(typed) }, limit: SUGGESTED, readItem: readId });
  const add = () => {
    if (typed.trim() === "") return;
    onAdd(typed.trim());
    setTyped("");
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the key comes from the input inside
    <div
      class="beside"
      onFocusOut={add}
      onKeyDown={(event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        add();
      }}
    >
      <TextField label={kind} name={name} value={typed} list={list} onInput={setTyped} />
      <datalist id={list}>
        {(known.value?.items ?? []).map((id) => (
          <option key={id} value={id} />
        ))}
      </datalist>
      <button type="button" aria-label={texts.scope.addLabel(kind)} onClick={add}>
        {texts.scope.add}
      </button>
    </div>
  );
}

function without(names: readonly string[], name: string): string[] {
  return names.filter((one) => one !== name);
}
