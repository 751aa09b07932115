import type { ComponentProps } from "preact";
import { Field } from "./field.tsx";

type TextFieldProps = {
  label: string;
  name: string;
  hint?: string | undefined;
  error?: string | undefined;
  value: string;
  isOptional?: boolean;
  isRequired?: boolean;
  maxLength?: number;
  inputMode?: ComponentProps<"input">["inputMode"];
  onInput: (value: string) => void;
};

/** A line of text with its label. */
export function TextField(props: TextFieldProps) {
  const { label, name, hint, error, value, isOptional = false, isRequired = false, maxLength = 500 } = props;
  return (
    <Field label={label} hint={hint} error={error} isOptional={isOptional}>
      {(tied) => (
        <input
          {...tied}
          name={name}
          inputMode={props.inputMode}
          autocapitalize="none"
          required={isRequired}
          maxLength={maxLength}
          value={value}
          onInput={({ currentTarget }) => props.onInput(currentTarget.value)}
        />
      )}
    </Field>
  );
}
