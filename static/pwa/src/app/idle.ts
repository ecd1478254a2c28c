import { type BothClocks, isIdle } from "../domain/idle";

const LOOK_EVERY_MS = 5_000;
const TELL_EVERY_MS = 10_000;
const TOUCHES = ["pointerdown", "keydown", "input", "wheel"] as const;

export interface IdleNeeds {
  /** Null while there is nothing to lock. */
  readonly minutes: () => number | null;
  readonly onIdle: () => void;
  /** Now and then while somebody is at it: the other tabs are held open too. */
  readonly onTouch: () => void;
}

/** Watches for nobody touching the phone, also while it slept: the first look after a sleep comes before the first touch. */
export function watchIdle({ minutes, onIdle, onTouch }: IdleNeeds) {
  const readClocks = (): BothClocks => ({ wallMs: Date.now(), monotonicMs: performance.now() });
  let touched = readClocks();
  let told = touched;

  /** True where it was too long. */
  const look = (): boolean => {
    const limit = minutes();
    const isTooLong = limit !== null && isIdle(touched, readClocks(), limit);
    if (isTooLong) onIdle();
    return isTooLong;
  };
  const touch = () => {
    touched = readClocks();
  };
  const feel = () => {
    if (minutes() === null || look()) return;
    touch();
    if (touched.monotonicMs - told.monotonicMs < TELL_EVERY_MS) return;
    told = touched;
    onTouch();
  };

  return {
    touch,
    start() {
      touch();
      for (const name of TOUCHES) document.addEventListener(name, feel, { capture: true, passive: true });
      document.addEventListener("visibilitychange", look);
      addEventListener("pageshow", look);
      addEventListener("focus", look);
      setInterval(look, LOOK_EVERY_MS);
    },
  };
}
