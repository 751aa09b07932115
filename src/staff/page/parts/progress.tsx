import { useId } from "preact/hooks";

type ProgressProps = {
  /** Says how far it is. */
  label: (done: number, total: number) => string;
  done: number;
  total: number;
};

/** How far something is that takes a while. */
export function Progress({ label, done, total }: ProgressProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label(done, total)}</label>
      <progress id={id} max={Math.max(total, 1)} value={done} />
    </div>
  );
}
