import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

/** A part that is not looked at each time: what is in it is loaded when somebody opens it, and stays when it is closed. */
export function Fold({ title, children }: { title: string; children: () => ComponentChildren }) {
  const [wasOpened, setOpened] = useState(false);
  return (
    <details class="card" onToggle={({ currentTarget }) => setOpened(wasOpened || currentTarget.open)}>
      <summary>
        <h2>{title}</h2>
      </summary>
      {wasOpened && <div>{children()}</div>}
    </details>
  );
}
