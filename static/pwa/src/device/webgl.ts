let known: boolean | null = null;

/** Whether this browser can draw a map at all; asked once, for each answer costs a graphics context. */
export function hasWebgl(): boolean {
  if (known === null) {
    const context = document.createElement("canvas").getContext("webgl2");
    known = context !== null;
    context?.getExtension("WEBGL_lose_context")?.loseContext();
  }
  return known;
}
