import type { ComponentChildren } from "preact";
import { useErrorBoundary } from "preact/hooks";
import { FaultNote } from "./fault-note.tsx";

/** Should a page fail all the same, the menu stays, and somebody can try again. */
export function Guard({ children }: { children: ComponentChildren }) {
  const [error, tryAgain] = useErrorBoundary();
  if (error === undefined) return <>{children}</>;
  const detail = error instanceof Error ? error.message : "";
  const fault = { status: 0, code: "page-failed", detail, errors: [], retryAfterSeconds: null };
  return <FaultNote fault={fault} onAgain={tryAgain} />;
}
