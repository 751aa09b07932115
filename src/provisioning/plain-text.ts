const STEERING = /[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** What phones and people typed as text that steers no terminal, opens no line and turns no other text around. */
export function toPlain(text: string): string {
  return text.replace(STEERING, "\ufffd");
}
