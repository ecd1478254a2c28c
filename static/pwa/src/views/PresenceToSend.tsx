import type { Presence } from "../domain/presence";
import { type PresenceRow, describeCoverage, summarisePresence } from "../domain/presence_summary";
import type { Place } from "../domain/pulled";
import type { Translate } from "../i18n/i18n";
import { formatDuration } from "../time/format";
import { Breakable } from "./parts/Breakable";
import { Icon } from "./parts/Icon";
import { useText } from "./parts/text";

interface PresenceToSendProps {
  readonly presence: Presence | null;
  readonly rows: readonly PresenceRow[];
  readonly places: readonly Place[];
  readonly startedMs: number;
  readonly endedMs: number;
  readonly onRemove: () => void;
}

const duration = (t: Translate, seconds: number) =>
  seconds < 60 ? t("presence.under_a_minute") : formatDuration(seconds * 1000, t.locale);

/** What the end of the pass sends of where the time went; its owner can take it away first. */
export function PresenceToSend({ presence, rows, places, startedMs, endedMs, onRemove }: PresenceToSendProps) {
  const t = useText();
  if (presence?.removed) {
    return (
      <p class="notice" role="status" data-testid="presence-removed">
        <Icon name="check" />
        {t("presence.removed")}
      </p>
    );
  }
  if (presence === null || rows.length === 0) return <p data-testid="presence-nothing">{t("presence.nothing")}</p>;
  const { places: known, elsewhere, seconds } = summarisePresence(rows, places);
  const coverage = describeCoverage(presence, startedMs, endedMs);
  return (
    <section class="card" aria-labelledby="presence-title" data-testid="presence" data-seconds={seconds}>
      <h3 id="presence-title">{t("presence.title")}</h3>
      <p>{t("presence.what")}</p>
      <ul class="seconds">
        {known.map(({ place, seconds: here }) => (
          <li key={place.id} data-testid={`presence-${place.code}`} data-seconds={here}>
            <Breakable text={place.name} />
            <span>{duration(t, here)}</span>
          </li>
        ))}
        {elsewhere.squares > 0 && (
          <li data-testid="presence-elsewhere" data-seconds={elsewhere.seconds}>
            <span>{t.many("presence.elsewhere", elsewhere.squares)}</span>
            <span>{duration(t, elsewhere.seconds)}</span>
          </li>
        )}
      </ul>
      <p data-testid="presence-coverage" data-said={coverage.said}>
        {t(`presence.coverage.${coverage.said}`, {
          covered: duration(t, coverage.coveredMs / 1000),
          lasted: duration(t, coverage.lastedMs / 1000),
        })}
      </p>
      <button type="button" class="button" onClick={onRemove} data-testid="presence-remove">
        {t("presence.remove")}
      </button>
    </section>
  );
}
