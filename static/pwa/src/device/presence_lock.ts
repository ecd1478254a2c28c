const NAME = "ljuspunkt-presence";

/**
 * Waits until no other tab sums up presence, then calls `onHeld`; the returned function lets go, or stops waiting. A tab
 * that dies lets go too. Where the browser has no locks there is hardly a second tab: then this one may at once.
 */
export function takePresenceLock(onHeld: () => void): () => void {
  if (!("locks" in navigator)) {
    onHeld();
    return () => undefined;
  }
  const waiting = new AbortController();
  let letGo: () => void = () => undefined;
  const until = new Promise<void>((done) => {
    letGo = done;
  });
  navigator.locks
    .request(NAME, { signal: waiting.signal }, () => {
      onHeld();
      return until;
    })
    // It stopped waiting, which is what was asked for.
    .catch(() => undefined);
  return () => {
    letGo();
    waiting.abort();
  };
}
