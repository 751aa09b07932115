type Entry = { at: number; address: number };

/** Addresses by when they become free, the earliest first: a binary heap. */
export function createExpiryQueue() {
  const heap: Entry[] = [];

  function entryAt(index: number): Entry {
    return heap[index] as Entry;
  }

  function swap(a: number, b: number): void {
    const kept = entryAt(a);
    heap[a] = entryAt(b);
    heap[b] = kept;
  }

  function rise(from: number): void {
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (entryAt(parent).at <= entryAt(index).at) return;
      swap(parent, index);
      index = parent;
    }
  }

  function sink(): void {
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      if (left >= heap.length) return;
      const right = left + 1;
      const child = right < heap.length && entryAt(right).at < entryAt(left).at ? right : left;
      if (entryAt(index).at <= entryAt(child).at) return;
      swap(index, child);
      index = child;
    }
  }

  return {
    push(at: number, address: number): void {
      heap.push({ at, address });
      rise(heap.length - 1);
    },
    first: (): Entry | undefined => heap[0],
    dropFirst(): void {
      const last = heap.pop();
      if (last === undefined || heap.length === 0) return;
      heap[0] = last;
      sink();
    },
  };
}
