import { type QueueEntry, isRefused, needsAction } from "../store/standing";
import { parseStamp } from "../time/stamp";
import { findPersonal } from "./free_text";
import type { Change, Kind, Payload } from "../sync/wire";

export type EntryState = "saved" | "sending" | "sent" | "needs_action";

/** What the server and the phone may differ by without a word: it keeps milliseconds, and so do we. */
const SECOND_MS = 1000;

/** One thing that a person recorded, as far as this phone knows it: what was pulled, with what was done here since. */
export interface LogEntry {
  readonly recordId: string;
  readonly kind: Kind;
  readonly payload: Payload;
  readonly occurredMs: number;
  readonly state: EntryState;
  readonly withdrawn: boolean;
  readonly needsReview: boolean;
  /** The server found something in a text that may point out a person, and it stands there still. */
  readonly mayPointOut: boolean;
  readonly savedMs: number | null;
  readonly sentMs: number | null;
  readonly receivedMs: number | null;
  readonly timeQuality: string | null;
  /** When the phone's clock said that it happened, where the server has corrected it. */
  readonly saidMs: number | null;
  /** What this phone knows to have been done to it, oldest first. */
  readonly operations: readonly QueueEntry[];
  /** Operations that the person should look at, oldest first. */
  readonly problems: readonly QueueEntry[];
}

export interface LogSources {
  readonly records: readonly Change[];
  readonly queue: readonly QueueEntry[];
  readonly author: string;
  readonly sending: ReadonlySet<string>;
}

/** What this person recorded, newest first. */
export function foldLog({ records, queue, author, sending }: LogSources): LogEntry[] {
  const own = new Map<string, QueueEntry[]>();
  for (const entry of queue) {
    if (entry.op.author !== author) continue;
    const list = own.get(entry.op.record_id);
    if (list === undefined) own.set(entry.op.record_id, [entry]);
    else list.push(entry);
  }
  const pulled = new Map(
    records.filter((record) => record.data?.author_is_me === true).map((record) => [record.record_id, record]),
  );
  const ids = new Set([...pulled.keys(), ...own.keys()]);
  const entries: LogEntry[] = [];
  for (const id of ids) {
    const entry = foldRecord(pulled.get(id) ?? null, own.get(id) ?? [], sending);
    if (entry !== null) entries.push(entry);
  }
  return entries.sort((a, b) => b.occurredMs - a.occurredMs || (a.recordId < b.recordId ? 1 : -1));
}

/** True where what the server last told of the record has this operation in it. */
function isIncluded(entry: QueueEntry, record: Change | null): boolean {
  const { state, result } = entry.standing;
  if (record === null || state !== "sent" || result === null) return false;
  if (result.version !== null) return record.version >= result.version;
  return result.seq !== null && record.seq >= result.seq;
}

export function foldRecord(
  record: Change | null,
  entries: readonly QueueEntry[],
  sending: ReadonlySet<string>,
): LogEntry | null {
  const create = entries.find((entry) => entry.op.type === "create");
  const first = create ?? entries[0];
  const kind = (record?.kind ?? first?.op.kind) as Kind;
  // A create that was refused and dealt with is off the list; its corrected copy is an entry of its own.
  if (record === null && (create === undefined || (isRefused(create.standing) && create.standing.settled !== null)))
    return null;
  let payload: Payload = { ...(record?.data ?? {}) };
  let withdrawn = false;
  for (const entry of entries) {
    const isOwnRefusedCreate = entry === create && record === null;
    if (isIncluded(entry, record) || (isRefused(entry.standing) && !isOwnRefusedCreate)) continue;
    if (entry.op.type === "retract") withdrawn = true;
    else payload = { ...payload, ...entry.op.payload };
  }
  const recordedMs = parseStamp(record?.data?.occurred_at);
  const saidMs = parseStamp(create?.op.occurred_at);
  const sent = entries.flatMap((entry) => entry.standing.sent_ms ?? []);
  return {
    recordId: record?.record_id ?? first?.op.record_id ?? "",
    kind,
    payload,
    occurredMs: recordedMs ?? saidMs ?? first?.standing.queued_ms ?? 0,
    saidMs: recordedMs !== null && saidMs !== null && Math.abs(recordedMs - saidMs) >= SECOND_MS ? saidMs : null,
    state: readState(entries, sending),
    withdrawn,
    needsReview: record?.data?.needs_review === true,
    mayPointOut: !withdrawn && mayPointOut(payload, entries),
    savedMs: first?.standing.queued_ms ?? null,
    sentMs: sent.length > 0 ? Math.max(...sent) : null,
    receivedMs: parseStamp(record?.data?.received_at) ?? parseStamp(create?.standing.result?.received_at),
    timeQuality: (record?.data?.time_quality as string | undefined) ?? null,
    operations: entries,
    problems: entries.filter((entry) => needsAction(entry.standing)),
  };
}

/** An app without our rules may have sent it, or a colleague's. */
function mayPointOut(payload: Payload, entries: readonly QueueEntry[]): boolean {
  const isSaid = entries.some((entry) => entry.standing.result?.code === "personal_data");
  const texts = [payload.note, payload.cancelled_reason];
  return (
    isSaid && payload.text_kept_because == null && texts.some((text) => findPersonal(String(text ?? "")).length > 0)
  );
}

/** The least finished of its operations speaks for the entry: never "Skickat" for something that waits. */
function readState(entries: readonly QueueEntry[], sending: ReadonlySet<string>): EntryState {
  if (entries.some((entry) => needsAction(entry.standing))) return "needs_action";
  const waiting = entries.filter((entry) => entry.standing.state === "waiting");
  if (waiting.length === 0) return "sent";
  return waiting.every((entry) => sending.has(entry.op.op_id)) ? "sending" : "saved";
}

const openSince = (entry: LogEntry) => parseStamp(entry.payload.started_at) ?? 0;

/** The patrol that I have begun and not ended. */
export function findOpenPatrol(log: readonly LogEntry[]): LogEntry | null {
  const open = log.filter((entry) => entry.kind === "patrol" && !entry.withdrawn && entry.payload.ended_at == null);
  return open.sort((a, b) => openSince(b) - openSince(a))[0] ?? null;
}

export function findOpenVisit(log: readonly LogEntry[], patrolId: string | null): LogEntry | null {
  const open = log.filter(
    (entry) =>
      entry.kind === "visit" &&
      !entry.withdrawn &&
      entry.payload.ended_at == null &&
      entry.payload.patrol_id === patrolId,
  );
  return open.sort((a, b) => openSince(b) - openSince(a))[0] ?? null;
}

export function listObservationsOf(log: readonly LogEntry[], visitId: string): LogEntry[] {
  return log.filter((entry) => entry.kind === "observation" && !entry.withdrawn && entry.payload.visit_id === visitId);
}

/** The check-in that belongs to an activity: the one still open, else the last. */
export function findCheckin(log: readonly LogEntry[], activityId: string): LogEntry | null {
  const mine = log.filter(
    (entry) => entry.kind === "checkin" && !entry.withdrawn && entry.payload.activity_id === activityId,
  );
  return mine.find((entry) => entry.payload.ended_at == null) ?? mine[0] ?? null;
}
