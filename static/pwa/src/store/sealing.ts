import type { Presence } from "../domain/presence";
import type { Change, Operation } from "../sync/wire";
import { type Keys, PhoneLocked, type Sealed } from "./keys";
import type { Draft, Fix, Profile, Standing } from "./schema";

/**
 * A row of the phone's store: what lies open beside what is sealed. Open is what the store itself needs to work while
 * the phone is locked: ids, numbers, states and times of sending. Where sealing failed the row is plain, as before it.
 */
export type Row<Open, Content> = (Open & Content) | (Open & { readonly sealed: Sealed });

type OpenOf<Whole, Name extends keyof Whole> = Pick<Whole, Name>;
type RowOf<Whole, Name extends keyof Whole> = Row<OpenOf<Whole, Name>, Omit<Whole, Name>>;

export type OperationRow = RowOf<Operation, "op_id" | "record_id" | "device_seq" | "base_version">;
export type RecordRow = RowOf<Change, "seq" | "kind" | "record_id" | "version" | "deleted">;
export type DraftRow = RowOf<Draft, "key" | "owner" | "saved_ms">;
export type PresenceRow = RowOf<Presence, "patrol_id" | "owner" | "removed">;
/** What the server said of single fields may repeat what was written there. */
export type StandingRow = Standing & { readonly sealed_errors?: Sealed };
export type ProfileRow = Row<{ readonly user_id: string }, Profile>;
export type FixRow = Row<object, Fix>;

export const contextOf = {
  operation: (opId: string) => `operation/${opId}`,
  errors: (opId: string) => `errors/${opId}`,
  record: ({ kind, record_id }: Pick<Change, "kind" | "record_id">) => `record/${kind}/${record_id}`,
  draft: (key: string) => `draft/${key}`,
  presence: (patrolId: string) => `presence/${patrolId}`,
  profile: "profile",
  fix: "fix",
} as const;

/** What lies open in the rows of each store, and what its boxes are bound to. */
export const KINDS = {
  operations: {
    openNames: ["op_id", "record_id", "device_seq", "base_version"],
    contextOfRow: (row: Record<string, unknown>) => contextOf.operation(String(row.op_id)),
  },
  records: {
    openNames: ["seq", "kind", "record_id", "version", "deleted"],
    contextOfRow: (row: Record<string, unknown>) =>
      contextOf.record({ kind: String(row.kind), record_id: String(row.record_id) }),
  },
  drafts: {
    openNames: ["key", "owner", "saved_ms"],
    contextOfRow: (row: Record<string, unknown>) => contextOf.draft(String(row.key)),
  },
  presence: {
    openNames: ["patrol_id", "owner", "removed"],
    contextOfRow: (row: Record<string, unknown>) => contextOf.presence(String(row.patrol_id)),
  },
} as const;
export type KindName = keyof typeof KINDS;

export const isSealed = (row: object): row is { readonly sealed: Sealed } => "sealed" in row;

/** The row as it goes to the disk. `open` may get more later, in the transaction that writes it. */
export async function sealRow<Open extends object, Content extends object>(
  keys: Keys,
  context: string,
  open: Open,
  content: Content,
): Promise<Row<Open, Content>> {
  const sealed = await keys.seal(context, content);
  return sealed === null ? { ...open, ...content } : { ...open, sealed };
}

/** The whole again. With `name` what is sealed never changes under it. */
export async function openRow<Whole>(keys: Keys, context: string, row: object, name?: string): Promise<Whole> {
  if (!isSealed(row) || "from" in row.sealed) keys.hasLoose = true;
  if (!isSealed(row)) return row as Whole;
  const { sealed, ...open } = row;
  const content = await (name === undefined ? keys.open(context, sealed) : keys.openOnce(name, context, sealed));
  return { ...open, ...(content as object) } as Whole;
}

/** The value, or null where its box can't be opened: it is left where it is. A locked phone tells nothing at all. */
export function orNothing<T>(reading: Promise<T>): Promise<T | null> {
  return reading.catch((error: unknown) => {
    if (error instanceof PhoneLocked) throw error;
    return null;
  });
}

/** All of them that can be opened. */
export async function readAll<R, T>(rows: readonly R[], read: (row: R) => Promise<T>): Promise<T[]> {
  const found = await Promise.all(rows.map((row) => orNothing(read(row))));
  return found.filter((one) => one !== null) as T[];
}

export const readOperation = (keys: Keys, row: OperationRow): Promise<Operation> => {
  const context = contextOf.operation(row.op_id);
  return openRow(keys, context, row, context);
};

export async function readStanding(keys: Keys, row: StandingRow): Promise<Standing> {
  const { sealed_errors: sealed, ...standing } = row;
  if (standing.result?.errors != null) keys.hasLoose = true;
  if (sealed === undefined || standing.result === null) return standing;
  const errors = await orNothing(keys.open(contextOf.errors(row.op_id), sealed));
  return { ...standing, result: { ...standing.result, errors: errors as null } };
}

export const readRecord = (keys: Keys, row: RecordRow): Promise<Change> => {
  const context = contextOf.record(row);
  return openRow(keys, context, row, `${context}/${row.seq}`);
};

/** The id of whoever is in: it lies open, so that a page of news for somebody else is not taken in. */
export const ownerOf = (row: ProfileRow | null | undefined): string | null => {
  if (row == null) return null;
  return "user_id" in row ? row.user_id : (row as Profile).user.id;
};
