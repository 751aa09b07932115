import { usePage } from "../page-context.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { readInstructions, type ShownInstructions } from "../records/phone-more.ts";
import type { Texts } from "../texts/texts.ts";
import { useLoaded } from "../use-loaded.ts";

/** What somebody types who stands before the phone. */
export function PhoneInstructions({ mac }: { mac: string }) {
  const { texts, api, serverLanguage } = usePage();
  const told = useLoaded(
    (signal) =>
      api("GET /api/v1/phones/:mac/instructions", { params: { mac }, query: { language: serverLanguage }, signal }),
    readInstructions,
    [mac, serverLanguage],
  );
  if (told.fault !== undefined) return <FaultNote fault={told.fault} onAgain={told.again} />;
  return told.value === undefined ? <p>{texts.loading}</p> : <Instructions told={told.value} texts={texts} />;
}

export function Instructions({ told, texts }: { told: ShownInstructions; texts: Texts }) {
  const t = texts.instructions;
  const facts = [
    { title: t.url, value: told.url },
    { title: t.page, value: told.page },
    { title: t.field, value: told.field },
  ];
  return (
    <>
      {!told.isModelKnown && <p class="note doubt">{t.modelAssumed(told.model)}</p>}
      <dl>
        {facts.map(({ title, value }) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{value === null ? texts.unknown : <code class="wrap">{value}</code>}</dd>
          </div>
        ))}
      </dl>
      {told.steps.length > 0 && <TextList title={t.steps} items={told.steps} isOrdered />}
      <h3>{t.search}</h3>
      <p>{told.search.text}</p>
      {!told.search.isConfirmed && <p class="quiet">{t.searchUnconfirmed}</p>}
      {told.search.steps.length > 0 && <TextList items={told.search.steps} isOrdered />}
      {told.switches.length > 0 && (
        <>
          <h3>{t.switches}</h3>
          <ul>
            {told.switches.map(({ setting, value, text }) => (
              <li key={setting}>
                <code class="wrap">
                  {setting} = {value || t.empty}
                </code>{" "}
                {text}
              </li>
            ))}
          </ul>
        </>
      )}
      {told.reset !== "" && (
        <>
          <h3>{t.reset}</h3>
          <p>{told.reset}</p>
        </>
      )}
      {told.notes.length > 0 && <TextList title={t.notes} items={told.notes} />}
    </>
  );
}

function TextList(props: { title?: string; items: readonly string[]; isOrdered?: boolean }) {
  const { title, items, isOrdered = false } = props;
  const List = isOrdered ? "ol" : "ul";
  return (
    <>
      {title !== undefined && <h3>{title}</h3>}
      <List>
        {items.map((item, index) => (
          <li key={`${index} ${item}`} class="wrap">
            {item}
          </li>
        ))}
      </List>
    </>
  );
}
