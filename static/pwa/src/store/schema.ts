import type { DBSchema } from "idb";
import type { Presence } from "../domain/presence";
import type { AppStanding, Change, Operation, PushResult, SignedInUser } from "../sync/wire";

/** Where an operation stands. `waiting`: only here. `sent`: named by the server. `set_aside`: the server can't read it. */
export type StandingState = "waiting" | "sent" | "set_aside";

/** What changes about an operation, kept beside it: the operation itself is never written again. */
export interface Standing {
  readonly op_id: string;
  readonly record_id: string;
  readonly device_seq: number;
  readonly author: string;
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
  profile: Profile | null;
  drained_ms: number | null;
  lease: Lease | null;
  last_fix: { lon: number; lat: number; accuracy_m: number; at_ms: number } | null;
  sign_out_pending: boolean;
  /** What was last heard of the version that heard it. */
  app_standing: (AppStanding & { readonly version: string }) | null;
  /** When the phone was found revoked and emptied; null once somebody has signed in again. */
  shredded_ms: number | null;
}

export interface LjuspunktSchema extends DBSchema {
  operations: { key: string; value: Operation; indexes: { by_record: string } };
  standings: { key: string; value: Standing; indexes: { by_state: [StandingState, number]; by_record: string } };
  records: { key: [string, string]; value: Change };
  drafts: { key: string; value: Draft };
  presence: { key: string; value: Presence };
  meta: { key: keyof MetaValues; value: MetaValues[keyof MetaValues] };
}

export const STORE_NAMES = ["operations", "standings", "records", "drafts", "presence", "meta"] as const;
export const DATABASE_NAME = "ljuspunkt";
export const DATABASE_VERSION = 2;
