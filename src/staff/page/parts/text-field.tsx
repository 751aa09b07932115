import type { ComponentProps } from "preact";
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
  inputMode?: ComponentProps<"input">["inputMode"];
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
  inputMode = isNumber ? "numeric" : undefined,
  list,
  onInput,
}: TextFieldProps) {
  return (
    <Field {...{ label, hint, error, isOptional }}>
      {(tied) => (
        <input
          {...tied}
          {...{ name, value, list, inputMode }}
          required={isRequired}
          autocapitalize="none"
          maxLength={most}
          pattern={isNumber ? `[0-9]{1,${most}}` : undefined}
          spellcheck={false}
          autocomplete="off"
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
  /** What it is called that nothing is chosen. */
  none?: string;
  isOptional?: boolean;
  hint?: string | undefined;
  error?: string | undefined;
  onChange: (value: string) => void;
};

/** One of several. What is chosen stays to be seen, also where it is none of them. */
export function ChoiceField(props: ChoiceFieldProps) {
  const { label, name, value, choices, none, hint, error, isOptional = false, onChange } = props;
  const isKnown = choices.some((choice) => choice.value === value) || (value === "" && none !== undefined);
  return (
    <Field {...{ label, hint, error, isOptional }}>
      {(tied) => (
        <select {...tied} {...{ name, value }} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
          {none !== undefined && <option value="">{none}</option>}
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
