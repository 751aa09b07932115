import type { FileMaterial } from "./file-material.ts";
import type { Phone } from "./phone.ts";
import type { FileOrder } from "./render-file.ts";

/** What a file that a phone fetched was made of, without anything that opens something. */
type Delivery = Pick<FileOrder, "modelName" | "authorities" | "hosted"> & {
  at: number;
  phone: Phone;
  material: FileMaterial;
  /** Of the template: what it made can be made again only as long as it is the same. */
  templateRevision: string;
};
type FileOfPhone = { phoneId: number; vendorId: string; ruleIndex: number };

/**
 * What phones fetched last, for people who want to see what is new since. In memory only, and of the last phones only: no phone's answer
 * waits for it, and a boot storm costs a reference for each file.
 */
export type Deliveries = {
  note(file: FileOfPhone, delivery: Delivery): void;
  /** The same as before, from the cache. */
  again(file: FileOfPhone, at: number): void;
  last(file: FileOfPhone): Delivery | undefined;
};

/** About 20 kB each, where profiles have long key layouts. */
const MOST_DELIVERIES = 1000;

export function createDeliveries(most = MOST_DELIVERIES): Deliveries {
  const kept = new Map<string, Delivery>();
  const keyOf = ({ phoneId, vendorId, ruleIndex }: FileOfPhone) => `${phoneId} ${vendorId} ${ruleIndex}`;

  function keep(key: string, delivery: Delivery): void {
    kept.delete(key);
    kept.set(key, delivery);
    if (kept.size <= most) return;
    const [oldest] = kept.keys();
    if (oldest !== undefined) kept.delete(oldest);
  }

  return {
    note: (file, delivery) => keep(keyOf(file), delivery),
    again(file, at) {
      const key = keyOf(file);
      const before = kept.get(key);
      if (before !== undefined) keep(key, { ...before, at });
    },
    last: (file) => kept.get(keyOf(file)),
  };
}
