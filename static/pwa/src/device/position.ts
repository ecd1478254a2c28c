import type { Fix } from "../domain/position";

export type PositionNews = { readonly kind: "fix"; readonly fix: Fix } | { readonly kind: "denied" | "searching" };

/** A fix that the phone has already is good enough for so long. */
const MAXIMUM_AGE_MS = 5_000;
const TIMEOUT_MS = 30_000;
/** A watch is silent while nobody moves; asking anew tells that the position still holds. */
const ASK_EVERY_MS = 20_000;

/** Follows the position until the returned function is called. Runs only while a pass or a form is open. */
export function watchPosition(tell: (news: PositionNews) => void): () => void {
  if (!("geolocation" in navigator)) {
    tell({ kind: "denied" });
    return () => undefined;
  }
  const { geolocation } = navigator;
  const options = { enableHighAccuracy: true, maximumAge: MAXIMUM_AGE_MS, timeout: TIMEOUT_MS };
  const hear = ({ coords }: GeolocationPosition) =>
    tell({
      kind: "fix",
      fix: { lon: coords.longitude, lat: coords.latitude, accuracy_m: coords.accuracy, at_ms: Date.now() },
    });
  const fail = (error: GeolocationPositionError) =>
    tell({ kind: error.code === error.PERMISSION_DENIED ? "denied" : "searching" });
  tell({ kind: "searching" });
  const id = geolocation.watchPosition(hear, fail, options);
  const timer = setInterval(() => {
    if (document.visibilityState === "visible") {
      geolocation.getCurrentPosition(hear, () => undefined, { ...options, maximumAge: 0 });
    }
  }, ASK_EVERY_MS);
  return () => {
    geolocation.clearWatch(id);
    clearInterval(timer);
  };
}
