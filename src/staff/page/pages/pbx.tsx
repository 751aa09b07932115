import { useState } from "preact/hooks";
import { usePage } from "../page-context.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { Fold } from "../parts/fold.tsx";
import { Heading } from "../parts/heading.tsx";
import { Moment } from "../parts/moment.tsx";
import { TypedConfirmation } from "../parts/typed-confirmation.tsx";
import { readWholePbx, type WholePbx } from "../records/pbx.ts";
import { go, pathTo } from "../router.ts";
import type { Texts } from "../texts/texts.ts";
import { useCall } from "../use-call.ts";
import { useLoaded } from "../use-loaded.ts";
import type { PageProps } from "./page-of.tsx";
import { PbxAccounts } from "./pbx-accounts.tsx";
import { EditPbx } from "./pbx-edit.tsx";
import { LinkOf, PhonesOf, ProvisioningLight } from "./pbx-lights.tsx";
import { PbxLink } from "./pbx-link.tsx";
import { PausePbx } from "./pbx-pause.tsx";
import { PbxPolicy } from "./pbx-policy.tsx";

const CHANGE = "PATCH /api/v1/pbxs/:id";

/** One PBX and all that belongs to it. */
export function PbxPage({ place }: PageProps) {
  const { texts, api, may } = usePage();
  const t = texts.pbxs;
  const id = place.params.id ?? "";
  const [opened, setOpened] = useState<"edit" | "pause" | "delete">();
  const pbx = useLoaded((signal) => api("GET /api/v1/pbxs/:id", { params: { id }, signal }), readWholePbx, [id], {
    concerns: (happening) => happening.pbx === id && happening.name.startsWith("pbx-"),
  });
  const close = () => setOpened(undefined);
  const changed = () => {
    close();
    pbx.again();
  };
  if (pbx.value === undefined)
    return (
      <>
        <Heading title={t.titleOf(id)} />
        {pbx.fault === undefined ? <p>{texts.loading}</p> : <FaultNote fault={pbx.fault} onAgain={pbx.again} />}
      </>
    );
  const isPaused = pbx.value.pausedAt !== null;
  return (
    <>
      <Heading title={t.titleOf(id)}>
        <div class="actions">
          {may(CHANGE) && (
            <>
              <button type="button" onClick={() => setOpened("edit")}>
                {t.edit}
              </button>
              <button type="button" class={isPaused ? "main" : ""} onClick={() => setOpened("pause")}>
                {isPaused ? t.resume : t.pause}
              </button>
            </>
          )}
          {may("DELETE /api/v1/pbxs/:id") && (
            <button type="button" class="grave" onClick={() => setOpened("delete")}>
              {t.delete}
            </button>
          )}
        </div>
      </Heading>
      {pbx.fault !== undefined && <FaultNote fault={pbx.fault} onAgain={pbx.again} />}
      {isPaused && (
        <p class="note doubt">
          <strong>{t.pausedNote}</strong> <Moment at={pbx.value.pausedAt} />
        </p>
      )}
      <div class="grid">
        <section class="card" aria-labelledby="pbx-state">
          <h2 id="pbx-state">{t.state}</h2>
          <dl>
            <dt>{t.provisioning}</dt>
            <dd>
              <ProvisioningLight pausedAt={pbx.value.pausedAt} texts={texts} />
            </dd>
            <dt>{t.link}</dt>
            <dd>
              <LinkOf pbx={id} />
            </dd>
            <dt>{texts.nav.phones}</dt>
            <dd>
              <PhonesOf pbx={id} />
            </dd>
          </dl>
        </section>
        <section class="card" aria-labelledby="pbx-facts">
          <h2 id="pbx-facts">{t.facts}</h2>
          <PbxFacts pbx={pbx.value} texts={texts} />
        </section>
      </div>
      <div class="folds">
        <Fold title={texts.accounts.title}>{() => <PbxAccounts pbx={id} />}</Fold>
        <Fold title={t.link}>{() => <PbxLink pbx={id} />}</Fold>
        <Fold title={texts.policy.title}>{() => <PbxPolicy pbx={id} />}</Fold>
      </div>
      {opened === "edit" && <EditPbx pbx={pbx.value} onClose={close} onChanged={changed} />}
      {opened === "pause" && <PausePbx id={id} isPaused={isPaused} onClose={close} onChanged={changed} />}
      {opened === "delete" && <DeletePbx id={id} onClose={close} />}
    </>
  );
}

export function PbxFacts({ pbx, texts }: { pbx: WholePbx; texts: Texts }) {
  const t = texts.pbxs;
  const { host, port, transport, customer, realm, timezone, language, access, clientCertificates, warnings } = pbx;
  const asked = access.proof.map((one) => (one === "token" || one === "credentials" ? t.proofs[one] : one));
  const facts = [
    { title: t.host, value: `${host}:${port} ${transport}` },
    { title: t.customer, value: customer },
    { title: t.realm, value: realm },
    { title: t.timezone, value: timezone },
    { title: t.language, value: language },
    {
      title: t.proof,
      value: [...asked, access.mode === "prepare" && asked.length > 0 && t.modes.prepare].filter(Boolean).join(", "),
    },
    { title: t.allow, value: access.allow.join(", ") },
    { title: t.deny, value: access.deny.join(", ") },
    { title: t.certificates, value: clientCertificates.map(({ vendor, policy }) => `${vendor}: ${policy}`).join(", ") },
    { title: t.made, value: <Moment at={pbx.createdAt} never={texts.unknown} /> },
  ];
  return (
    <>
      <dl>
        {facts
          .filter(({ value }) => value !== null && value !== "")
          .map(({ title, value }) => (
            <div key={title}>
              <dt>{title}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      {warnings.length > 0 && (
        <ul class="note doubt" lang="en">
          {warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
    </>
  );
}

function DeletePbx({ id, onClose }: { id: string; onClose: () => void }) {
  const { texts, announce } = usePage();
  const t = texts.pbxs;
  const deleting = useCall();
  const remove = () =>
    deleting.call("DELETE /api/v1/pbxs/:id", { params: { id } }, () => {
      announce(t.deleted(id));
      go(pathTo("pbxs"));
    });
  return (
    <TypedConfirmation
      title={t.deleteTitle(id)}
      text={t.deleteText}
      name={id}
      submit={t.delete}
      isBusy={deleting.isBusy}
      fault={deleting.fault}
      onConfirm={remove}
      onClose={onClose}
    />
  );
}
