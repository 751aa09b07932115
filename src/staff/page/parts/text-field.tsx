import type { InputHTMLAttributes } from "preact";
import { Field } from "./field.tsx";

type TextFieldProps = {
  label: string;
  value: string;
  onInput: (typed: string) => void;
  hint?: string | undefined;
  error?: string | undefined;
  isOptional?: boolean;
  isRequired?: boolean;
  /** More of the input's own attributes. */
  more?: InputHTMLAttributes<HTMLInputElement>;
};

/** A field of one line. What it holds is a name of something, so nothing corrects it. */
export function TextField({ label, value, onInput, hint, error, isOptional, isRequired, more }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error} isOptional={isOptional === true}>
      {(tied) => (
        <input
          {...tied}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          required={isRequired === true}
          {...more}
          value={value}
          onInput={({ currentTarget }) => onInput(currentTarget.value)}
        />
      )}
    </Field>
  );
}
