import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Actions } from "../app/actions";
import type { AppState } from "../app/state";
import { hasWebgl } from "../device/webgl";
import type { Position } from "../domain/pulled";
import type { MapHandle } from "../map/engine";
import type { Scene } from "../map/scene";

/** `absent`: no basemap on the phone. `unable`: one that this browser can't draw. Both leave the screen to the sketch. */
export type MapStatus = "absent" | "opening" | "drawn" | "unable";

interface MapNeeds {
  readonly state: AppState;
  readonly actions: Actions;
  readonly scene: Scene;
  readonly title: string;
  /** A tap moves the middle of the map there. */
  readonly moves: boolean;
  readonly onTap: (at: Position) => void;
}

export interface UsedMap {
  readonly frame: RefObject<HTMLDivElement | null>;
  readonly status: MapStatus;
  readonly map: () => MapHandle | null;
}

/** A map in `frame`, once the phone has a basemap: MapLibre is loaded here, the first time that it is needed. */
export function useMap(needs: MapNeeds): UsedMap {
  const frame = useRef<HTMLDivElement>(null);
  const handle = useRef<MapHandle | null>(null);
  // The map outlives many renderings: it asks for what holds now.
  const now = useRef(needs);
  now.current = needs;
  const { basemap, theme } = needs.state;
  const sha256 = basemap.phase === "ready" ? basemap.basemap.sha256 : null;
  const [status, setStatus] = useState<MapStatus>("absent");

  // biome-ignore lint/correctness/useExhaustiveDependencies: another file is another map, and nothing else is
  useEffect(() => {
    if (basemap.phase !== "ready") {
      setStatus("absent");
      return;
    }
    if (!hasWebgl()) {
      setStatus("unable");
      return;
    }
    let isOver = false;
    setStatus("opening");
    const open = async () => {
      const file = await now.current.actions.openBasemap();
      const { FileUnreadable, openMap } = await import("../map/engine");
      const container = frame.current;
      if (file === null || container === null || isOver) return;
      try {
        const { scene, title, moves } = now.current;
        const onTap = (at: Position) => now.current.onTap(at);
        const map = await openMap({ container, basemap: basemap.basemap, file, scene, title, moves, onTap });
        if (isOver) map.close();
        else {
          handle.current = map;
          map.show(now.current.scene);
          setStatus("drawn");
        }
      } catch (error) {
        if (isOver) return;
        if (error instanceof FileUnreadable) now.current.actions.reportBasemap();
        else setStatus("unable");
      }
    };
    // The chunk may be missing where the app's own cache was emptied and there is no network.
    void open().catch(() => setStatus("unable"));
    return () => {
      isOver = true;
      handle.current?.close();
      handle.current = null;
    };
  }, [sha256]);

  const { scene } = needs;
  useEffect(() => handle.current?.show(scene), [scene]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours follow the theme
  useEffect(() => {
    // After the page has its new theme, which its own effect gives it.
    const recolour = () => requestAnimationFrame(() => handle.current?.recolour());
    if (handle.current !== null) recolour();
    const queries = [matchMedia("(prefers-color-scheme: dark)"), matchMedia("(prefers-contrast: more)")];
    for (const query of queries) query.addEventListener("change", recolour);
    return () => {
      for (const query of queries) query.removeEventListener("change", recolour);
    };
  }, [theme]);

  return { frame, status, map: () => handle.current };
}
