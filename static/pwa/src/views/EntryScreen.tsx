import { selectLog } from "../app/select";
import { listSending } from "../domain/chip";
import { countHeads } from "../domain/heads";
import { listHistory } from "../domain/history";
import type { LogEntry } from "../domain/log";
import type { Translate } from "../i18n/i18n";
import { formatAccuracy, formatMoment } from "../time/format";
import { parseStamp } from "../time/stamp";
import { Problem } from "./Problem";
import { describeEntry } from "./entry_text";
import { Empty } from "./parts/Empty";
import { Header } from "./parts/Header";
import { Icon } from "./parts/Icon";
import { StateBadge } from "./parts/StateBadge";
import { useText } from "./parts/text";
import type { ScreenProps } from "./screen";

/** One entry: what it says, where it stands, and what can be done about it. */
export function EntryScreen({ state, actions, id }: ScreenProps & { id: string }) {
  const t = useText();
  const entry = selectLog(state).find((known) => known.recordId === id);
  if (entry === undefined) {
    return (
      <section class="screen">
        <Header title={t("log.title")} onBack={actions.back} />
        <Empty icon="log" title={t("entry.missing")} />
      </section>
    );
  }
  const text = describeEntry(t, state, entry);
  return (
    <section class="screen" data-testid="entry" data-state={entry.state} data-kind={entry.kind}>
      <Header title={text.title} onBack={actions.back} />
      <div class="badges">
        <StateBadge state={entry.state} />
        {entry.withdrawn && <span class="badge">{t("state.withdrawn")}</span>}
      </div>
      {entry.problems.map((problem) => (
        <Problem key={problem.op.op_id} entry={entry} problem={problem} actions={actions} />
      ))}
      {entry.mayPointOut && (
        <p class="notice notice-wait" data-testid="entry-personal">
          <Icon name="alert" />
          {t("code.personal_data")}
        </p>
      )}
      {entry.needsReview && (
        <p class="notice notice-wait">
          <Icon name="info" />
          {t("entry.review")}
        </p>
      )}
      {(entry.timeQuality === "corrected" || entry.timeQuality === "suspect") && (
        <p class="notice notice-wait">
          <Icon name="waiting" />
          {t(`entry.time.${entry.timeQuality}`)}
        </p>
      )}
      <h2>{t("entry.details")}</h2>
      <Facts rows={describeFields(t, state, entry)} />
      {entry.withdrawn ? (
        <p class="hint">{t("entry.was_withdrawn")}</p>
      ) : (
        <div class="button-row">
          <button type="button" class="button" data-testid="edit" onClick={() => actions.go({ name: "edit", id })}>
            <Icon name="edit" />
            {t("entry.edit")}
          </button>
          <button
            type="button"
            class="button"
            data-testid="withdraw"
            onClick={() => actions.go({ name: "withdraw", id })}
          >
            <Icon name="withdraw" />
            {t("entry.withdraw")}
          </button>
        </div>
      )}
      <h2>{t("entry.history")}</h2>
      <Facts rows={describeTimes(t, entry, state.nowMs)} />
      <History entry={entry} state={state} />
    </section>
  );
}

/** Each thing that was done to it here, and how far that has come: a correction may wait while the entry is sent. */
function History({ entry, state }: { entry: LogEntry; state: ScreenProps["state"] }) {
  const t = useText();
  const at = (ms: number) => formatMoment(ms, t.locale, state.nowMs);
  return (
    <ol class="history">
      {listHistory(entry.operations, listSending(state.sync)).map((step) => (
        <li key={step.opId} class="card" data-testid="history-step" data-type={step.type} data-state={step.state}>
          <div class="badges">
            <span class="strong">{t(`history.${step.type}`)}</span>
            <StateBadge state={step.state} />
          </div>
          {step.refused && <p class="hint">{t("history.refused")}</p>}
          {step.held && entry.timeQuality === null && <p class="hint">{t("history.held")}</p>}
          <Facts
            rows={[
              ...(step.reason === null ? [] : [[t("history.reason"), step.reason] as const]),
              [t("entry.saved"), at(step.savedMs)],
              ...(step.sentMs === null ? [] : [[t("entry.sent"), at(step.sentMs)] as const]),
              ...(step.receivedMs === null ? [] : [[t("entry.received"), at(step.receivedMs)] as const]),
            ]}
          />
        </li>
      ))}
    </ol>
  );
}

type Row = readonly [label: string, value: string];

export function Facts({ rows }: { rows: readonly Row[] }) {
  return (
    <dl class="fact-list">
      {rows.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function describeTimes(t: Translate, entry: LogEntry, nowMs: number): Row[] {
  const at = (ms: number | null) => (ms === null ? null : formatMoment(ms, t.locale, nowMs));
  const rows: [string, string | null][] = [
    [t("entry.occurred"), at(entry.occurredMs)],
    [t("entry.said"), at(entry.saidMs)],
    // What was done here says its own times, one by one.
    [t("entry.received"), entry.operations.length > 0 ? null : at(entry.receivedMs)],
  ];
  return rows.flatMap(([label, value]) => (value === null ? [] : [[label, value] as const]));
}

function describeFields(t: Translate, state: ScreenProps["state"], entry: LogEntry): Row[] {
  const { payload } = entry;
  const at = (value: unknown) => {
    const ms = parseStamp(value);
    return ms === null ? t("field.ended.open") : formatMoment(ms, t.locale, state.nowMs);
  };
  const given = (value: unknown, prefix: "severity" | "people") =>
    value == null ? t("field.none") : (t.maybe(`${prefix}.${value}`) ?? String(value));
  const place = state.pulled.places.find((known) => known.id === payload.place_id)?.name ?? t("field.place.none");
  const note: Row[] = payload.note == null ? [] : [[t("field.note"), String(payload.note)]];
  const span: Row[] = [
    [t("field.started"), at(payload.started_at)],
    [t("field.ended"), at(payload.ended_at)],
  ];
  switch (entry.kind) {
    case "observation":
      return [
        [t("field.severity"), given(payload.severity, "severity")],
        [t("field.people"), given(payload.people_band, "people")],
        ...note,
        [t("field.place"), place],
        [t("field.position"), formatAccuracy(Number(payload.accuracy_m), t.locale)],
      ];
    case "visit": {
      const calm = payload.calm === true ? "yes" : payload.calm === false ? "no" : "unknown";
      return [[t("field.place"), place], ...span, [t("field.calm"), t(`field.calm.${calm}`)]];
    }
    case "patrol":
      return [...span, [t("field.officers"), String(payload.officers)]];
    case "checkin": {
      const cancelled: Row[] =
        payload.cancelled_reason == null ? [] : [[t("field.cancelled_reason"), String(payload.cancelled_reason)]];
      const minutes = t("activity.police.minutes", { n: Number(payload.police_minutes ?? 0) });
      return [
        ...cancelled,
        ...span,
        [t("field.heads"), String(countHeads(payload.heads))],
        [t("field.police_minutes"), minutes],
        [t("field.mood"), t.maybe(`activity.mood.${payload.mood}`) ?? t("field.none")],
        ...note,
      ];
    }
  }
}
