/** Says to a screen reader what others see happen. */
export function Announcer({ text }: { text: string }) {
  return (
    <p class="unseen" role="status">
      {text}
    </p>
  );
}
