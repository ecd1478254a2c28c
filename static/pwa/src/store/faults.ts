/** What went wrong in IndexedDB, in the few classes that call for different answers. */
export type StoreFault = "dead_handle" | "quota" | "newer_version" | "other";

const DEAD_NAMES = ["InvalidStateError", "UnknownError", "TransactionInactiveError", "TimeoutError"];
/** The words of WebKit ("... server lost") and Chromium ("Internal error opening backing store ...", "... is closing"). */
const DEAD_WORDS = /connection to indexed database server lost|internal error|connection is closing|backing store/i;

/** A handle that died under us is opened again; a full disk or a newer version of the app is for the person to mend. */
export function classifyFault(error: unknown): StoreFault {
  const name = error instanceof Error || error instanceof DOMException ? error.name : "";
  const message = error instanceof Error || error instanceof DOMException ? error.message : "";
  if (name === "QuotaExceededError" || /quota/i.test(message)) return "quota";
  if (name === "VersionError") return "newer_version";
  if (DEAD_NAMES.includes(name) || DEAD_WORDS.test(message)) return "dead_handle";
  return name === "AbortError" ? "dead_handle" : "other";
}

export const isFull = (error: unknown): boolean => error instanceof StoreFailed && error.fault === "quota";

export class StoreFailed extends Error {
  override readonly name = "StoreFailed";
  constructor(
    readonly fault: StoreFault,
    cause: unknown,
  ) {
    super(`${fault}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
