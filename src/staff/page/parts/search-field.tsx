import { Field } from "./field.tsx";

/** What a list is searched for; the list itself waits until typing has settled. */
export function SearchField(props: { label: string; hint?: string; value: string; onInput: (typed: string) => void }) {
  const { label, hint, value, onInput } = props;
  return (
    <Field label={label} hint={hint}>
      {(tied) => (
        <input
          {...tied}
          type="search"
          maxLength={100}
          value={value}
          onInput={({ currentTarget }) => onInput(currentTarget.value)}
        />
      )}
    </Field>
  );
}
