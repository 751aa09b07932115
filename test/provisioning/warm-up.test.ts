import { expect, test } from "vitest";
import type { Renderer } from "../../src/provisioning/ports.ts";
import type { TemplateData } from "../../src/provisioning/template-data.ts";
import { warmUp } from "../../src/provisioning/warm-up.ts";
import { vendors } from "../../src/vendors/index.ts";

/** Time goes on by one with every look at it. */
function countingClock(): () => number {
  let now = 0;
  return () => now++;
}

function rendererThat(render: Renderer["render"]): Renderer {
  return { render, revision: () => "" };
}

test("renders each vendor's configuration until its time is over, whatever becomes of them", () => {
  const rendered: string[] = [];
  const renderer = rendererThat((template) => {
    rendered.push(template);
    throw new Error("a broken template");
  });
  warmUp(vendors, renderer, 10, countingClock());
  expect(rendered).toHaveLength(9);
  expect(new Set(rendered).size).toBe(vendors.length);
});

test("gives templates a phone with its keys and lines, and no password", () => {
  const seen: TemplateData[] = [];
  const renderer = rendererThat((_template, data) => {
    if ("lines" in data) seen.push(data);
    return Buffer.alloc(0);
  });
  warmUp(vendors, renderer, 10, countingClock());
  expect(seen).toHaveLength(9);
  for (const { lines, passwords } of seen) {
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.map(({ password }) => password)).toEqual(lines.map(() => undefined));
    expect(Object.values(passwords)).toEqual(Object.keys(passwords).map(() => undefined));
  }
  expect(seen.some(({ keys }) => keys.length > 0)).toBe(true);
});

test("does nothing where there are no vendors", () => {
  warmUp(
    [],
    rendererThat(() => Buffer.alloc(0)),
    10,
    countingClock(),
  );
});
