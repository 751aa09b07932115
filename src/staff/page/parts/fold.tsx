import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

/** A part that is not looked at each time: what is in it is loaded when somebody opens it. */
export function Fold({ title, children }: { title: string; children: () => ComponentChildren }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="card" open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <h2>{title}</h2>
      </summary>
      {isOpen && <div>{children()}</div>}
    </details>
  );
}
