import { hasWebgl } from "../device/webgl";
import { type Card, readCard } from "./card";
import { readDrawing } from "./drawing";
import type { DeskMap } from "./map";
import { readRows } from "./rows";
import { type MapData, type Picture, type Pointing, ROW_PREFIX, unitOf } from "./units";

/** The hotspot list with its map: what is pointed at or chosen in the one is so in the other. Without it all can be read. */

const figure = document.querySelector<HTMLElement>("[data-hotspot-map]");
const table = document.querySelector("table.hotspots");
if (figure !== null && table !== null) begin(figure, table);

function begin(figure: HTMLElement, table: Element): void {
  const data: MapData = JSON.parse(figure.dataset.hotspotMap ?? "");
  const pictures: Picture[] = [];
  let card: Card | null = null;
  const choose = (id: string | null) => {
    for (const picture of pictures) picture.choose(id);
    const unit = data.units.find((each) => each.id === id);
    if (unit === undefined) card?.hide();
    else card?.show(unit);
  };
  const pointing: Pointing = {
    onLight(id) {
      for (const picture of pictures) picture.light(id);
    },
    onChoose(id) {
      history.replaceState(history.state, "", `#${ROW_PREFIX}${id}`);
      choose(id);
    },
  };
  const root = figure.querySelector<HTMLElement>("[data-map-card]");
  const close = () => {
    history.replaceState(history.state, "", location.pathname + location.search);
    choose(null);
    figure.querySelector<HTMLElement>(".maplibregl-canvas")?.focus();
  };
  if (root !== null) card = readCard(root, close);
  pictures.push(readRows(table, pointing));
  const svg = figure.querySelector("svg.sketch");
  if (svg !== null) pictures.push(readDrawing(svg, pointing));
  const chooseFromAddress = () => choose(unitOf(location.hash, data.units));
  addEventListener("hashchange", chooseFromAddress);
  chooseFromAddress();
  figure.dataset.state = "drawing";
  whenShown(figure, () => {
    void replaceDrawing(figure, data, pointing).then((map) => {
      if (map === null) return;
      pictures.push(map);
      map.choose(unitOf(location.hash, data.units));
    });
  });
}

/** The map is a large chunk: nobody loads it who never scrolls down to it, or who prints. */
function whenShown(element: Element, act: () => void): void {
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    act();
  });
  observer.observe(element);
}

/** The map in the drawing's place; null where there is no basemap, no WebGL, or nothing could be drawn: the drawing stays. */
async function replaceDrawing(figure: HTMLElement, data: MapData, pointing: Pointing): Promise<DeskMap | null> {
  const canvas = figure.querySelector<HTMLElement>("[data-map-canvas]");
  const controls = figure.querySelector<HTMLElement>("[data-map-controls]");
  if (data.basemap === null || canvas === null || !hasWebgl()) return null;
  canvas.hidden = false;
  try {
    const { openMap } = await import("./map");
    const map = await openMap(canvas, data, data.basemap, canvas.dataset.title ?? "", pointing);
    figure.dataset.state = "map";
    if (controls !== null) controls.hidden = false;
    const on = (name: string, act: () => void) =>
      controls?.querySelector(`[data-map-${name}]`)?.addEventListener("click", act);
    on("nearer", () => map.zoomBy(1));
    on("farther", () => map.zoomBy(-1));
    on("whole", () => map.fitAll());
    return map;
  } catch {
    // The drawing says the same, and the list says more.
    canvas.hidden = true;
    return null;
  }
}
