import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { UNREACHABLE } from "../api.ts";
import { usePage } from "../page-context.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { Heading } from "../parts/heading.tsx";
import { loadProblemHelp } from "../texts/problems.ts";

type ProblemProps = { code: string; choices: ComponentChildren };

/** What a problem of the API means and what to do, for whoever followed its `type`, signed in or not. */
export function ProblemPage({ code, choices }: ProblemProps) {
  const { texts, language } = usePage();
  const [help, setHelp] = useState<string>();
  const [isUnreachable, setUnreachable] = useState(false);
  useEffect(() => {
    let isOver = false;
    loadProblemHelp(code, language).then(
      (text) => {
        if (!isOver) setHelp(text);
      },
      () => setUnreachable(true),
    );
    return () => {
      isOver = true;
    };
  }, [code, language]);
  const isKnown = Object.hasOwn(texts.faults, code);
  return (
    <main class="lonely">
      <div class="card">
        <p class="brand">
          <a href="/">Offhook</a>
        </p>
        <Heading title={isKnown ? texts.faults[code as keyof typeof texts.faults] : texts.notFoundTitle} />
        {isUnreachable && <FaultNote fault={UNREACHABLE} />}
        {help !== undefined && (
          <section aria-labelledby="meaning">
            <h2 id="meaning">{texts.explain}</h2>
            <p>{help}</p>
          </section>
        )}
        <p class="quiet">
          <code>{code}</code>
        </p>
        {choices}
      </div>
    </main>
  );
}
