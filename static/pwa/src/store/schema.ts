import type { DBSchema } from "idb";
import type { AppStanding, PushResult, SignedInUser } from "../sync/wire";
import type { KeyRow } from "./keyring";
import type { DraftRow, FixRow, OperationRow, PresenceRow, ProfileRow, RecordRow, StandingRow } from "./sealing";

/** Where an operation stands. `waiting`: only here. `sent`: named by the server. `set_aside`: the server can't read it. */
export type StandingState = "waiting" | "sent" | "set_aside";

/** What changes about an operation, kept beside it: the operation itself is never written again. */
export interface Standing {
  readonly op_id: string;
  readonly record_id: string;
  readonly device_seq: number;
  readonly author: string;
  /** At most so many; it lies open and tells no lengths. */
  readonly bytes: number;
  readonly state: StandingState;
  readonly queued_ms: number;
  readonly sent_ms: number | null;
  readonly result: PushResult | null;
  /** What the person did about a result that needs action. */
  readonly settled: "dismissed" | "replaced" | null;
}

export interface Profile {
  readonly user: SignedInUser;
  readonly demonstration: boolean;
  readonly server_version: string;
}

/** A form in progress, with the ids of what it will become: a form that is saved twice is one record. */
export interface Draft {
  readonly key: string;
  readonly owner: string;
  readonly saved_ms: number;
  readonly values: unknown;
}

/** The last known position, for a start without a fix. */
export interface Fix {
  readonly lon: number;
  readonly lat: number;
  readonly accuracy_m: number;
  readonly at_ms: number;
}

/** What lies open for entries on a locked phone: ids, and the area's categories in the area's order. No content. */
export interface CaptureList {
  readonly person: string;
  readonly categories: readonly {
    readonly code: string;
    readonly name: { readonly sv: string; readonly en: string };
  }[];
  readonly patrol_id: string | null;
  readonly visit_id: string | null;
}

export interface Lease {
  readonly holder: string;
  readonly until_ms: number;
}

export interface MetaValues {
  device_id: string;
  device_seq: number;
  epoch: string | null;
  cursor: string | null;
  cache_owner: string | null;
  profile: ProfileRow | null;
  drained_ms: number | null;
  lease: Lease | null;
  last_fix: FixRow | null;
  sign_out_pending: boolean;
  /** After so long without a touch the phone locks itself. */
  lock_minutes: number | null;
  /** Null where a locked phone takes nothing in. */
  capture: CaptureList | null;
  /** What was last heard of the version that heard it. */
  app_standing: (AppStanding & { readonly version: string }) | null;
  /** When the phone was found revoked and emptied; null once somebody has signed in again. */
  shredded_ms: number | null;
}

export interface LjuspunktSchema extends DBSchema {
  operations: { key: string; value: OperationRow; indexes: { by_record: string } };
  standings: { key: string; value: StandingRow; indexes: { by_state: [StandingState, number]; by_record: string } };
  records: { key: [string, string]; value: RecordRow };
  drafts: { key: string; value: DraftRow };
  presence: { key: string; value: PresenceRow };
  keys: { key: string; value: KeyRow };
  meta: { key: keyof MetaValues; value: MetaValues[keyof MetaValues] };
}

export const STORE_NAMES = ["operations", "standings", "records", "drafts", "presence", "keys", "meta"] as const;
export const DATABASE_NAME = "ljuspunkt";
export const DATABASE_VERSION = 3;
