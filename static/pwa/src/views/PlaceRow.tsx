import { inSentence } from "../domain/in_sentence";
import type { PlaceToVisit } from "../domain/visit_next";
import type { Translate } from "../i18n/i18n";
import { formatDayClock, formatDistance, formatSlot } from "../time/format";
import { Breakable } from "./parts/Breakable";
import { Icon } from "./parts/Icon";
import { useText } from "./parts/text";

interface PlaceRowProps {
  readonly next: PlaceToVisit;
  readonly nowMs: number;
  readonly categoryName: (code: string) => string;
  readonly onCheckIn: (() => void) | null;
}

/** Nearer than a position is good for. */
const HERE_M = 20;
const HOT = ["clear_hotspot", "possible"];

/** Why to go there, in one line. */
function explain(t: Translate, next: PlaceToVisit, nowMs: number, categoryName: (code: string) => string): string {
  const { verdict, categories, busiestSlot, lastVisitedMs, minutes, minutesGoal, visits, visitsGoal, place } = next;
  const said = verdict === null ? null : t.maybe(`verdict.${verdict}`);
  const seen = categories.slice(0, 2).map((code) => inSentence(categoryName(code)));
  const when = busiestSlot === null ? null : formatSlot(busiestSlot, t.locale);
  const told = [said, when].filter((part) => part !== null).join(" ");
  const what = told === "" ? null : [told, ...(seen.length > 0 ? [seen.join(", ")] : [])].join(": ");
  const last =
    lastVisitedMs === null ? t("next.never") : t("next.last", { time: formatDayClock(lastVisitedMs, t.locale, nowMs) });
  const dose =
    minutesGoal !== null
      ? t("next.dose", { minutes, goal: minutesGoal })
      : visitsGoal !== null
        ? t("next.visits", { visits, goal: visitsGoal })
        : null;
  const line = [what, last, dose, place.approximate ? t("next.approximate") : null]
    .filter((part) => part !== null)
    .join(" · ");
  return line.charAt(0).toUpperCase() + line.slice(1);
}

export function PlaceRow({ next, nowMs, categoryName, onCheckIn }: PlaceRowProps) {
  const t = useText();
  const { place, distance_m, verdict } = next;
  return (
    <li class="place-row">
      <div class="place-text">
        <h3>
          {verdict !== null && HOT.includes(verdict) && (
            <span class="hot-mark">
              <Icon name="hotspot" />
            </span>
          )}
          <Breakable text={place.name} />
        </h3>
        {distance_m !== null && (
          <p class="distance">
            {distance_m <= HERE_M ? t("next.here") : t("next.away", { distance: formatDistance(distance_m, t.locale) })}
          </p>
        )}
        <p class="why">{explain(t, next, nowMs, categoryName)}</p>
      </div>
      {onCheckIn && (
        <button type="button" class="button" onClick={onCheckIn} data-testid={`check-in-${place.code}`}>
          <Icon name="visit" />
          {t("next.check_in")}
        </button>
      )}
    </li>
  );
}
