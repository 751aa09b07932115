import { usePage } from "../page-context.ts";
import { Dialog } from "./dialog.tsx";
import { Once } from "./once.tsx";

/** Shown once: it is nowhere else to be read, and gone when this is closed. */
export function RevealedPassword(props: { account: string; password: string; onClose: () => void }) {
  const { texts } = usePage();
  const title = texts.accounts.revealedTitle(props.account);
  return (
    <Dialog title={title} onClose={props.onClose}>
      <Once label={title} values={[props.password]} />
    </Dialog>
  );
}
