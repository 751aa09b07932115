import { useState } from "preact/hooks";
import type { Answer, Fault } from "./api.ts";

/** Something that is done by a call: while it runs nothing else is begun, and what went wrong is kept to be said. */
export function useAction() {
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault>();
  return {
    isBusy,
    fault,
    async run(call: () => Promise<Answer>, onDone: (value: unknown) => void): Promise<void> {
      setBusy(true);
      const answer = await call();
      setBusy(false);
      setFault(answer.ok ? undefined : answer.fault);
      if (answer.ok) onDone(answer.value);
    },
  };
}
