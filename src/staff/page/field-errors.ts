import type { Fault } from "./api.ts";

/** What is wrong with the field at a JSON pointer, or with something inside it. */
export function errorAt(fault: Fault | undefined, pointer: string): string | undefined {
  return fault?.errors.find((error) => error.pointer === pointer || error.pointer?.startsWith(`${pointer}/`) === true)
    ?.detail;
}

/** Whether each part of it is said at a field, so that the form need not say it as a whole. */
export function isSaidAt(fault: Fault, pointers: readonly string[]): boolean {
  return (
    fault.errors.length > 0 &&
    fault.errors.every(
      ({ pointer }) => pointer !== null && pointers.some((one) => pointer === one || pointer.startsWith(`${one}/`)),
    )
  );
}
