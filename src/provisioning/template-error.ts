/** A template that cannot be found, compiled or filled in. The message names the template and the place, never a value. */
export class TemplateError extends Error {
  /** Where in the template, counted from 1; null: nobody knows. */
  readonly line: number | null;

  constructor(message: string, line: number | null = null) {
    super(message);
    this.line = line;
  }
}
