import { useEffect, useRef, useState } from "preact/hooks";
import type { Api, Fault } from "./api.ts";
import { usePage } from "./page-context.ts";

export type Progress = { sent: number; total: number };
type FileCall = NonNullable<Parameters<Api>[1]> & { file: Blob };

/** Sends one file at a time; nobody waits for one that is cancelled, or whose dialog was closed. */
export function useUpload() {
  const { api } = usePage();
  const [progress, setProgress] = useState<Progress>();
  const [fault, setFault] = useState<Fault>();
  const running = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  /** What the API says of the file; undefined: it was not taken. */
  async function send(name: string, call: FileCall): Promise<unknown> {
    const own = new AbortController();
    running.current?.abort();
    running.current = own;
    const total = call.file.size;
    setFault(undefined);
    setProgress({ sent: 0, total });
    const onProgress = (sent: number) => setProgress({ sent, total });
    const answer = await api(name, { ...call, onProgress, signal: own.signal });
    // Another was chosen meanwhile.
    if (running.current !== own) return undefined;
    setProgress(undefined);
    if (answer.ok) return answer.value;
    if (!own.signal.aborted) setFault(answer.fault);
    return undefined;
  }
  return { progress, fault, send, cancel: () => running.current?.abort() };
}
