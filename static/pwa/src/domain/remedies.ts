import type { TextKey } from "../i18n/i18n";
import type { OperationType } from "../sync/wire";

/**
 * What a person can do about an operation that was not taken in. `copy`: a corrected copy (of a withdrawal: withdraw
 * again). `anew`: a new entry with the same content. `again`: offer it once more as it is.
 */
export type Way = "copy" | "anew" | "again";

export interface Remedy {
  /** What to do, in words. */
  readonly text: TextKey;
  /** The first is the one to choose. Taking it off the list is always possible. */
  readonly ways: readonly Way[];
}

const REMEDIES = {
  op_id_reused: { text: "do.op_id_reused", ways: ["copy"] },
  unreadable: { text: "do.unreadable", ways: ["copy"] },
  invalid_payload: { text: "do.invalid_payload", ways: ["copy"] },
  unknown_kind: { text: "do.unknown_kind", ways: ["copy"] },
  unknown_type: { text: "do.unknown_type", ways: ["copy"] },
  unknown_category: { text: "do.unknown_category", ways: ["copy"] },
  unknown_place: { text: "do.unknown_place", ways: ["copy"] },
  record_exists: { text: "do.record_exists", ways: ["copy"] },
  not_permitted: { text: "do.not_permitted", ways: ["copy"] },
  author_mismatch: { text: "do.author_mismatch", ways: ["copy"] },
  device_revoked: { text: "do.device_revoked", ways: [] },
  stale_version: { text: "do.stale_version", ways: ["copy"] },
  record_withdrawn: { text: "do.record_withdrawn", ways: ["anew"] },
  storage_refused: { text: "do.storage_refused", ways: ["copy"] },
  envelope_unreadable: { text: "do.envelope_unreadable", ways: ["again", "copy"] },
} as const satisfies Record<string, Remedy>;

const UNKNOWN: Remedy = { text: "do.other", ways: ["copy"] };

/** A withdrawal of what is withdrawn already has done what it should: there is nothing to make anew. */
export function findRemedy(code: string | null, type: OperationType): Remedy {
  if (code === "record_withdrawn" && type === "retract") return { text: "do.withdrawn_twice", ways: [] };
  return REMEDIES[code as keyof typeof REMEDIES] ?? UNKNOWN;
}

/** Codes of operations that the server has taken in: there is nothing to do, or it stands elsewhere what. */
export const TAKEN_IN = ["held", "unknown_fields", "personal_data"] as const;
