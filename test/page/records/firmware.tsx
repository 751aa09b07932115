import { moveDots } from "../../../src/staff/page/move-dots.ts";
import { AboutBook } from "../../../src/staff/page/pages/book.tsx";
import { EntriesTable } from "../../../src/staff/page/pages/book-entries.tsx";
import { ImportReport } from "../../../src/staff/page/pages/book-import.tsx";
import { BooksTable } from "../../../src/staff/page/pages/books.tsx";
import { FilesTable } from "../../../src/staff/page/pages/files.tsx";
import { FirmwareTable } from "../../../src/staff/page/pages/firmware.tsx";
import { HostedFacts, Uses } from "../../../src/staff/page/pages/hosted-details.tsx";
import { Plan } from "../../../src/staff/page/pages/new-rollout.tsx";
import { RolledTable, RolloutFacts } from "../../../src/staff/page/pages/rollout.tsx";
import { RolloutBoard } from "../../../src/staff/page/pages/rollout-board.tsx";
import { RolloutStages } from "../../../src/staff/page/pages/rollout-stages.tsx";
import { RolloutWords } from "../../../src/staff/page/pages/rollout-state.tsx";
import { RolloutsTable } from "../../../src/staff/page/pages/rollouts.tsx";
import { NameSays } from "../../../src/staff/page/pages/upload-firmware.tsx";
import { readListPage, readText } from "../../../src/staff/page/read.ts";
import * as books from "../../../src/staff/page/records/books.ts";
import * as hosted from "../../../src/staff/page/records/hosted.ts";
import * as rollouts from "../../../src/staff/page/records/rollouts.ts";
import { NEW_ROLLOUT, versionsOf } from "../../../src/staff/page/rollout-form.ts";
import type { Views } from "./views.ts";

const uses = (isFirmware: boolean) => (raw: unknown) => <Uses uses={hosted.readUses(raw)} isFirmware={isFirmware} />;

export const firmwareViews: Views = {
  "GET /api/v1/firmware": (raw) => {
    const images = readListPage(raw, hosted.readHosted).items;
    return [
      JSON.stringify(versionsOf(images)),
      <FirmwareTable key="table" images={images} makers={[]} onShow={() => undefined} />,
      ...images.map((image) => <HostedFacts key={image.name} file={image} maker="" />),
    ];
  },
  "GET /api/v1/files": (raw) => {
    const files = readListPage(raw, hosted.readHosted).items;
    return [
      <FilesTable key="table" files={files} makers={[]} onShow={() => undefined} />,
      ...files.map((file) => <HostedFacts key={file.name} file={file} maker="" />),
    ];
  },
  "GET /api/v1/pbxs/:id/phone-books": (raw) => <BooksTable books={readListPage(raw, books.readBook).items} />,
  "GET /api/v1/pbxs/:id/phone-books/:book": (raw) => <AboutBook book={books.readBook(raw)} />,
  "GET /api/v1/pbxs/:id/phone-books/:book/entries": (raw) => (
    <EntriesTable entries={readListPage(raw, books.readEntry).items} onEdit={() => undefined} />
  ),
  "GET /api/v1/pbxs/:id/phone-books/:book/export": (raw) => readText(raw),
  "POST /api/v1/pbxs/:id/phone-books/:book/import": (raw) => (
    <ImportReport report={books.readImport(raw)} isDone={false} />
  ),
  "GET /api/v1/firmware/:vendor/:name/uses": uses(true),
  "GET /api/v1/files/:vendor/:name/uses": uses(false),
  "GET /api/v1/firmware/:vendor/:name/content": (raw) => readText(raw),
  "GET /api/v1/files/:vendor/:name/content": (raw) => readText(raw),
  "GET /api/v1/image-names": (raw) =>
    readListPage(raw, hosted.readImageName).items.map((image) => (
      <NameSays key={image.vendor} image={image} makers={[hosted.readTakingVendor(raw)]} />
    )),
  "GET /api/v1/pbxs/:id/rollouts": (raw) => <RolloutsTable rollouts={readListPage(raw, rollouts.readRollout).items} />,
  "GET /api/v1/rollouts/:rollout": (raw) => {
    const rollout = rollouts.readRollout(raw);
    return [
      <RolloutWords key="words" rollout={rollout} opening={undefined} />,
      <RolloutBoard key="board" rollout={rollout} />,
      <RolloutStages key="stages" rollout={rollout} />,
      <RolloutFacts key="facts" rollout={rollout} />,
      moveDots([], rollout.phones).length,
    ];
  },
  "GET /api/v1/rollouts/:rollout/phones": (raw) => (
    <RolledTable phones={readListPage(raw, rollouts.readRolled).items} />
  ),
  "GET /api/v1/pbxs/:id/windows": (raw) => readListPage(raw, rollouts.readWindow).items.map(({ name }) => name),
  "GET /api/v1/pbxs/:id/windows/:window/next": (raw) => String(rollouts.readOpening(raw).opensAt),
  "POST /api/v1/pbxs/:id/rollouts": (raw) => <Plan plan={rollouts.readPlan(raw)} form={NEW_ROLLOUT} />,
};
