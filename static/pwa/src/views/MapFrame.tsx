import type { ComponentChildren } from "preact";
import type { Basemap } from "../domain/basemap";
import type { Position } from "../domain/pulled";
import type { GlyphName } from "../icons/glyphs";
import type { TextKey } from "../i18n/i18n";
import { Icon } from "./parts/Icon";
import { useText } from "./parts/text";
import type { UsedMap } from "./useMap";

interface MapFrameProps {
  readonly used: UsedMap;
  readonly basemap: Basemap | null;
  readonly here: Position | null;
  /** What stands there until the map is drawn, and where it can't be. */
  readonly children?: ComponentChildren;
}

/** The map with its buttons: everything that fingers do on it can be done with one finger, or none. */
export function MapFrame({ used, basemap, here, children }: MapFrameProps) {
  const t = useText();
  const { status, frame, map } = used;
  const isShown = status === "opening" || status === "drawn";
  const button = (icon: GlyphName, label: TextKey, act: () => void, testId: string) => (
    <button type="button" class="icon-button outlined" aria-label={t(label)} onClick={act} data-testid={testId}>
      <Icon name={icon} />
    </button>
  );
  return (
    <>
      {isShown && (
        <div class="map" data-status={status} data-testid="map">
          <div class="map-canvas" ref={frame} data-testid="map-canvas" />
          {status === "opening" && <div class="map-before">{children}</div>}
          {status === "drawn" && (
            <>
              {basemap?.sketch && (
                <p class="map-mark" data-testid="map-is-sketch">
                  <Icon name="edit" />
                  {t("map.is_sketch")}
                </p>
              )}
              <div class="map-buttons">
                {button("plus", "map.nearer", () => map()?.zoomBy(1), "map-nearer")}
                {button("minus", "map.farther", () => map()?.zoomBy(-1), "map-farther")}
                {button("whole", "map.whole", () => map()?.fitAll(), "map-whole")}
                {here !== null && button("locate", "map.to_me", () => map()?.goTo(here), "map-to-me")}
              </div>
            </>
          )}
        </div>
      )}
      {!isShown && children}
      {status === "drawn" && basemap !== null && (
        <p class="map-credit" data-testid="map-credit">
          {t("map.credit", { whose: basemap.attribution })}
        </p>
      )}
    </>
  );
}
