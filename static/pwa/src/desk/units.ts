import type { Position } from "../domain/pulled";

/** What the page hands over for its map: the rows of the list once more, with where they lie. */

export const VERDICTS = ["clear_hotspot", "possible", "as_expected", "quiet", "too_little_presence"] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface Unit {
  /** The id of its row in the list, without `unit-`. */
  readonly id: string;
  readonly name: string;
  readonly at: Position;
  /** Its rank where it is in the list that is shown; null: drawn small. */
  readonly rank: number | null;
  readonly verdict: Verdict;
  /** What is said of it where it is chosen: the verdict and the figures in the page's language. */
  readonly said: string;
  readonly href: string;
  /** A square's corners; null for a place. */
  readonly ring: readonly Position[] | null;
}

export interface Ground {
  /** Where the basemap is fetched from, by ranges. */
  readonly url: string;
  readonly min_zoom: number;
}

export interface MapData {
  readonly outline: readonly Position[] | null;
  readonly units: readonly Unit[];
  readonly basemap: Ground | null;
}

/** The drawing on the page or the map over it: both can show one unit lit and one chosen. */
export interface Picture {
  light(id: string | null): void;
  choose(id: string | null): void;
}

/** What the pointer does on a picture; null: it has left what it was on. */
export interface Pointing {
  onLight(id: string | null): void;
  onChoose(id: string): void;
}

export const ROW_PREFIX = "unit-";

/** The unit that an address's fragment names, where it is one of these. */
export function unitOf(fragment: string, units: readonly Unit[]): string | null {
  return units.find(({ id }) => fragment === `#${ROW_PREFIX}${id}`)?.id ?? null;
}
