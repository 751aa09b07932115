import { Field } from "./field.tsx";

type ChoiceFieldProps = {
  label: string;
  value: string;
  options: readonly { value: string; text: string }[];
  onChange: (value: string) => void;
  hint?: string | undefined;
  error?: string | undefined;
  name?: string;
  isRequired?: boolean;
};

/** A choice among a few. A value that is none of them, as the API may say one, stays what it is. */
export function ChoiceField({ label, value, options, onChange, hint, error, name, isRequired }: ChoiceFieldProps) {
  const isKnown = options.some((option) => option.value === value);
  return (
    <Field label={label} hint={hint} error={error}>
      {(tied) => (
        <select
          {...tied}
          name={name}
          required={isRequired === true}
          value={value}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        >
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
