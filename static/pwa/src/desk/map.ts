import { Map as GlMap, type PointLike, addProtocol, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { PMTiles, Protocol } from "pmtiles";
import { readColours } from "../map/colours";
import { MARK_OPTIONS, drawMark } from "../map/marks";
import { BASE } from "../map/style";
import { allowWorker } from "../map/trusted";
import { MARKS } from "./marks";
import { boundsOf } from "./scene";
import { isUnit, makeStyle } from "./style";
import type { Ground, MapData, Picture, Pointing, Unit } from "./units";

/** The one module of the desk that knows MapLibre; with what it imports a chunk that only a shown map loads. */

export interface DeskMap extends Picture {
  zoomBy(steps: number): void;
  fitAll(): void;
}

/** The width from which the map stands beside the list (static/desk/desk.css). */
const BESIDE = "(width >= 1240px)";
const MARGIN_PX = 48;
const MAX_ZOOM = 18;
const CLOSE_ZOOM = 15;
/** Marks are small: a click this far from one still means it. */
const REACH_PX = 6;

/** The map stands in the container, drawn; rejects where the file can't be read or the first picture not be drawn. */
export async function openMap(
  container: HTMLElement,
  data: MapData,
  ground: Ground,
  title: string,
  pointing: Pointing,
): Promise<DeskMap> {
  const url = new URL(ground.url, location.href).href;
  const archive = new PMTiles(url);
  await archive.getHeader();
  const protocol = new Protocol();
  protocol.add(archive);
  allowWorker(workerUrl);
  setWorkerUrl(workerUrl);
  addProtocol("pmtiles", protocol.tile);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const moving = { animate: !still, duration: still ? 0 : 160 };
  const bounds = boundsOf(data);
  const map = new GlMap({
    container,
    style: makeStyle(url, readColours(container), data),
    ...(bounds === null ? {} : { bounds, fitBoundsOptions: { padding: MARGIN_PX, maxZoom: CLOSE_ZOOM } }),
    maxZoom: MAX_ZOOM,
    minZoom: ground.min_zoom,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 0,
    // Where the map stands below the list, the wheel scrolls the page past it.
    scrollZoom: matchMedia(BESIDE).matches,
    locale: { "Map.Title": title },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.setMissingStyleImageResolver((id) => {
    const image = drawMark(id, readColours(container), MARKS);
    if (image !== null && !map.hasImage(id)) map.addImage(id, image, MARK_OPTIONS);
  });
  let [lit, chosen]: [string | null, string | null] = [null, null];
  const show = () => {
    if (map.getLayer("lit") === undefined) return;
    map.setFilter("lit", isUnit(lit));
    map.setFilter("chosen", isUnit(chosen));
  };
  listen(map, pointing);
  map.on("idle", () => tell(map, container, data.units));
  map.on("styledata", show);
  recolourWithTheSystem(() => map.setStyle(makeStyle(url, readColours(container), data), { diff: false }));
  await isDrawn(map);
  const at = (id: string | null) => data.units.find((unit) => unit.id === id)?.at;
  return {
    light(id) {
      lit = id;
      show();
    },
    choose(id) {
      chosen = id;
      show();
      const position = at(id);
      if (position === undefined) return;
      const centre: [number, number] = [position[0], position[1]];
      if (!map.getBounds().contains(centre)) map.easeTo({ center: centre, ...moving });
    },
    zoomBy: (steps) => map.zoomTo(map.getZoom() + steps, moving),
    fitAll: () => {
      if (bounds !== null) map.fitBounds(bounds, { padding: MARGIN_PX, maxZoom: CLOSE_ZOOM, ...moving });
    },
  };
}

function listen(map: GlMap, { onLight, onChoose }: Pointing): void {
  const markAt = ({ x, y }: { x: number; y: number }): string | null => {
    const box: [PointLike, PointLike] = [
      [x - REACH_PX, y - REACH_PX],
      [x + REACH_PX, y + REACH_PX],
    ];
    const found =
      map.queryRenderedFeatures(box, { layers: ["marks"] })[0] ??
      map.queryRenderedFeatures([x, y], { layers: ["squares"] })[0];
    return found === undefined ? null : String(found.properties.id);
  };
  let under: string | null = null;
  const enter = (id: string | null) => {
    if (id === under) return;
    under = id;
    map.getCanvas().style.cursor = id === null ? "" : "pointer";
    onLight(id);
  };
  map.on("mousemove", ({ point }) => enter(markAt(point)));
  map.on("mouseout", () => enter(null));
  map.on("click", ({ point }) => {
    const id = markAt(point);
    if (id !== null) onChoose(id);
  });
}

/** What can be seen of the map itself, for whoever wants to know whether it is one, and where its marks are. */
function tell(map: GlMap, container: HTMLElement, units: readonly Unit[]): void {
  const drawn = map.queryRenderedFeatures();
  const idIn = (layer: string) => String(drawn.find((feature) => feature.layer.id === layer)?.properties.id ?? "");
  const spots = units.map(({ id, at }) => {
    const { x, y } = map.project([at[0], at[1]]);
    return [id, [Math.round(x), Math.round(y)]];
  });
  Object.assign(container.dataset, {
    drawn: String(drawn.filter((feature) => feature.source === BASE).length),
    marks: String(drawn.filter((feature) => feature.layer.id === "marks").length),
    lit: idIn("lit"),
    chosen: idIn("chosen"),
    zoom: map.getZoom().toFixed(2),
    spots: JSON.stringify(Object.fromEntries(spots)),
  });
}

function recolourWithTheSystem(recolour: () => void): void {
  for (const query of ["(prefers-color-scheme: dark)", "(prefers-contrast: more)"]) {
    matchMedia(query).addEventListener("change", () => requestAnimationFrame(recolour));
  }
}

function isDrawn(map: GlMap): Promise<void> {
  return new Promise((resolve, reject) => {
    map.once("load", () => resolve());
    map.on("error", ({ error }) => {
      map.remove();
      reject(error);
    });
  });
}
