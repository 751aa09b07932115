/** Says to a screen reader what others see happen, with each `count` anew. */
export function Announcer({ text, count }: { text: string; count: number }) {
  return (
    <p class="unseen" role="status">
      <span key={count}>{text}</span>
    </p>
  );
}
