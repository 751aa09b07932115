import { useEffect, useState } from "preact/hooks";
import type { Answer, Fault } from "./api.ts";
import { usePage } from "./page-context.ts";

/** A phone as it was read, to be changed only as long as it is still so. */
export function usePhoneChange<Record>(mac: string, read: (raw: unknown) => Record) {
  const { api } = usePage();
  const params = { mac };
  const [found, setFound] = useState<{ phone: Record; etag: string | undefined }>();
  const [loadFault, setLoadFault] = useState<Fault>();
  const [fault, setFault] = useState<Fault>();
  const [isBusy, setBusy] = useState(false);
  const [round, setRound] = useState(0);
  const take = (answer: Answer) => {
    setBusy(false);
    if (answer.ok) setFound({ phone: read(answer.value), etag: answer.etag });
  };

  useEffect(() => {
    const ended = new AbortController();
    setBusy(true);
    void api("GET /api/v1/phones/:mac", { params, signal: ended.signal }).then((answer) => {
      if (ended.signal.aborted) return;
      take(answer);
      setLoadFault(answer.ok ? undefined : answer.fault);
    });
    return () => ended.abort();
  }, [mac, round]);

  return {
    phone: found?.phone,
    loadFault,
    fault,
    isStale: fault?.code === "stale",
    isBusy,
    /** Reads it anew; what is edited is the caller's, and stays. */
    again() {
      setFault(undefined);
      setRound((count) => count + 1);
    },
    /** Whether it was changed. */
    async change(body: object): Promise<boolean> {
      setBusy(true);
      const answer = await api("PATCH /api/v1/phones/:mac", { params, body, ifMatch: found?.etag });
      take(answer);
      setFault(answer.ok ? undefined : answer.fault);
      return answer.ok;
    },
  };
}
