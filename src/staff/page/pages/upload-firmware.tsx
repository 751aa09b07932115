import { useEffect, useState } from "preact/hooks";
import { writeBytes } from "../format.ts";
import { usePage } from "../page-context.ts";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { Field } from "../parts/field.tsx";
import { UploadProgress } from "../parts/upload-progress.tsx";
import { type ImageName, readHosted, readImageName, type ShownHosted, type TakingVendor } from "../records/hosted.ts";
import { useList } from "../use-list.ts";
import { useUpload } from "../use-upload.ts";
import { nameOf } from "./firmware.tsx";
import { HostedFacts } from "./hosted-details.tsx";

type UploadProps = { file: File; makers: readonly TakingVendor[]; onClose: () => void; onTaken: () => void };

/** What the name says of an image, what it does not say, and the upload itself. */
export function UploadFirmware({ file, makers, onClose, onTaken }: UploadProps) {
  const { texts, language, announce } = usePage();
  const [models, setModels] = useState<readonly string[]>([]);
  const [minimumVersion, setMinimumVersion] = useState("");
  const [taken, setTaken] = useState<ShownHosted>();
  const upload = useUpload();
  const names = useList({
    ...{ name: "GET /api/v1/image-names", query: { name: file.name }, limit: undefined },
    readItem: readImageName,
  });
  const image = names.value?.items[0];
  const needsModels = image !== undefined && image.possibleModels.length > 0;
  const t = texts.firmware;
  useEffect(() => {
    if (upload.fault !== undefined) announce(texts.uploads.refused(file.name));
  }, [upload.fault]);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (image === undefined) return;
    const answer = await upload.send("PUT /api/v1/firmware/:vendor/:name", {
      params: { vendor: image.vendor, name: file.name },
      query: { models: needsModels ? models.join(",") : undefined, minimumVersion: minimumVersion.trim() },
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
      </Dialog>
    );
  return (
    <Dialog title={t.uploadTitle} onClose={onClose}>
      <form onSubmit={submit}>
        {upload.fault !== undefined && <FaultNote fault={upload.fault} />}
        {names.fault !== undefined && <FaultNote fault={names.fault} onAgain={names.again} />}
        <p class="wrap">
          <strong>{file.name}</strong> <span class="quiet">{writeBytes(file.size, language)}</span>
        </p>
        {names.value !== undefined && image === undefined && <UnknownName makers={makers} />}
        {image !== undefined && <NameSays image={image} makers={makers} />}
        {needsModels && <ModelsField possible={image.possibleModels} chosen={models} onChoose={setModels} />}
        {image !== undefined && (
          <Field label={t.minimumVersion} hint={t.minimumVersionHint} isOptional>
            {(tied) => (
              <input
                {...tied}
                name="minimumVersion"
                maxLength={64}
                pattern="[0-9][0-9A-Za-z.+\-]*"
                value={minimumVersion}
                onInput={({ currentTarget }) => setMinimumVersion(currentTarget.value)}
              />
            )}
          </Field>
        )}
        {upload.progress !== undefined && <UploadProgress progress={upload.progress} name={file.name} />}
        <div class="actions">
          <button
            type="submit"
            class="main"
            disabled={image === undefined || upload.progress !== undefined || (needsModels && models.length === 0)}
          >
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

/** What can be told before a byte is sent. */
export function NameSays({ image, makers }: { image: ImageName; makers: readonly TakingVendor[] }) {
  const { texts } = usePage();
  const { vendor, version, models } = image;
  return (
    <div class="note good">
      <p>{texts.firmware.nameSays(nameOf(vendor, makers), version)}</p>
      {models.length > 0 && <p class="wrap">{texts.firmware.nameSaysModels(models.join(", "))}</p>}
    </div>
  );
}

function UnknownName({ makers }: { makers: readonly TakingVendor[] }) {
  const { texts } = usePage();
  return (
    <div class="note bad" role="alert">
      <p>{texts.firmware.nameUnknown}</p>
      <ul>
        {makers.map(({ id, name, firmware }) => (
          <li key={id} class="wrap">
            {name}: <code>{firmware}</code>
          </li>
        ))}
      </ul>
    </div>
  );
}

type ModelsProps = { possible: readonly string[]; chosen: readonly string[]; onChoose: (models: string[]) => void };

function ModelsField({ possible, chosen, onChoose }: ModelsProps) {
  const { texts } = usePage();
  return (
    <fieldset class="field">
      <legend>{texts.firmware.whichModels}</legend>
      {possible.map((model) => (
        <label key={model} class="check">
          <input
            type="checkbox"
            checked={chosen.includes(model)}
            onChange={({ currentTarget }) =>
              onChoose(currentTarget.checked ? [...chosen, model] : chosen.filter((one) => one !== model))
            }
          />
          {model}
        </label>
      ))}
    </fieldset>
  );
}
