import { useState } from "preact/hooks";
import type { Fault } from "../api.ts";
import { useDraft } from "../drafts.ts";
import { usePage } from "../page-context.ts";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { Fold } from "../parts/fold.tsx";
import { Heading } from "../parts/heading.tsx";
import { Pager } from "../parts/table.tsx";
import { readListedPhone } from "../records/phone.ts";
import { readShownProfile } from "../records/profiles.ts";
import { go, pathTo } from "../router.ts";
import { useList } from "../use-list.ts";
import { useLoaded } from "../use-loaded.ts";
import type { PageProps } from "./page-of.tsx";
import { PhonesTable } from "./phones-table.tsx";
import { PROFILE_DRAFTS, ProfileEditor } from "./profile-editor.tsx";

/** One profile: what it gives phones, and which phones have it. */
export function ProfilePage({ place }: PageProps) {
  const { texts, api, may } = usePage();
  const { pbx = "", profile: id = "" } = place.params;
  const [isDeleting, setDeleting] = useState(false);
  const t = texts.profiles;
  const profile = useLoaded(
    (signal) => api("GET /api/v1/pbxs/:id/profiles/:profile", { params: { id: pbx, profile: id }, signal }),
    readShownProfile,
    [pbx, id],
  );
  return (
    <>
      <Heading title={`${texts.nav.profile} ${id}`}>
        <a href={pathTo("profiles", {}, { pbx })}>{t.allOf(pbx)}</a>
      </Heading>
      {profile.fault !== undefined && <FaultNote fault={profile.fault} onAgain={profile.again} />}
      {profile.value === undefined && profile.fault === undefined && <p>{texts.loading}</p>}
      {profile.value !== undefined && (
        <>
          <ProfileEditor key={profile.value.etag} pbx={pbx} profile={profile.value} onSaved={profile.again} />
          <Fold title={t.phones}>{() => <PhonesOfProfile pbx={pbx} profile={id} />}</Fold>
          {may("DELETE /api/v1/pbxs/:id/profiles/:profile") && (
            <button type="button" class="grave" onClick={() => setDeleting(true)}>
              {t.remove}
            </button>
          )}
          {isDeleting && (
            <DeleteProfile pbx={pbx} id={id} etag={profile.value.etag} onClose={() => setDeleting(false)} />
          )}
        </>
      )}
    </>
  );
}

function PhonesOfProfile({ pbx, profile }: { pbx: string; profile: string }) {
  const { texts } = usePage();
  const list = useList({ name: "GET /api/v1/phones", query: { pbx, profile }, readItem: readListedPhone });
  if (list.fault !== undefined) return <FaultNote fault={list.fault} onAgain={list.again} />;
  if (list.value === undefined) return <p>{texts.loading}</p>;
  if (list.value.items.length === 0) return <p>{texts.profiles.noPhones}</p>;
  return (
    <>
      <PhonesTable phones={list.value.items} texts={texts} />
      <Pager page={list.page} hasNext={list.value.next !== null} onNext={list.onNext} onPrevious={list.onPrevious} />
    </>
  );
}

type DeleteProfileProps = { pbx: string; id: string; etag: string | undefined; onClose: () => void };

function DeleteProfile({ pbx, id, etag, onClose }: DeleteProfileProps) {
  const { texts, api, announce } = usePage();
  const t = texts.profiles;
  const [fault, setFault] = useState<Fault>();
  const [isBusy, setBusy] = useState(false);
  const [, keepEdit] = useDraft(PROFILE_DRAFTS, `${pbx} ${id}`);
  const remove = async () => {
    setBusy(true);
    const params = { id: pbx, profile: id };
    const answer = await api("DELETE /api/v1/pbxs/:id/profiles/:profile", { params, ifMatch: etag });
    setBusy(false);
    if (!answer.ok) return setFault(answer.fault);
    keepEdit(undefined);
    announce(t.removed(id));
    return go(pathTo("profiles", {}, { pbx }));
  };
  return (
    <Dialog title={t.removeTitle(id)} isBusy={isBusy} onClose={onClose}>
      {fault !== undefined && <FaultNote fault={fault} />}
      <p>{t.removeText}</p>
      <div class="actions">
        <button type="button" class="grave" disabled={isBusy} onClick={remove}>
          {t.removeConfirm}
        </button>
        <button type="button" disabled={isBusy} onClick={onClose}>
          {texts.cancel}
        </button>
      </div>
    </Dialog>
  );
}
