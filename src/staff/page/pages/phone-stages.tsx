import { wordFor } from "../format.ts";
import { Moment } from "../parts/moment.tsx";
import type { ShownStatus } from "../records/phone-state.ts";
import type { Texts } from "../texts/texts.ts";

/** The five stages in their order, each with its time, and the accounts at the PBX. */
export function PhoneStages({ status, texts }: { status: ShownStatus; texts: Texts }) {
  return (
    <>
      {status.why !== "" && <p>{status.why}</p>}
      <ol class="plain stages">
        {status.stages.map(({ stage, state, at, why }, index) => (
          <li key={stage ?? index} class={state}>
            <div>
              <strong>{stage === null ? texts.unknown : texts.phone.stage[stage]}</strong>{" "}
              <span class="quiet">
                {texts.phone.stageStates[state]}
                {at !== null && (
                  <>
                    , <Moment at={at} />
                  </>
                )}
              </span>
              {why !== null && <p>{why}</p>}
            </div>
          </li>
        ))}
      </ol>
      {status.accounts.length > 0 && (
        <>
          <h3>{texts.phone.accounts}</h3>
          <ul class="plain">
            {status.accounts.map(({ account, state, userAgent, address, seenAt }) => (
              <li key={account}>
                <strong>{account}</strong> {wordFor(state, texts.phone.registration)}
                {address !== null && `, ${address}`}
                {userAgent !== null && <div class="quiet wrap">{userAgent}</div>}
                {seenAt !== null && (
                  <div class="quiet">
                    {texts.phone.seenAt}: <Moment at={seenAt} />
                  </div>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
