import { writeMac } from "../format.ts";
import { usePage } from "../page-context.ts";
import type { Change, PhoneFault } from "../records/templates.ts";
import { pathTo } from "../router.ts";
import { DiffView } from "./diff-view.tsx";

/** Which phones' files a change would change, and how. */
export function BlastRadius({ change }: { change: Change }) {
  const { texts } = usePage();
  const { phones, wayCount, ways, checked, illFormed, illFormedPhones } = change;
  const left = wayCount - ways.length;
  return (
    <>
      <p class={`note ${phones === 0 ? "good" : "doubt"}`}>
        <strong>
          {phones === 0 ? texts.changes.nobody(checked) : texts.changes.summary(phones, checked, wayCount)}
        </strong>
      </p>
      {illFormed > 0 && (
        <div class="note bad" role="alert">
          <p>{texts.changes.illFormed(illFormed)}</p>
          <PhoneFaults faults={illFormedPhones} />
        </div>
      )}
      {ways.map((way, index) => (
        <details key={`${index} ${way.macs[0]}`} class="way" open={index === 0}>
          <summary>{texts.changes.way(index + 1, way.phones)}</summary>
          <div>
            <p class="quiet">
              {way.macs.map((mac, position) => (
                <span key={mac}>
                  {position > 0 && ", "}
                  <PhoneLink mac={mac} />
                </span>
              ))}
              {way.phones > way.macs.length && ` ${texts.changes.more(way.phones - way.macs.length)}`}
            </p>
            {way.files.map(({ name, diff }) => (
              <div key={name}>
                <p>
                  <code class="wrap">{name}</code>
                </p>
                <DiffView name={name} diff={diff} />
              </div>
            ))}
          </div>
        </details>
      ))}
      {left > 0 && ways.length > 0 && <p class="quiet">{texts.changes.waysLeft(left)}</p>}
    </>
  );
}

/** Phones that could not read their file, and why. What is wrong is said in the server's words. */
export function PhoneFaults({ faults }: { faults: readonly PhoneFault[] }) {
  return (
    <ul>
      {faults.map(({ mac, label, file, why }) => (
        <li key={`${mac} ${file} ${why}`}>
          <PhoneLink mac={mac} /> {label} <code class="wrap">{file}</code>: <span lang="en">{why}</span>
        </li>
      ))}
    </ul>
  );
}

/** Into another tab: nobody loses what they write. */
function PhoneLink({ mac }: { mac: string }) {
  return (
    <a class="mac" href={pathTo("phone", { mac })} target="_blank" rel="noreferrer">
      {writeMac(mac)}
    </a>
  );
}
