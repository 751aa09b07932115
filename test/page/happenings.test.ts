import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createHappenings, type Happening } from "../../src/staff/page/happenings.ts";

class Source extends EventTarget {
  readyState = 1;
  close(): void {
    this.readyState = 2;
  }
  say(event: string, data: unknown = {}): void {
    this.dispatchEvent(new MessageEvent(event, { data: typeof data === "string" ? data : JSON.stringify(data) }));
  }
  refuse(): void {
    this.readyState = 2;
    this.dispatchEvent(new Event("error"));
  }
}
class Page extends EventTarget {
  visibilityState: "visible" | "hidden" = "visible";
  turn(state: "visible" | "hidden"): void {
    this.visibilityState = state;
    this.dispatchEvent(new Event("visibilitychange"));
  }
}

let sources: Source[];
let page: Page;
let happenings: ReturnType<typeof createHappenings>;
const last = () => sources.at(-1) as Source;
function listen() {
  const heard: (Happening | undefined)[] = [];
  return { heard, stop: happenings.follow((happening) => heard.push(happening)) };
}
beforeEach(() => {
  vi.useFakeTimers();
  sources = [];
  page = new Page();
  happenings = createHappenings(() => {
    sources.push(new Source());
    return last();
  }, page);
});
afterEach(() => vi.useRealTimers());

test("one connection tells all who listen, and is closed when nobody does", () => {
  const [one, other] = [listen(), listen()];
  expect(sources).toHaveLength(1);
  last().say("ready");
  last().say("happened", { id: 1, name: "file-served", mac: "0004137447D0", pbx: null, more: [] });
  const told = [{ name: "file-served", mac: "0004137447D0", pbx: null }];
  expect([one.heard, other.heard]).toEqual([told, told]);
  last().say("gap");
  expect(one.heard.at(-1)).toBeUndefined();
  one.stop();
  vi.runAllTimers();
  expect(last().readyState).toBe(1);
  other.stop();
  vi.runAllTimers();
  expect(last().readyState).toBe(2);
});

test("is closed while the page is hidden, and then says that something may have been missed", () => {
  const { heard } = listen();
  last().say("ready");
  page.turn("hidden");
  expect(last().readyState).toBe(2);
  page.turn("visible");
  expect(sources).toHaveLength(2);
  expect(heard).toEqual([]);
  last().say("ready");
  expect(heard).toEqual([undefined]);
  // The browser connected again by itself, and the server told what came between.
  last().say("ready");
  expect(heard).toHaveLength(1);
});

test("where it is refused tries again, later and later", () => {
  const { heard } = listen();
  const tries: number[] = [];
  for (let seconds = 0; seconds < 200; seconds++) {
    if (last().readyState === 1) {
      tries.push(seconds);
      last().refuse();
    }
    vi.advanceTimersByTime(1000);
  }
  expect(tries).toEqual([0, 2, 6, 14, 30, 62, 122, 182]);
  expect(heard).toEqual([undefined]);
});

test("begins anew for who listens when nobody did, and tells of a refusal again", () => {
  const first = listen();
  last().refuse();
  first.stop();
  const second = listen();
  expect(sources).toHaveLength(2);
  last().refuse();
  expect([first.heard, second.heard]).toEqual([[undefined], [undefined]]);
  vi.advanceTimersByTime(2000);
  expect(sources).toHaveLength(3);
});

test("what cannot be read is something that happened", () => {
  const { heard } = listen();
  for (const odd of ["", "no JSON", "null", "[1]", '{"mac":5}']) last().say("happened", odd);
  expect(heard).toEqual([
    ...[undefined, undefined],
    ...["", "", ""].map((name, index) => ({ name, mac: index === 2 ? "5" : null, pbx: null })),
  ]);
});
