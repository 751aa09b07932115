import { useState } from "preact/hooks";
import type { Api, Fault } from "./api.ts";
import { usePage } from "./page-context.ts";

/** A call that a form or a button makes: whether it is under way, and why it did not do what it should. */
export type OneCall = {
  isBusy: boolean;
  fault: Fault | undefined;
  /** `done` is told what was answered, if it did. */
  call(name: string, more: Parameters<Api>[1], done: (value: unknown) => void): Promise<void>;
};

export function useCall(): OneCall {
  const { api } = usePage();
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault>();
  return {
    isBusy,
    fault,
    async call(name, more, done) {
      setBusy(true);
      const answer = await api(name, more);
      setBusy(false);
      setFault(answer.ok ? undefined : answer.fault);
      if (answer.ok) done(answer.value);
    },
  };
}
