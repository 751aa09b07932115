import { useState } from "preact/hooks";
import { FILE_KINDS, type FileKind, guessKind, guessMaker, takersOf } from "../file-form.ts";
import { writeBytes } from "../format.ts";
import { usePage } from "../page-context.ts";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { ChoiceField } from "../parts/text-field.tsx";
import { UploadProgress } from "../parts/upload-progress.tsx";
import { readHosted, type ShownHosted, type TakingVendor } from "../records/hosted.ts";
import { readModel } from "../records/others.ts";
import { useList } from "../use-list.ts";
import { useUpload } from "../use-upload.ts";
import { nameOf } from "./firmware.tsx";
import { HostedFacts } from "./hosted-details.tsx";

type UploadProps = { file: File; makers: readonly TakingVendor[]; onClose: () => void; onTaken: () => void };

/** Whose phones a file is for and what it is, as far as its name tells. */
export function UploadFile({ file, makers, onClose, onTaken }: UploadProps) {
  const { texts, language, announce } = usePage();
  const [kind, setKind] = useState<FileKind>(() => guessKind(file.name));
  const [chosenMaker, setMaker] = useState<string>();
  const [model, setModel] = useState("");
  const [taken, setTaken] = useState<ShownHosted>();
  const upload = useUpload();
  const takers = takersOf(kind, makers);
  const maker = takers.find(({ id }) => id === chosenMaker)?.id ?? guessMaker(file.name, kind, makers);
  const models = useList({
    ...{ name: "GET /api/v1/vendors/:id/models", params: { id: maker }, query: {}, limit: undefined },
    ...{ readItem: readModel, isWanted: kind === "picture" && maker !== "" },
  });
  const t = texts.files;
  const takes = makers.find(({ id }) => id === maker);

  const submit = async (event: Event) => {
    event.preventDefault();
    const answer = await upload.send("PUT /api/v1/files/:vendor/:name", {
      params: { vendor: maker, name: file.name },
      query: { kind, model: kind === "picture" ? model : undefined },
      file,
    });
    if (answer === undefined) return;
    setTaken(readHosted(answer));
    announce(texts.uploads.taken(file.name));
    onTaken();
  };
  if (taken !== undefined)
    return (
      <Dialog title={texts.uploads.taken(file.name)} onClose={onClose}>
        <HostedFacts file={taken} maker={nameOf(taken.vendor, makers)} />
        <p class="note">{t.howToUse[kind](taken.name)}</p>
      </Dialog>
    );
  return (
    <Dialog title={t.uploadTitle} onClose={onClose}>
      <form onSubmit={submit}>
        {upload.fault !== undefined && <FaultNote fault={upload.fault} />}
        <p class="wrap">
          <strong>{file.name}</strong> <span class="quiet">{writeBytes(file.size, language)}</span>
        </p>
        <ChoiceField
          label={texts.uploads.kind}
          name="kind"
          value={kind}
          choices={FILE_KINDS.map((value) => ({ value, title: texts.uploads.kinds[value] }))}
          hint={kind === "language" && takes?.language ? t.languageName(takes.language) : t.formats[kind]}
          onChange={(value) => setKind(FILE_KINDS.find((one) => one === value) ?? kind)}
        />
        <ChoiceField
          label={texts.phones.manufacturer}
          name="vendor"
          value={maker}
          choices={takers.map(({ id, name }) => ({ value: id, title: name }))}
          onChange={setMaker}
        />
        {kind === "picture" && (
          <ChoiceField
            label={texts.phones.model}
            name="model"
            none={t.anyModel}
            hint={t.modelHint}
            isOptional
            value={model}
            choices={(models.value?.items ?? [])
              .filter(({ isSupported }) => isSupported)
              .map(({ name }) => ({ value: name, title: name }))}
            onChange={setModel}
          />
        )}
        {upload.progress !== undefined && <UploadProgress progress={upload.progress} name={file.name} />}
        <div class="actions">
          <button type="submit" class="main" disabled={maker === "" || upload.progress !== undefined}>
            {texts.uploads.submit}
          </button>
          <button type="button" onClick={upload.progress === undefined ? onClose : upload.cancel}>
            {upload.progress === undefined ? texts.cancel : texts.uploads.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
