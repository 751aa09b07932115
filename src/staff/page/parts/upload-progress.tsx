import { writeBytes } from "../format.ts";
import { usePage } from "../page-context.ts";
import type { Progress } from "../use-upload.ts";

/** How much of a file has gone, as a bar and in words. */
export function UploadProgress({ progress: { sent, total }, name }: { progress: Progress; name: string }) {
  const { texts, language } = usePage();
  const isGone = sent >= total;
  const percent = total === 0 ? 100 : Math.floor((sent / total) * 100);
  return (
    <div class="uploading">
      <progress aria-label={texts.uploads.sending(name)} max={Math.max(total, 1)} value={sent} />
      <p>
        {isGone
          ? texts.uploads.checking
          : texts.uploads.progress(writeBytes(sent, language), writeBytes(total, language), percent)}
      </p>
    </div>
  );
}
