import type { Fix } from "../domain/position";

export type PositionNews = { readonly kind: "fix"; readonly fix: Fix } | { readonly kind: "denied" | "searching" };

/** A fix that the phone has already is good enough for so long. */
const MAXIMUM_AGE_MS = 5_000;
const TIMEOUT_MS = 30_000;

/** Follows the position until the returned function is called. Runs only while a pass or a form is open. */
export function watchPosition(tell: (news: PositionNews) => void): () => void {
  if (!("geolocation" in navigator)) {
    tell({ kind: "denied" });
    return () => undefined;
  }
  tell({ kind: "searching" });
  const id = navigator.geolocation.watchPosition(
    ({ coords }) =>
      tell({
        kind: "fix",
        fix: { lon: coords.longitude, lat: coords.latitude, accuracy_m: coords.accuracy, at_ms: Date.now() },
      }),
    (error) => tell({ kind: error.code === error.PERMISSION_DENIED ? "denied" : "searching" }),
    { enableHighAccuracy: true, maximumAge: MAXIMUM_AGE_MS, timeout: TIMEOUT_MS },
  );
  return () => navigator.geolocation.clearWatch(id);
}
