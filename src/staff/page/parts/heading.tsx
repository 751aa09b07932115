import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";

/** The page's heading, which is the browser's title too. */
export function Heading({ title, children }: { title: string; children?: ComponentChildren }) {
  useEffect(() => {
    document.title = `${title} – Offhook`;
  }, [title]);
  return (
    <div class="heading">
      <h1>{title}</h1>
      {children}
    </div>
  );
}
