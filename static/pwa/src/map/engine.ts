import "./map.css";
import { type GeoJSONSource, Map as GlMap, addProtocol, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { FileSource, PMTiles, Protocol } from "pmtiles";
import type { Basemap } from "../domain/basemap";
import type { Position } from "../domain/pulled";
import { readColours } from "./colours";
import { MARK_OPTIONS, drawMark } from "./marks";
import { type Scene, boundsOf, collect } from "./scene";
import { BASE, makeStyle } from "./style";
import { allowWorker } from "./trusted";

/** The one module that knows MapLibre; with everything that it imports a chunk of its own. */

export interface MapOptions {
  readonly container: HTMLElement;
  readonly basemap: Basemap;
  readonly file: Blob;
  readonly scene: Scene;
  readonly title: string;
  readonly moves: boolean;
  readonly onTap: (at: Position) => void;
}

export interface MapHandle {
  show(scene: Scene): void;
  /** Light or dark has changed. */
  recolour(): void;
  fitAll(): void;
  goTo(at: Position): void;
  zoomBy(steps: number): void;
  close(): void;
}

/** Raised where the kept file is no archive that can be drawn. */
export class FileUnreadable extends Error {}

const MARGIN_PX = 32;
const CLOSE_ZOOM = 16;
/** As far as a drawn line means something; MapLibre draws the last zoom of the file larger. */
const MAX_ZOOM = 19;

const protocol = new Protocol();
let isPrepared = false;
/** Two maps of one file, of which one is closing, must not know each other. */
let opened = 0;

function prepare(): void {
  if (isPrepared) return;
  isPrepared = true;
  allowWorker(workerUrl);
  setWorkerUrl(workerUrl);
  addProtocol("pmtiles", protocol.tile);
}

export async function openMap(options: MapOptions): Promise<MapHandle> {
  prepare();
  const { container, basemap, file, title } = options;
  opened += 1;
  const name = `${basemap.sha256}-${opened}`;
  const archive = new PMTiles(new FileSource(new File([file], name)));
  try {
    await archive.getHeader();
  } catch (error) {
    throw new FileUnreadable(String(error));
  }
  protocol.add(archive);
  let { scene } = options;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const moving = { animate: !still, duration: still ? 0 : 160 };
  const map = new GlMap({
    container,
    style: makeStyle(name, readColours(container), scene),
    ...startView(scene),
    maxZoom: MAX_ZOOM,
    // Below the first zoom of the file nothing of it is drawn: better a part of the area with streets than all of it without.
    minZoom: basemap.min_zoom,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 0,
    locale: { "Map.Title": title },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.setMissingStyleImageResolver((id) => {
    const image = drawMark(id, readColours(container));
    if (image !== null && !map.hasImage(id)) map.addImage(id, image, MARK_OPTIONS);
  });
  // What can be seen of the file itself, for whoever wants to know whether the map is one.
  map.on("idle", () => {
    const drawn = map.queryRenderedFeatures().filter((feature) => feature.source === BASE);
    container.dataset.drawn = String(drawn.length);
    container.dataset.names = [...new Set(drawn.map((feature) => feature.properties.name).filter(Boolean))].join(", ");
    container.dataset.places = String(map.queryRenderedFeatures({ layers: ["places"] }).length);
    container.dataset.zoom = map.getZoom().toFixed(2);
  });
  map.on("click", ({ lngLat }) => {
    if (options.moves) map.easeTo({ center: lngLat, ...moving });
    options.onTap([lngLat.lng, lngLat.lat]);
  });
  const fitAll = () => {
    const bounds = boundsOf(scene);
    if (bounds !== null) map.fitBounds(bounds, { padding: MARGIN_PX, ...moving });
  };
  return {
    show(next) {
      scene = next;
      for (const [id, data] of Object.entries(collect(next))) map.getSource<GeoJSONSource>(id)?.setData(data);
      const { pin } = next;
      if (pin !== null && !map.getBounds().contains([pin.at[0], pin.at[1]])) map.panTo([pin.at[0], pin.at[1]], moving);
    },
    recolour() {
      const colours = readColours(container);
      map.setStyle(makeStyle(name, colours, scene), { diff: false });
    },
    fitAll,
    goTo: ([lon, lat]) => map.easeTo({ center: [lon, lat], zoom: Math.max(map.getZoom(), CLOSE_ZOOM), ...moving }),
    zoomBy: (steps) => map.zoomTo(map.getZoom() + steps, moving),
    close() {
      map.remove();
      protocol.tiles.delete(name);
    },
  };
}

/** A pin is looked at closely; else everything is on the map. */
function startView(scene: Scene) {
  if (scene.pin !== null) return { center: [scene.pin.at[0], scene.pin.at[1]] as [number, number], zoom: CLOSE_ZOOM };
  const bounds = boundsOf(scene);
  return bounds === null ? {} : { bounds, fitBoundsOptions: { padding: MARGIN_PX } };
}
