/** A tab that nobody looks at draws no frames: then it goes on after this long. */
const NO_FRAME_MS = 500;

/** What was last shown has been drawn, or would have been on a tab that somebody looks at. */
export function afterFrame(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, NO_FRAME_MS);
    // Twice: what somebody touches in the meantime comes first.
    requestAnimationFrame(() => setTimeout(() => setTimeout(resolve)));
  });
}
