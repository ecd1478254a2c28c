import type { Actions } from "../app/actions";
import type { AppState } from "../app/state";
import { percentOf } from "../domain/basemap";
import { formatBytes } from "../time/format";
import { Icon } from "./parts/Icon";
import { useText } from "./parts/text";
import type { MapStatus } from "./useMap";

interface BasemapLineProps {
  readonly state: AppState;
  readonly actions: Actions;
  readonly status: MapStatus;
}

/** Why there is a sketch and no map, and what to do about it. Nothing where the map is drawn, or the area has none. */
export function BasemapLine({ state: { basemap, online }, actions, status }: BasemapLineProps) {
  const t = useText();
  if (basemap.phase === "none" || basemap.phase === "looking") return null;
  const size = formatBytes(basemap.basemap.bytes, t.locale);
  if (basemap.phase === "ready") {
    if (status !== "unable") return null;
    return (
      <p class="basemap-line" role="status" data-testid="basemap-unable">
        <Icon name="info" />
        <span class="grow">{t("basemap.unable")}</span>
      </p>
    );
  }
  if (basemap.phase === "fetching") {
    const percent = percentOf(basemap);
    return (
      <div class="basemap-line" data-testid="basemap-fetching">
        <label class="grow">
          {t("basemap.fetching", { percent, size })}
          <progress max={100} value={percent} />
        </label>
      </div>
    );
  }
  const isFailed = basemap.phase === "failed";
  return (
    <div class="basemap-line" role="status" data-testid={isFailed ? `basemap-${basemap.why}` : "basemap-offered"}>
      <Icon name={isFailed ? "alert" : "map"} />
      <span class="grow">
        {t(isFailed ? `basemap.failed.${basemap.why}` : online ? "basemap.offered" : "basemap.offline")}
      </span>
      {(online || isFailed) && (
        <button type="button" class="button" onClick={actions.fetchBasemap} data-testid="basemap-fetch">
          <Icon name="export" />
          {isFailed ? t("basemap.again", { size }) : t("basemap.fetch", { size })}
        </button>
      )}
    </div>
  );
}
