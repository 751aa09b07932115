import { Field } from "./field.tsx";

type SecretFieldProps = {
  label: string;
  name: string;
  value: string;
  hint?: string | undefined;
  error?: string | undefined;
  onInput: (value: string) => void;
};

/** A password; `least`: one that is chosen now, of so many characters. */
export function PasswordField({
  label,
  name,
  value,
  hint,
  error,
  least,
  onInput,
}: SecretFieldProps & { least?: number }) {
  return (
    <Field {...{ label, hint, error }}>
      {(tied) => (
        <input
          {...tied}
          {...{ name, value }}
          type="password"
          autocomplete={least === undefined ? "current-password" : "new-password"}
          required
          minLength={least}
          maxLength={128}
          onInput={({ currentTarget }) => onInput(currentTarget.value)}
        />
      )}
    </Field>
  );
}

/** A code of the second factor. */
export function CodeField({ label, name, value, hint, error, onInput }: SecretFieldProps) {
  return (
    <Field {...{ label, hint, error }}>
      {(tied) => (
        <input
          {...tied}
          {...{ name, value }}
          autocomplete="one-time-code"
          autocapitalize="none"
          spellcheck={false}
          required
          maxLength={40}
          onInput={({ currentTarget }) => onInput(currentTarget.value)}
        />
      )}
    </Field>
  );
}
