import { useRef, useState } from "preact/hooks";
import { usePage } from "../page-context.ts";
import { Field } from "./field.tsx";

type DropZoneProps = { label: string; hint?: string; accept?: string; onFile: (file: File) => void };

/** Where a file is dropped, or chosen as everywhere else. */
export function DropZone({ label, hint, accept, onFile }: DropZoneProps) {
  const { texts } = usePage();
  const [isOver, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const take = (file: File | undefined) => {
    setOver(false);
    if (file !== undefined) onFile(file);
    // The same file can be chosen once more.
    if (input.current !== null) input.current.value = "";
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is the other way to what the field does
    <div
      class={`drop ${isOver ? "over" : ""}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        take(event.dataTransfer?.files[0]);
      }}
    >
      <Field label={label} hint={[texts.uploads.drop, hint].filter((text) => text !== undefined).join(" ")}>
        {(tied) => (
          <input
            {...tied}
            ref={input}
            type="file"
            accept={accept}
            onChange={({ currentTarget }) => take(currentTarget.files?.[0])}
          />
        )}
      </Field>
    </div>
  );
}
