/** The screen stays on while this is wanted; where the browser can't, or will not just now, nothing is said. */
export interface WakeLock {
  want(wanted: boolean): void;
}

export const canStayAwake = (): boolean => "wakeLock" in navigator;

export function makeWakeLock(): WakeLock {
  let wanted = false;
  let held: WakeLockSentinel | null = null;
  let asking = false;

  const settle = async (): Promise<void> => {
    if (!canStayAwake() || asking) return;
    if (!wanted) {
      await held?.release().catch(() => undefined);
      held = null;
      return;
    }
    if (document.visibilityState !== "visible" || (held !== null && !held.released)) return;
    asking = true;
    // It is refused where the battery is low, for instance; then the screen goes dark as usual.
    held = await navigator.wakeLock.request("screen").catch(() => null);
    asking = false;
    // The wish may have changed while the browser thought.
    if (!wanted) await settle();
  };
  // The browser lets go whenever the page is hidden.
  document.addEventListener("visibilitychange", () => void settle());

  return {
    want(now) {
      if (now === wanted) return;
      wanted = now;
      void settle();
    },
  };
}
