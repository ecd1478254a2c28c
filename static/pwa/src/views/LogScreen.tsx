import { useState } from "preact/hooks";
import { selectLog } from "../app/select";
import type { LogEntry } from "../domain/log";
import { dayNumberOf, formatClock, formatDay } from "../time/format";
import { describeEntry } from "./entry_text";
import { Empty } from "./parts/Empty";
import { Icon } from "./parts/Icon";
import { StateBadge } from "./parts/StateBadge";
import { useText } from "./parts/text";
import type { ScreenProps } from "./screen";

const FIRST = 40;

export function LogScreen({ state, actions }: ScreenProps) {
  const t = useText();
  const [count, setCount] = useState(FIRST);
  const log = selectLog(state);
  const attention = log.filter((entry) => entry.state === "needs_action").length;
  const days = new Map<number, LogEntry[]>();
  for (const entry of log.slice(0, count)) {
    const day = dayNumberOf(entry.occurredMs);
    days.set(day, [...(days.get(day) ?? []), entry]);
  }
  return (
    <section class="screen">
      <h1 id="title" tabIndex={-1}>
        {t("log.title")}
      </h1>
      {attention > 0 && (
        <p class="notice notice-alert">
          <Icon name="alert" />
          {t.many("log.attention", attention)}
        </p>
      )}
      {log.length === 0 && <Empty icon="log" title={t("log.empty.title")} text={t("log.empty.text")} />}
      {[...days].map(([day, entries]) => (
        <section key={day}>
          <h2 class="group-title">{formatDay(entries[0]?.occurredMs ?? 0, t.locale, state.nowMs)}</h2>
          <ul class="rows">
            {entries.map((entry) => (
              <LogRow
                key={entry.recordId}
                entry={entry}
                state={state}
                onOpen={(id) => actions.go({ name: "entry", id })}
              />
            ))}
          </ul>
        </section>
      ))}
      {log.length > count && (
        <button type="button" class="button quiet" onClick={() => setCount(count + FIRST)}>
          {t("log.older")}
        </button>
      )}
    </section>
  );
}

interface LogRowProps {
  readonly entry: LogEntry;
  readonly state: ScreenProps["state"];
  readonly onOpen: (recordId: string) => void;
}

function LogRow({ entry, state, onOpen }: LogRowProps) {
  const t = useText();
  const text = describeEntry(t, state, entry);
  return (
    <li
      data-testid="log-entry"
      data-state={entry.state}
      data-kind={entry.kind}
      data-record={entry.recordId}
      data-withdrawn={entry.withdrawn}
    >
      <button type="button" class="log-row" onClick={() => onOpen(entry.recordId)}>
        <Icon name={text.icon} />
        <span class="grow">
          <span class={entry.withdrawn ? "strong struck" : "strong"}>{text.title}</span>
          <span class="log-sub">
            {formatClock(entry.occurredMs)}
            {text.subtitle && ` · ${text.subtitle}`}
          </span>
          <span class="badges">
            <StateBadge state={entry.state} />
            {entry.withdrawn && <span class="badge">{t("state.withdrawn")}</span>}
            {entry.needsReview && <span class="badge badge-saved">{t("state.review")}</span>}
          </span>
        </span>
        <Icon name="forward" />
      </button>
    </li>
  );
}
