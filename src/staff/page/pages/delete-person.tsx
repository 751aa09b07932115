import { usePage } from "../page-context.ts";
import { TypedConfirmation } from "../parts/typed-confirmation.tsx";
import type { ShownPerson } from "../records/people.ts";
import { useCall } from "../use-call.ts";

export function DeletePerson({ person: { id, login }, onClose }: { person: ShownPerson; onClose: () => void }) {
  const { texts, announce } = usePage();
  const t = texts.people;
  const { isBusy, fault, call } = useCall();
  const remove = () =>
    void call("DELETE /api/v1/people/:id", { params: { id } }, () => {
      announce(t.deleted(login));
      onClose();
    });
  return (
    <TypedConfirmation
      {...{ title: t.deleteLabel(login), text: t.deleteText, name: login, submit: t.delete }}
      {...{ isBusy, fault, onConfirm: remove, onClose }}
    />
  );
}
