import Handlebars from "handlebars";

/** More than any phone's file has: a base with 1,000 lines and handsets, its keys and settings. */
const MAX_STEPS = 100_000;
const MAX_CHARACTERS = 8 << 20;

type Each = (this: unknown, context: unknown, options: Handlebars.HelperOptions) => string;

/** Handlebars' `each`, which gives up where one file takes too many steps or grows too long: nothing else in a template repeats itself. */
export function createBoundedEach(): { each: Each; reset(): void } {
  const each = Handlebars.helpers.each as Each;
  let steps = 0;
  let characters = 0;
  return {
    each(context, options) {
      const fn: typeof options.fn = (item, runtime) => {
        if (++steps > MAX_STEPS) throw new Error(`it repeats itself more than ${MAX_STEPS} times`);
        const text = options.fn(item, runtime);
        characters += text.length;
        if (characters > MAX_CHARACTERS) throw new Error(`it writes more than ${MAX_CHARACTERS} characters`);
        return text;
      };
      return each.call(this, context, { ...options, fn });
    },
    /** Before each file. */
    reset() {
      steps = 0;
      characters = 0;
    },
  };
}
