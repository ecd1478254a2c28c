export const MIN_DELAY_MS = 1_000;
export const MAX_DELAY_MS = 300_000;
/**
 * A server may ask for quiet, but not for longer than this: the queue must drain within 60 s of connectivity, and a
 * proxy's "Retry-After: 86400" would strand it.
 */
export const MAX_RETRY_AFTER_MS = 60_000;

/**
 * How long to wait after so many failures in a row: full jitter (a random share of the doubled delay), so that phones
 * that lost the same server do not come back in the same second. Goes on for ever, at most 5 minutes apart.
 */
export function chooseDelayMs(failures: number, dice: number): number {
  const ceiling = Math.min(MAX_DELAY_MS, MIN_DELAY_MS * 2 ** Math.min(failures, 20));
  return Math.max(MIN_DELAY_MS, Math.round(dice * ceiling));
}

export function boundRetryAfterMs(retryAfterMs: number): number {
  return Math.min(MAX_RETRY_AFTER_MS, Math.max(MIN_DELAY_MS, retryAfterMs));
}
