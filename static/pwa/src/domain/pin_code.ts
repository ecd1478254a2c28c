/** What a PIN must be, and how long one waits after wrong ones. */

export const MIN_DIGITS = 6;
export const MAX_DIGITS = 12;
/** Wrong ones that cost no waiting: gloves slip. */
export const FREE_TRIES = 3;
const FIRST_WAIT_MS = 10_000;
const MAX_WAIT_MS = 600_000;

export type PinFault = "digits" | "trivial";

/** Null for a PIN that may be chosen. Refused: a ladder, a short pattern over and over, a ladder of pairs. */
export function judgePin(pin: string): PinFault | null {
  if (!/^\d+$/.test(pin) || pin.length < MIN_DIGITS || pin.length > MAX_DIGITS) return "digits";
  return isLadder(pin) || isRepeated(pin) || isPairs(pin) ? "trivial" : null;
}

/** Each digit one more, or one less, than the one before: 123456, 890123, 654321. */
function isLadder(pin: string): boolean {
  const steps = [...pin].slice(1).map((digit, index) => (Number(digit) - Number(pin[index]) + 10) % 10);
  return steps.every((step) => step === 1) || steps.every((step) => step === 9);
}

/** One pattern of at most three digits, over and over: 111111, 121212, 123123. */
function isRepeated(pin: string): boolean {
  return [1, 2, 3].some((length) => [...pin].every((digit, index) => digit === pin[index % length]));
}

/** Pairs that are the same, in a row: 112233, 223344. */
function isPairs(pin: string): boolean {
  const pairs = pin.match(/../g) ?? [];
  const isPaired = pin.length % 2 === 0 && pairs.every(([first, second]) => first === second);
  return isPaired && isLadder(pairs.map(([first]) => first).join(""));
}

/** How long the next try waits after so many wrong ones in a row: twice as long each time, at most ten minutes. */
export function waitAfterMs(wrong: number): number {
  return wrong < FREE_TRIES ? 0 : Math.min(FIRST_WAIT_MS * 2 ** (wrong - FREE_TRIES), MAX_WAIT_MS);
}

/**
 * Until when the next try waits by a clock that shows `nowMs`: no longer than it waited when the try was made. A clock
 * that was ahead then, and was put right, would else hold the phone until the time that it showed.
 */
export function heldUntilMs(wrong: number, untilMs: number, nowMs: number): number {
  return Math.min(untilMs, nowMs + waitAfterMs(wrong));
}

/** What is left of a wait. */
export function leftMs(untilMs: number, nowMs: number): number {
  return Math.max(0, untilMs - nowMs);
}
