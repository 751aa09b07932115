import { usePage } from "../page-context.ts";
import { Dialog } from "./dialog.tsx";

/** Shown once: it is nowhere else to be read, and gone when this is closed. */
export function RevealedPassword(props: { account: string; password: string; onClose: () => void }) {
  const { texts, announce } = usePage();
  const t = texts.accounts;
  const copy = () => navigator.clipboard.writeText(props.password).then(() => announce(t.copied));
  return (
    <Dialog title={t.revealedTitle(props.account)} onClose={props.onClose}>
      <p>{t.revealedText}</p>
      <p>
        <output class="revealed">{props.password}</output>
      </p>
      {/* Browsers let pages copy by https only. */}
      {isSecureContext && (
        <button type="button" class="main" onClick={copy}>
          {t.copy}
        </button>
      )}
    </Dialog>
  );
}
