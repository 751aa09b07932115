import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

type FoldProps = { title: string; startsOpen?: boolean; children: () => ComponentChildren };

/** A part that is not looked at each time: what is in it is loaded when somebody opens it, and stays when it is closed. */
export function Fold({ title, startsOpen = false, children }: FoldProps) {
  const [wasOpened, setOpened] = useState(startsOpen);
  const [isOpenFirst] = useState(startsOpen);
  return (
    <details
      class="card"
      open={isOpenFirst}
      onToggle={({ currentTarget }) => setOpened(wasOpened || currentTarget.open)}
    >
      <summary>
        <h2>{title}</h2>
      </summary>
      {wasOpened && <div>{children()}</div>}
    </details>
  );
}
