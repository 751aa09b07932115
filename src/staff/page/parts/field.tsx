import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { usePage } from "../page-context.ts";

type FieldProps = {
  label: string;
  hint?: string | undefined;
  /** What is wrong with it; stands at the field and is read with it. */
  error?: string | undefined;
  /** What is right with it. */
  good?: string | undefined;
  isOptional?: boolean;
  /** Draws the input, with what ties it to its label and texts. */
  children: (tied: Tied) => ComponentChildren;
};
type Tied = { id: string; "aria-describedby": string | undefined; "aria-invalid": boolean };

/** A labelled field of a form. */
export function Field({ label, hint, error, good, isOptional = false, children }: FieldProps) {
  const { texts } = usePage();
  const id = useId();
  const notes = [
    { name: "error", text: error },
    { name: "good", text: good },
    { name: "hint", text: hint },
  ].filter(({ text }) => text !== undefined && text !== "");
  const describedBy = notes.map(({ name }) => `${id}-${name}`).join(" ");
  return (
    <div class="field">
      <label for={id}>
        {label} {isOptional && <small>({texts.optional})</small>}
      </label>
      {children({ id, "aria-describedby": describedBy || undefined, "aria-invalid": error !== undefined })}
      {notes.map(({ name, text }) => (
        <p key={name} id={`${id}-${name}`} class={`field-${name}`}>
          {text}
        </p>
      ))}
    </div>
  );
}
