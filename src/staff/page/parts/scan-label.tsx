import { useEffect, useRef, useState } from "preact/hooks";
import { parseMac } from "../../../provisioning/mac.ts";
import { writeMac } from "../format.ts";
import { usePage } from "../page-context.ts";

type Detector = { detect(source: HTMLVideoElement): Promise<readonly { rawValue: string }[]> };
/** Not every browser has it; nothing of it is in TypeScript's library yet. */
const { BarcodeDetector } = globalThis as { BarcodeDetector?: new () => Detector };
const LOOK_EVERY_MS = 200;
const MACS = /(?<![0-9a-z])[0-9a-f]{2}(?:[:\-. ]?[0-9a-f]{2}){5}(?![0-9a-z])/gi;

/** The MAC in what a code says: some say nothing else, others a serial number and more. */
export function macInCode(text: string): string | undefined {
  return (text.match(MACS) ?? []).map((found) => parseMac(found)).find((mac) => mac !== undefined);
}

/** Reads the MAC off a phone's label by the camera, where the browser can. */
export function ScanLabel({ onFound }: { onFound: (mac: string) => void }) {
  const { texts, announce } = usePage();
  const t = texts.scan;
  const [isOpen, setOpen] = useState(false);
  if (BarcodeDetector === undefined || navigator.mediaDevices?.getUserMedia === undefined) return null;
  const take = (mac: string) => {
    setOpen(false);
    announce(t.found(writeMac(mac)));
    onFound(mac);
  };
  return (
    <div class="scan">
      <button type="button" aria-expanded={isOpen} onClick={() => setOpen((before) => !before)}>
        {isOpen ? texts.close : t.open}
      </button>
      {isOpen && <Camera detector={BarcodeDetector} onFound={take} />}
    </div>
  );
}

function Camera({ detector, onFound }: { detector: new () => Detector; onFound: (mac: string) => void }) {
  const { texts } = usePage();
  const t = texts.scan;
  const video = useRef<HTMLVideoElement>(null);
  const [isDark, setDark] = useState(false);
  useEffect(() => {
    let stream: MediaStream | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const eye = new detector();
    const look = async (shown: HTMLVideoElement) => {
      // A picture that is not there yet cannot be looked at.
      const codes = await eye.detect(shown).catch(() => []);
      if (isOver) return;
      const mac = codes.map(({ rawValue }) => macInCode(rawValue)).find((found) => found !== undefined);
      if (mac === undefined) timer = setTimeout(() => void look(shown), LOOK_EVERY_MS);
      else onFound(mac);
    };
    const open = async () => {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      if (isOver || video.current === null) return close();
      video.current.srcObject = stream;
      void video.current.play();
      return look(video.current);
    };
    const close = () => {
      isOver = true;
      clearTimeout(timer);
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    open().catch(() => {
      if (!isOver) setDark(true);
    });
    return close;
  }, []);
  if (isDark) return <p role="alert">{t.noCamera}</p>;
  return (
    <>
      <p>{t.hint}</p>
      <video ref={video} muted playsInline aria-label={t.hint} />
    </>
  );
}
