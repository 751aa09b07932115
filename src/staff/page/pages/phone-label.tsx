import { useEffect, useRef, useState } from "preact/hooks";
import type { Codes } from "../codes.ts";
import { writeMac } from "../format.ts";
import { usePage } from "../page-context.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { LabelDrawing } from "../parts/label-drawing.tsx";
import type { ShownPhone } from "../records/phone.ts";
import { pathTo } from "../router.ts";

/** A label to print: a QR code that opens the phone's page here, and its MAC as the bars on the phone's own label have it. */
export function PhoneLabel({ phone }: { phone: ShownPhone }) {
  const { texts } = usePage();
  const t = texts.phoneLabel;
  const drawing = useRef<SVGSVGElement>(null);
  const [codes, setCodes] = useState<Codes>();
  const [error, setError] = useState<unknown>();
  const { mac } = phone;
  useEffect(() => {
    const address = new URL(pathTo("phone", { mac }), location.origin).href;
    import("../codes.ts").then(({ drawCodes }) => setCodes(drawCodes(address, mac))).catch(setError);
  }, [mac]);
  if (error !== undefined) {
    const fault = { status: 0, code: "page-outdated", detail: String(error), errors: [], retryAfterSeconds: null };
    return <FaultNote fault={fault} onAgain={() => location.reload()} />;
  }
  if (codes === undefined) return <p>{texts.loading}</p>;
  return (
    <>
      <p class="quiet">{t.what}</p>
      <div class="label-sheet">
        <LabelDrawing
          {...{ codes, drawing }}
          title={t.titleOf(writeMac(mac))}
          lines={linesOfLabel(phone)}
          caption={writeMac(mac)}
        />
      </div>
      <div class="actions">
        <button type="button" class="main" onClick={printLabel}>
          {t.print}
        </button>
        <button type="button" onClick={() => drawing.current !== null && download(drawing.current, `${mac}.svg`)}>
          {t.download}
        </button>
      </div>
    </>
  );
}

export function linesOfLabel({ label, manufacturer, model, lines }: ShownPhone): readonly string[] {
  const extensions = lines.map(({ account, displayName }) => `${account} ${displayName}`.trim());
  const kind = [manufacturer, model].filter(Boolean).join(" ");
  return label === "" ? [kind, ...extensions] : [label, ...extensions.slice(0, 2), kind];
}

/** Nothing but the label is printed. */
function printLabel(): void {
  const page = document.documentElement;
  page.classList.add("printing-label");
  addEventListener("afterprint", () => page.classList.remove("printing-label"), { once: true });
  print();
}

function download(drawing: SVGSVGElement, name: string): void {
  const file = new Blob([new XMLSerializer().serializeToString(drawing)], { type: "image/svg+xml" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
