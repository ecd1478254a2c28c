/** A moment by both clocks of the phone. */
export interface BothClocks {
  /** What the phone shows: it goes on while the phone sleeps, and people set it. */
  readonly wallMs: number;
  /** Never set by anybody, and on some phones asleep when they are. */
  readonly monotonicMs: number;
}

export const LOCK_MINUTES = [1, 5, 15, 30] as const;
export const DEFAULT_LOCK_MINUTES = 5;

/** How long nobody has touched the phone: by the clock that says more, so that sleep counts and a clock set back does not. */
export function idleMs(touched: BothClocks, now: BothClocks): number {
  return Math.max(0, now.wallMs - touched.wallMs, now.monotonicMs - touched.monotonicMs);
}

export function isIdle(touched: BothClocks, now: BothClocks, minutes: number): boolean {
  return idleMs(touched, now) >= minutes * 60_000;
}
