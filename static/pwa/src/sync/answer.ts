import {
  isBag,
  isCount,
  isFilledText,
  isFlag,
  isText,
  isTime,
  isWhole,
  listOf,
  oneOf,
  orNull,
  parseJson,
  shape,
} from "./check";
import { isPulledData } from "./pulled";
import {
  type AppStanding,
  type Change,
  type FieldErrors,
  type FinalStatus,
  type Operation,
  PROTO,
  type PullPage,
  type PushAnswer,
  type PushResult,
  type ResultStatus,
  type SessionAnswer,
  type SignedInUser,
} from "./wire";

/** What came back, before anyone has judged it; null where nothing came (offline, dropped, timed out). */
export type Reply = { readonly status: number; readonly body: string; readonly retryAfter: string | null } | null;

/** What the phone makes of a reply. Only `ok` may change anything in its store. */
export type Outcome<T> =
  | { readonly kind: "ok"; readonly value: T }
  /** Our server's own refusal, in its error shape. */
  | {
      readonly kind: "refused";
      readonly status: number;
      readonly code: string;
      readonly epoch: string | null;
      readonly retryAfterMs: number | null;
    }
  /** An error status without our error shape: a proxy, a gateway, a server that is starting. */
  | { readonly kind: "unavailable"; readonly status: number; readonly retryAfterMs: number | null }
  /** A success that is not fully valid: a captive portal, a truncated body, another protocol. */
  | { readonly kind: "invalid"; readonly why: string }
  | { readonly kind: "unreachable" };

const STATUSES: readonly ResultStatus[] = ["applied", "duplicate", "conflict", "quarantined", "retry"];
const FIRST_STATUSES: readonly string[] = ["applied", "held", "conflict", "quarantined"];

const isError = shape({ code: isFilledText, message: isText, retry: oneOf("never", "later", "after_sign_in") });
const isResult = shape({
  index: isCount,
  op_id: orNull(isFilledText),
  status: oneOf(...STATUSES),
  first_status: orNull(oneOf(...FIRST_STATUSES)),
  seq: orNull(isWhole),
  version: orNull(isCount),
  received_at: orNull(isTime),
  code: orNull(isText),
  message: orNull(isText),
  errors: orNull(isBag),
});
const isPush = shape({
  proto: (value) => value === PROTO,
  epoch: isFilledText,
  server_time: isTime,
  results: listOf(isResult),
  device: shape({ known_max_seq: orNull(isCount), missing_seq: listOf(isCount) }),
});
const isPage = shape({
  proto: (value) => value === PROTO,
  epoch: isFilledText,
  changes: listOf(
    shape({ seq: isCount, kind: isFilledText, record_id: isFilledText, version: isCount, deleted: isFlag }),
  ),
  cursor: isFilledText,
  has_more: isFlag,
  reset: isFlag,
  server_time: isTime,
});
const isUser = shape({
  id: isFilledText,
  email: isText,
  name: isText,
  locale: orNull(isText),
  organisation: shape({ id: isFilledText, name: isText, kind: isText }),
  memberships: listOf(shape({ area_id: isFilledText, area_code: isText, area_name: isText, role: isFilledText })),
});
const isSession = shape({ user: isUser, csrf_token: isFilledText, demonstration: isFlag, server_version: isText });

const invalid = (why: string): Outcome<never> => ({ kind: "invalid", why });

/** Seconds only; an HTTP date would trust a clock that may be wrong. Unreadable is null. */
function readRetryAfter(text: string | null): number | null {
  return text !== null && /^\d{1,9}$/.test(text.trim()) ? Number(text.trim()) * 1000 : null;
}

function readOutcome<T>(reply: Reply, readValue: (body: unknown) => Outcome<T>): Outcome<T> {
  if (reply === null) return { kind: "unreachable" };
  const body = parseJson(reply.body);
  if (reply.status === 200) return readValue(body);
  const retryAfterMs = readRetryAfter(reply.retryAfter);
  if (reply.status < 400) return invalid(`status ${reply.status}`);
  if (!isBag(body) || !isError(body)) return { kind: "unavailable", status: reply.status, retryAfterMs };
  const epoch = isBag(body.details) && isFilledText(body.details.epoch) ? body.details.epoch : null;
  return { kind: "refused", status: reply.status, code: body.code as string, epoch, retryAfterMs };
}

/** Field errors as flat texts, whatever their nesting on the wire. */
function readErrors(value: unknown): FieldErrors | null {
  if (!isBag(value)) return null;
  const flat = (part: unknown): string[] =>
    isText(part) ? [part] : typeof part === "object" && part !== null ? Object.values(part).flatMap(flat) : [];
  return Object.fromEntries(Object.entries(value).map(([field, part]) => [field, flat(part)]));
}

function readResult(raw: Record<string, unknown>): PushResult {
  // "held" is how an applied operation that waits for its parent is judged in the log; to the phone both are stored.
  const first = raw.first_status === "held" ? "applied" : raw.first_status;
  return {
    index: raw.index as number,
    op_id: (raw.op_id as string | null | undefined) ?? null,
    status: raw.status as ResultStatus,
    first_status: (first as FinalStatus | null | undefined) ?? null,
    seq: (raw.seq as number | null | undefined) ?? null,
    version: (raw.version as number | null | undefined) ?? null,
    received_at: (raw.received_at as string | null | undefined) ?? null,
    code: (raw.code as string | null | undefined) ?? null,
    message: (raw.message as string | null | undefined) ?? null,
    errors: readErrors(raw.errors),
  };
}

/**
 * The answer to a push of exactly these operations. A result that is out of order, given twice, or about an operation
 * that was not sent makes the whole answer invalid: then somebody else's answer may have come. Results that are missing
 * leave their operations waiting.
 */
export function readPush(reply: Reply, batch: readonly Pick<Operation, "op_id">[]): Outcome<PushAnswer> {
  return readOutcome<PushAnswer>(reply, (body) => {
    if (!isBag(body) || !isPush(body)) return invalid("no push answer");
    const results = (body.results as Record<string, unknown>[]).map(readResult);
    let last = -1;
    for (const result of results) {
      const sent = batch[result.index];
      if (result.index <= last) return invalid("results out of order");
      if (sent === undefined) return invalid("a result for nothing that was sent");
      if (result.op_id === null ? result.status !== "quarantined" : result.op_id !== sent.op_id)
        return invalid("a result for another operation");
      last = result.index;
    }
    const missing_seq = (body.device as { missing_seq: number[] }).missing_seq;
    return {
      kind: "ok",
      value: { epoch: body.epoch as string, server_time: body.server_time as string, results, missing_seq },
    };
  });
}

/** A page of changes, with the cursor that asked for it: a page that has more must move the cursor. */
export function readPull(reply: Reply, asked: string | null): Outcome<PullPage> {
  return readOutcome<PullPage>(reply, (body) => {
    if (!isBag(body) || !isPage(body)) return invalid("no page");
    if (body.has_more === true && body.cursor === asked) return invalid("the cursor stands still");
    const changes: Change[] = [];
    for (const raw of body.changes as Record<string, unknown>[]) {
      const deleted = raw.deleted as boolean;
      if (!deleted && !isPulledData(raw.kind as string, raw.data)) return invalid(`no ${String(raw.kind)}`);
      changes.push({
        seq: raw.seq as number,
        kind: raw.kind as string,
        record_id: raw.record_id as string,
        version: raw.version as number,
        deleted,
        data: deleted ? null : (raw.data as Change["data"]),
      });
    }
    return {
      kind: "ok",
      value: {
        epoch: body.epoch as string,
        changes,
        cursor: body.cursor as string,
        has_more: body.has_more as boolean,
        reset: body.reset as boolean,
        server_time: body.server_time as string,
      },
    };
  });
}

/** Which of these operations the server does not have; an id that was not asked about makes the answer invalid. */
export function readReconcile(reply: Reply, asked: readonly string[]): Outcome<readonly string[]> {
  return readOutcome<readonly string[]>(reply, (body) => {
    if (!isBag(body) || !listOf(isFilledText)(body.missing)) return invalid("no reconcile answer");
    const missing = body.missing as string[];
    const known = new Set(asked);
    return missing.every((id) => known.has(id))
      ? { kind: "ok", value: missing }
      : invalid("an id that was not asked about");
  });
}

const isStanding = shape({
  proto: (value) => value === PROTO,
  stop: orNull(oneOf("sync", "code")),
  reason: orNull(shape({ sv: isText, en: isText })),
  worker: oneOf("on", "off"),
});

/** What the operator says of this version of the app. */
export function readStanding(reply: Reply): Outcome<AppStanding> {
  return readOutcome<AppStanding>(reply, (body) => {
    if (!isBag(body) || !isStanding(body)) return invalid("no standing");
    return {
      kind: "ok",
      value: {
        stop: (body.stop as AppStanding["stop"] | undefined) ?? null,
        reason: (body.reason as AppStanding["reason"] | undefined) ?? null,
        worker: body.worker as AppStanding["worker"],
      },
    };
  });
}

/** 32 bytes as base64; anything else is as none, for it opens nothing. */
const isRecoveryKey = (value: unknown): value is string => isText(value) && /^[A-Za-z0-9+/]{43}=$/.test(value);

export function readSession(reply: Reply): Outcome<SessionAnswer> {
  return readOutcome<SessionAnswer>(reply, (body) => {
    if (!isBag(body) || !isSession(body)) return invalid("no session");
    const user = body.user as unknown as SignedInUser;
    const locale = user.locale === "en" ? "en" : "sv";
    return {
      kind: "ok",
      value: {
        user: { ...user, locale },
        csrf_token: body.csrf_token as string,
        demonstration: body.demonstration as boolean,
        server_version: body.server_version as string,
        ...(isRecoveryKey(body.recovery_key) ? { recovery_key: body.recovery_key } : {}),
      },
    };
  });
}
