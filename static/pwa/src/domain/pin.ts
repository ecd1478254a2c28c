import { distanceM, moveBy } from "./geometry";
import type { ChosenPosition } from "./position";
import type { Position } from "./pulled";

/** Where a pin stands, as an entry's payload has it. */
export interface Pin {
  readonly lon: number;
  readonly lat: number;
  readonly accuracy_m: number;
  readonly position_source: "gps" | "pin" | "place";
}

/** How well a person places a pin by hand. */
const HAND_ACCURACY_M = 10;

export function readPin(payload: Readonly<Record<string, unknown>>): Pin {
  return {
    lon: Number(payload.lon),
    lat: Number(payload.lat),
    accuracy_m: Number(payload.accuracy_m),
    position_source: payload.position_source as Pin["position_source"],
  };
}

export const pinOf = ({ lon, lat, accuracy_m, position_source }: ChosenPosition): Pin => ({
  lon,
  lat,
  accuracy_m,
  position_source,
});

const round = (value: number) => Math.round(value * 1e6) / 1e6;

/** A pin that a person moved by so many metres: it is theirs from then on. */
export function nudgePin(pin: Pin, eastM: number, northM: number): Pin {
  const [lon, lat] = moveBy([pin.lon, pin.lat], eastM, northM);
  return putPin([lon, lat]);
}

export function putPin([lon, lat]: Position): Pin {
  return { lon: round(lon), lat: round(lat), accuracy_m: HAND_ACCURACY_M, position_source: "pin" };
}

/** A person has looked and says that it is right: it stays where it is, and counts. */
export function confirmPin(pin: Pin): Pin {
  return { ...pin, position_source: "pin" };
}

export function pinDistanceM(a: Pin, b: Pin): number {
  return distanceM([a.lon, a.lat], [b.lon, b.lat]);
}

/** A coordinate that was typed, with a decimal comma or point; null where it is none. */
export function parseCoordinate(text: string, limit: number): number | null {
  const value = Number(text.trim().replace(",", "."));
  return text.trim() === "" || !Number.isFinite(value) || Math.abs(value) > limit ? null : value;
}
