import type { Gps } from "../app/state";
import { CHECK_PIN_OVER_M, type ChosenPosition } from "../domain/position";
import type { Place } from "../domain/pulled";
import type { Translate } from "../i18n/i18n";
import { formatAccuracy } from "../time/format";
import { Icon } from "./parts/Icon";
import { useText } from "./parts/text";

interface PositionLineProps {
  readonly position: ChosenPosition;
  readonly places: readonly Place[];
  readonly gps: Gps;
}

function describe(t: Translate, position: ChosenPosition, place: Place | undefined): string {
  const accuracy = formatAccuracy(position.accuracy_m, t.locale);
  switch (position.basis) {
    case "fix":
      if (position.accuracy_m > CHECK_PIN_OVER_M) return t("position.check", { accuracy });
      return place === undefined
        ? t("position.fix", { accuracy })
        : t("position.fix_at", { place: place.name, accuracy });
    case "place":
      return t("position.place", { place: place?.name ?? t("visit.unnamed") });
    case "last_known":
      return t("position.last_known", { accuracy });
    case "area":
      return t("position.area");
    default:
      return t("position.nothing");
  }
}

/** Where an entry made now will be, and how well that is known. Saving never waits for it. */
export function PositionLine({ position, places, gps }: PositionLineProps) {
  const t = useText();
  const place = places.find((known) => known.id === position.place_id);
  const isSure = position.basis === "fix" && position.accuracy_m <= CHECK_PIN_OVER_M;
  return (
    <div class={isSure ? "facts" : "facts facts-unsure"} data-testid="position-line" data-basis={position.basis}>
      <p>
        <Icon name={isSure ? "locate" : "no_position"} />
        <span>{describe(t, position, place)}</span>
      </p>
      {position.basis !== "fix" && gps === "searching" && <p class="hint">{t("position.searching")}</p>}
      {position.basis !== "fix" && gps === "denied" && <p class="hint">{t("position.denied")}</p>}
    </div>
  );
}
