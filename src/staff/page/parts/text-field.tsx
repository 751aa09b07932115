import { Field } from "./field.tsx";

type TextFieldProps = {
  label: string;
  name: string;
  value: string;
  hint?: string | undefined;
  error?: string | undefined;
  isOptional?: boolean;
  isRequired?: boolean;
  /** Of digits only, as many at most. */
  isNumber?: boolean;
  most?: number;
  /** Id of a list of suggestions. */
  list?: string | undefined;
  onInput: (value: string) => void;
};

/** One line of text. */
export function TextField({
  label,
  name,
  value,
  hint,
  error,
  isOptional = false,
  isRequired = false,
  isNumber = false,
  most = 100,
  list,
  onInput,
}: TextFieldProps) {
  return (
    <Field {...{ label, hint, error, isOptional }}>
      {(tied) => (
        <input
          {...tied}
          {...{ name, value, list }}
          maxLength={most}
          required={isRequired}
          inputMode={isNumber ? "numeric" : undefined}
          pattern={isNumber ? `[0-9]{1,${most}}` : undefined}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          onInput={({ currentTarget }) => onInput(currentTarget.value)}
        />
      )}
    </Field>
  );
}

type ChoiceFieldProps = {
  label: string;
  name: string;
  value: string;
  choices: readonly { value: string; title: string }[];
  hint?: string | undefined;
  error?: string | undefined;
  isRequired?: boolean;
  onChange: (value: string) => void;
};

/** One of several. What is chosen stays to be seen, also where it is none of them. */
export function ChoiceField({
  label,
  name,
  value,
  choices,
  hint,
  error,
  isRequired = false,
  onChange,
}: ChoiceFieldProps) {
  const isKnown = choices.some((choice) => choice.value === value);
  return (
    <Field {...{ label, hint, error }}>
      {(tied) => (
        <select
          {...tied}
          {...{ name, value }}
          required={isRequired}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        >
          {!isKnown && <option value={value}>{value}</option>}
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.title}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
