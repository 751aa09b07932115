import type { Colour } from "../../../provisioning/phone-light.ts";
import { usePage } from "../page-context.ts";

/** A phone's light: a colour, a shape and a word, so that nobody needs to see colours. */
export function Light({ colour }: { colour: Colour | null }) {
  const { texts } = usePage();
  const shown = colour ?? "grey";
  return <span class={`light ${shown}`}>{texts.lights[shown]}</span>;
}
