import { type LogEntry, listObservationsOf } from "../domain/log";
import type { Category, Place } from "../domain/pulled";
import { formatClock, formatDuration } from "../time/format";
import { parseStamp } from "../time/stamp";
import { Icon, categoryGlyph } from "./parts/Icon";
import { useText } from "./parts/text";

/** After so long the visit has done what it can (HOTSPOTS.md: 10-16 minutes a stop). */
const ENOUGH_MS = 16 * 60_000;

interface VisitCardProps {
  readonly visit: LogEntry;
  readonly place: Place | null;
  readonly log: readonly LogEntry[];
  readonly categories: readonly Category[];
  readonly nowMs: number;
  readonly onCheckOut: () => void;
  readonly onOpen: (recordId: string) => void;
}

export function VisitCard({ visit, place, log, categories, nowMs, onCheckOut, onOpen }: VisitCardProps) {
  const t = useText();
  const startedMs = parseStamp(visit.payload.started_at) ?? visit.occurredMs;
  const stayedMs = nowMs - startedMs;
  const seen = listObservationsOf(log, visit.recordId);
  return (
    <div class="card accent" data-testid="visit-open">
      <div class="running-line">
        <div>
          <p class="label">
            <Icon name="visit" />
            {t("visit.at")}
          </p>
          <h2>{place?.name ?? t("visit.unnamed")}</h2>
          <p>
            {stayedMs >= ENOUGH_MS
              ? t("visit.long", { minutes: Math.floor(stayedMs / 60_000) })
              : `${formatDuration(stayedMs, t.locale)} · ${t("visit.enough")}`}
          </p>
        </div>
        <button type="button" class="button primary" onClick={onCheckOut} data-testid="check-out">
          {t("visit.check_out")}
        </button>
      </div>
      {visit.payload.calm === true && (
        <p class="card-line">
          <Icon name="calm" />
          {t("visit.marked_calm")}
        </p>
      )}
      <SeenList seen={seen} categories={categories} onOpen={onOpen} />
    </div>
  );
}

interface SeenListProps {
  readonly seen: readonly LogEntry[];
  readonly categories: readonly Category[];
  readonly onOpen: (recordId: string) => void;
}

/** What was logged during a visit. */
export function SeenList({ seen, categories, onOpen }: SeenListProps) {
  const t = useText();
  if (seen.length === 0) return null;
  return (
    <div>
      <p class="label">{t("visit.seen")}</p>
      <ul class="seen">
        {seen.map((entry) => {
          const code = String(entry.payload.category);
          return (
            <li key={entry.recordId}>
              <button type="button" class="row-button" onClick={() => onOpen(entry.recordId)}>
                <Icon name={categoryGlyph(code)} />
                <span class="grow">{categories.find((known) => known.code === code)?.name[t.locale] ?? code}</span>
                <span>{formatClock(entry.occurredMs)}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
