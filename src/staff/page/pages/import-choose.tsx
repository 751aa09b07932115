import { useRef, useState } from "preact/hooks";
import { decodeCsv } from "../../../provisioning/phone-book/csv.ts";
import { usePage } from "../page-context.ts";
import { Field } from "../parts/field.tsx";

/** Where the list comes from: a file that is chosen or dropped, or text that is pasted. */
export function ChooseList({ onRead }: { onRead: (text: string) => void }) {
  const { texts } = usePage();
  const t = texts.importing;
  const [text, setText] = useState("");
  const [isOver, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const take = async (file: File | undefined) => {
    if (file !== undefined) onRead(decodeCsv(new Uint8Array(await file.arrayBuffer())));
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one way of three, and the others go by keyboard
    <div
      class={isOver ? "card drop over" : "card drop"}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const [file] = event.dataTransfer?.files ?? [];
        if (file !== undefined) void take(file);
        else onRead(event.dataTransfer?.getData("text/plain") ?? "");
      }}
    >
      <p>{t.lead}</p>
      <input
        ref={input}
        hidden
        type="file"
        name="list"
        accept=".csv,.txt,.tsv,text/csv,text/plain"
        onChange={({ currentTarget }) => void take(currentTarget.files?.[0])}
      />
      <p class="actions">
        <button type="button" class="main" onClick={() => input.current?.click()}>
          {t.file}
        </button>
        <span class="quiet">{t.drop}</span>
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onRead(text);
        }}
      >
        <Field label={t.paste}>
          {(tied) => (
            <textarea
              {...tied}
              name="text"
              rows={8}
              spellcheck={false}
              value={text}
              onInput={({ currentTarget }) => setText(currentTarget.value)}
            />
          )}
        </Field>
        <button type="submit" disabled={text.trim() === ""}>
          {t.read}
        </button>
      </form>
    </div>
  );
}
