/** The shapes of SYNC.md, as the phone writes them and as it has judged them to be valid. */

export const PROTO = 1;
export const MAX_OPS_PER_PUSH = 200;
export const MAX_BODY_BYTES = 1024 * 1024;
/** What the envelope itself may take of the body, besides the operations. */
export const ENVELOPE_BYTES = 4096;

export type Kind = "patrol" | "visit" | "observation" | "checkin";
export type OperationType = "create" | "amend" | "retract";
export type Payload = Readonly<Record<string, unknown>>;

/** One operation, exactly as it is sent; it never changes once queued. */
export interface Operation {
  readonly op_id: string;
  readonly record_id: string;
  readonly device_seq: number;
  readonly kind: Kind;
  readonly type: OperationType;
  readonly occurred_at: string;
  readonly base_version: number | null;
  readonly author: string;
  readonly payload: Payload;
}

export interface QueueSummary {
  readonly count: number;
  readonly oldest_at: string | null;
  readonly max_seq: number;
}

export interface PushEnvelope {
  readonly proto: typeof PROTO;
  readonly epoch: string | null;
  readonly device_id: string;
  readonly app: string;
  readonly sent_at: string;
  readonly queue: QueueSummary;
  readonly ops: readonly Operation[];
}

export type FinalStatus = "applied" | "duplicate" | "conflict" | "quarantined";
export type ResultStatus = FinalStatus | "retry";
export type FieldErrors = Readonly<Record<string, readonly string[]>>;

export interface PushResult {
  readonly index: number;
  readonly op_id: string | null;
  readonly status: ResultStatus;
  readonly first_status: FinalStatus | null;
  readonly seq: number | null;
  readonly version: number | null;
  readonly received_at: string | null;
  readonly code: string | null;
  readonly message: string | null;
  readonly errors: FieldErrors | null;
}

export interface PushAnswer {
  readonly epoch: string;
  readonly server_time: string;
  readonly results: readonly PushResult[];
  readonly missing_seq: readonly number[];
}

export interface Change {
  readonly seq: number;
  readonly kind: string;
  readonly record_id: string;
  readonly version: number;
  readonly deleted: boolean;
  readonly data: Payload | null;
}

export interface PullPage {
  readonly epoch: string;
  readonly changes: readonly Change[];
  readonly cursor: string;
  readonly has_more: boolean;
  readonly reset: boolean;
  readonly server_time: string;
}

export interface Membership {
  readonly area_id: string;
  readonly area_code: string;
  readonly area_name: string;
  readonly role: string;
}

export interface SignedInUser {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly locale: "sv" | "en";
  readonly organisation: { readonly id: string; readonly name: string; readonly kind: string };
  readonly memberships: readonly Membership[];
}

export interface SessionAnswer {
  readonly user: SignedInUser;
  readonly csrf_token: string;
  readonly demonstration: boolean;
  readonly server_version: string;
  /** What opens the phone where its PIN is forgotten: 32 bytes as base64, only in the answer to a password. */
  readonly recovery_key?: string;
}

/** What the operator says of a version of the app: whether it must stop, and whether phones may have a worker. */
export interface AppStanding {
  /** `sync`: it records on and sends nothing. `code`: it only shows what to do, and exports what it holds. */
  readonly stop: "sync" | "code" | null;
  readonly reason: { readonly sv: string; readonly en: string } | null;
  readonly worker: "on" | "off";
}
