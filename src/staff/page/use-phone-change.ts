import { useEffect, useRef, useState } from "preact/hooks";
import type { Answer, Fault } from "./api.ts";
import { usePage } from "./page-context.ts";

/** Told of every change made here, by the MAC: other parts of the page have the same phone open. */
const changes = new EventTarget();

/** A phone as it was read, to be changed only as long as it is still so. */
export function usePhoneChange<Record>(mac: string, read: (raw: unknown) => Record) {
  const { api } = usePage();
  const params = { mac };
  const [found, setFound] = useState<{ phone: Record; etag: string | undefined }>();
  const [loadFault, setLoadFault] = useState<Fault>();
  const [fault, setFault] = useState<Fault>();
  const [isBusy, setBusy] = useState(false);
  const [round, setRound] = useState(0);
  const isOwn = useRef(false);
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
  useEffect(() => {
    const hear = () => isOwn.current || setRound((count) => count + 1);
    changes.addEventListener(mac, hear);
    return () => changes.removeEventListener(mac, hear);
  }, [mac]);

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
      isOwn.current = true;
      if (answer.ok) changes.dispatchEvent(new Event(mac));
      isOwn.current = false;
      return answer.ok;
    },
  };
}
