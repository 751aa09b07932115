import { observeWindowOffset, observeWindowRect, Virtualizer, windowScroll } from "@tanstack/virtual-core";
import { useLayoutEffect, useReducer, useState } from "preact/hooks";

/** Drawn on either side of what is seen. */
const OVERSCAN_ROWS = 12;

/** Which of many rows are seen while the window is scrolled. `margin`: where the first row begins, in pixels from the page's top. */
export function useWindowRows(count: number, estimatedPx: number, margin: number) {
  const [, redraw] = useReducer((turns: number) => turns + 1, 0);
  const options = {
    count,
    getScrollElement: () => window,
    estimateSize: () => estimatedPx,
    overscan: OVERSCAN_ROWS,
    scrollMargin: margin,
    observeElementRect: observeWindowRect,
    observeElementOffset: observeWindowOffset,
    scrollToFn: windowScroll,
    initialOffset: () => window.scrollY,
    initialRect: { width: innerWidth, height: innerHeight },
    onChange: () => redraw(undefined),
  };
  const [rows] = useState(() => new Virtualizer<Window, HTMLTableRowElement>(options));
  rows.setOptions(options);
  useLayoutEffect(() => rows._didMount(), []);
  useLayoutEffect(() => rows._willUpdate());
  return rows;
}
