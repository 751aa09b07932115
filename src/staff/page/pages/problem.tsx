import type { ComponentChildren } from "preact";
import { usePage } from "../page-context.ts";
import { FaultNote, sayFault } from "../parts/fault-note.tsx";
import { Heading } from "../parts/heading.tsx";
import { readText } from "../read.ts";
import { useLoaded } from "../use-loaded.ts";

type ProblemProps = { code: string; choices: ComponentChildren };

/** What a problem of the API means, for whoever followed its `type`, signed in or not. */
export function ProblemPage({ code, choices }: ProblemProps) {
  const { texts, api } = usePage();
  const found = useLoaded(
    (signal) => api("GET /problems/:code", { params: { code }, signal }),
    (raw) => readProblemText(readText(raw)),
    [code],
  );
  const { title = "", help = "" } = found.value ?? {};
  return (
    <main class="lonely">
      <div class="card">
        <p class="brand">
          <a href="/">Offhook</a>
        </p>
        <Heading title={found.value === undefined ? texts.explain : sayFault({ code, detail: title }, texts)} />
        {found.fault !== undefined && <FaultNote fault={found.fault} />}
        <p lang="en">{title}</p>
        <p lang="en">{help}</p>
        <p class="quiet">
          <code>{code}</code>
        </p>
        {choices}
      </div>
    </main>
  );
}

/** The three paragraphs of the API's explanation: code and status, title, help. */
export function readProblemText(text: string): { title: string; help: string } {
  const [, title = "", ...help] = text.split("\n\n").map((part) => part.trim());
  return { title, help: help.join(" ") };
}
