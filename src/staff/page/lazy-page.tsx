import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { usePage } from "./page-context.ts";
import { FaultNote } from "./parts/fault-note.tsx";

/**
 * A page whose code a browser loads when it is first shown. `load` fails where the server cannot be reached, or has been replaced by a newer
 * one that does not have this page's files any more: then the whole page is to be loaded again.
 */
export function lazyPage<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let loaded: ComponentType<Props> | undefined;
  return (props: Props) => {
    const { texts } = usePage();
    const [Shown, setShown] = useState(() => loaded);
    const [error, setError] = useState<unknown>();
    useEffect(() => {
      if (loaded !== undefined) return;
      load().then((component) => {
        loaded = component;
        setShown(() => component);
      }, setError);
    }, []);
    if (Shown !== undefined) return <Shown {...props} />;
    if (error === undefined) return <p>{texts.loading}</p>;
    const detail = error instanceof Error ? error.message : "";
    const fault = { status: 0, code: "page-outdated", detail, errors: [], retryAfterSeconds: null };
    return <FaultNote fault={fault} onAgain={() => location.reload()} />;
  };
}
