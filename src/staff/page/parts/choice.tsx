import { Field } from "./field.tsx";

type ChoiceProps = {
  label: string;
  name?: string;
  hint?: string | undefined;
  error?: string | undefined;
  /** What no choice is called; undefined: one must be chosen. */
  none?: string;
  value: string;
  options: readonly { value: string; text: string }[];
  isOptional?: boolean;
  onChange: (value: string) => void;
};

/** One of some; a value that is none of them, as from an address, is shown all the same. */
export function Choice({ label, name, hint, error, none, value, options, isOptional, onChange }: ChoiceProps) {
  const isKnown = value === "" || options.some((option) => option.value === value);
  return (
    <Field label={label} hint={hint} error={error} isOptional={isOptional ?? false}>
      {(tied) => (
        <select {...tied} name={name} value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
          {none !== undefined && <option value="">{none}</option>}
          {!isKnown && <option value={value}>{value}</option>}
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
