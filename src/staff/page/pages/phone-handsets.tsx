import { usePage } from "../page-context.ts";
import { RowList } from "../parts/row-list.tsx";
import { TextField } from "../parts/text-field.tsx";
import type { EditedHandset } from "../records/phone-edit.ts";

type HandsetsProps = {
  handsets: readonly EditedHandset[];
  most: number;
  errorAt: (pointer: string) => string | undefined;
  onChange: (handsets: readonly EditedHandset[]) => void;
};

const NEW_HANDSET: EditedHandset = { ipui: "", name: "", lines: "", outgoingLine: "" };

/** The handsets of a DECT base, slot by slot. */
export function PhoneHandsets({ handsets, errorAt, most, onChange }: HandsetsProps) {
  const { texts } = usePage();
  const t = texts.phoneEdit;
  return (
    <RowList
      title={t.handsets}
      rows={handsets}
      nameRow={t.handset}
      addLabel={t.addHandset}
      most={most}
      newRow={NEW_HANDSET}
      onChange={onChange}
      draw={(handset, put, index) => (
        <>
          <TextField
            label="IPUI"
            hint={t.ipuiHint}
            name={`ipui-${index}`}
            value={handset.ipui}
            most={10}
            error={errorAt(`/handsets/${index}/ipui`)}
            isOptional
            onInput={(ipui) => put({ ipui: ipui.trim() })}
          />
          <TextField
            label={t.handsetName}
            name={`handsetName-${index}`}
            value={handset.name}
            most={32}
            error={errorAt(`/handsets/${index}/name`)}
            isOptional
            onInput={(name) => put({ name })}
          />
          <TextField
            label={t.handsetLines}
            hint={t.handsetLinesHint}
            name={`handsetLines-${index}`}
            value={handset.lines}
            error={errorAt(`/handsets/${index}/lines`)}
            isOptional
            onInput={(lines) => put({ lines })}
          />
          <TextField
            label={t.outgoingLine}
            name={`outgoingLine-${index}`}
            value={handset.outgoingLine}
            most={4}
            error={errorAt(`/handsets/${index}/outgoingLine`)}
            isOptional
            onInput={(outgoingLine) => put({ outgoingLine: outgoingLine.trim() })}
          />
        </>
      )}
    />
  );
}
