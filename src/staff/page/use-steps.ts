import { useRef } from "preact/hooks";

/** Steps of editing, which can be taken back before anything is saved. What is typed into one field at a stretch is one step. */
export function useSteps<State>(state: State, onChange: (state: State) => void) {
  const past = useRef<State[]>([]);
  const future = useRef<State[]>([]);
  const lastAbout = useRef("");
  const go = (from: State[], to: State[]): boolean => {
    const next = from.pop();
    if (next === undefined) return false;
    to.push(state);
    lastAbout.current = "";
    onChange(next);
    return true;
  };
  return {
    canUndo: past.current.length > 0,
    canRedo: future.current.length > 0,
    take(next: State, about: string): void {
      const goesOn = about === lastAbout.current && /value|label/.test(about);
      if (!goesOn) past.current.push(state);
      lastAbout.current = about;
      future.current = [];
      onChange(next);
    },
    undo: () => go(past.current, future.current),
    redo: () => go(future.current, past.current),
  };
}
