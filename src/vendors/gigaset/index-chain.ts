/**
 * The binary index files of N510 and N720, each a list of tag, length, value (gigaset.md §1.7). Names alone decide: where a base looks
 * for a file depends on its DVID, on literal dot segments and on the provisioner's code it left the factory with.
 */
const TEXT = 0x03;
const URI = 0x00;
const NEXT_OF_MASTER = 0x03;
const NEXT = 0x04;
const FOLDER = 0x05;

/** By the beginning of a file's name: wazo's bytes, which are known to work. */
const FILES: readonly { name: RegExp; entries: readonly (readonly [tag: number, text: string])[] }[] = [
  {
    name: /^master\.bin$/i,
    entries: [
      [NEXT_OF_MASTER, "../../sifs/sifsroot.bin"],
      [FOLDER, "webuil/"],
      [FOLDER, "sht/"],
    ],
  },
  { name: /^sifsroot\.bin$/i, entries: [[NEXT, "../../sifs/sih_4xx.bin"]] },
  { name: /^sih(?:_\w+)?\.bin$/i, entries: [[NEXT, "../../sifs/sit_44x.bin"]] },
  { name: /^sit(?:_\w+)?\.bin$/i, entries: [[NEXT, "../../sifs/siu_444.bin"]] },
  { name: /^siu(?:_\w+)?\.bin$/i, entries: [[URI, "http://%DURL/%MACD.xml"]] },
];

export const INDEX_FILE = /^(?:master|sifsroot|si[htu](?:_\w+)?)\.bin$/i;

/** Throws for a name that `INDEX_FILE` does not match. */
export function indexFile(fileName: string): Uint8Array {
  const file = FILES.find(({ name }) => name.test(fileName));
  if (file === undefined) throw new Error(`${fileName} is no index file`);
  return Uint8Array.from(file.entries.flatMap(([tag, text]) => encode(tag, text)));
}

/** Lengths count the NUL at the end. */
function encode(tag: number, text: string): number[] {
  return [tag, text.length + 3, TEXT, text.length + 1, ...Buffer.from(text, "ascii"), 0];
}
