import { Field } from "./field.tsx";

type TextAreaFieldProps = {
  label: string;
  value: string;
  onInput: (typed: string) => void;
  hint?: string | undefined;
  error?: string | undefined;
  isOptional?: boolean;
  /** Of a fixed width, and higher. */
  isCode?: boolean;
};

/** A field of several lines. */
export function TextAreaField({ label, value, onInput, hint, error, isOptional, isCode }: TextAreaFieldProps) {
  return (
    <Field label={label} hint={hint} error={error} isOptional={isOptional === true}>
      {(tied) => (
        <textarea
          {...tied}
          class={isCode === true ? "code" : ""}
          rows={isCode === true ? 10 : 3}
          spellcheck={false}
          value={value}
          onInput={({ currentTarget }) => onInput(currentTarget.value)}
        />
      )}
    </Field>
  );
}
