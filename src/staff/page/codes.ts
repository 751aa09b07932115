import JsBarcode from "jsbarcode";
import encodeQR from "qr";

/** Modules of a QR code, row by row; and the bars of a Code 128, one digit for each module. */
export type Codes = { qr: readonly (readonly boolean[])[]; bars: string };

/** Loaded when a label is shown: most people never print one. */
export function drawCodes(address: string, text: string): Codes {
  const drawn: { encodings?: readonly { data: string }[] } = {};
  JsBarcode(drawn, text, { format: "CODE128" });
  return {
    qr: encodeQR(address, "raw", { ecc: "medium", border: 1 }),
    bars: (drawn.encodings ?? []).map(({ data }) => data).join(""),
  };
}
