/** The sketch and its list. `{name}` is filled in. */
export const map = {
  "map.title": { sv: "Karta", en: "Map" },
  "map.sketch": {
    sv: "Skiss över {area} med platser och din position",
    en: "Sketch of {area} with places and your position",
  },
  "map.note": {
    sv: "Skissen visar hur platserna ligger till varandra; hotspots och de första i listan har sina nummer på den. Allt finns också i listan.",
    en: "The sketch shows how the places lie to each other; hotspots and the first of the list have their numbers on it. Everything is also in the list.",
  },
  "map.you": { sv: "Du är här", en: "You are here" },
  "map.no_position": { sv: "Din position visas under ett pass.", en: "Your position is shown during a shift." },
  "map.list": { sv: "Platser", en: "Places" },
  "map.empty": {
    sv: "Inga platser i telefonen än. De kommer första gången telefonen når servern.",
    en: "No places on the phone yet. They come the first time the phone reaches the server.",
  },
  "map.legend.hot": { sv: "Hotspot", en: "Hotspot" },
  "map.legend.place": { sv: "Fokusplats", en: "Focus location" },
  "map.rank": { sv: "Plats {rank} på hotspotlistan", en: "Number {rank} on the hotspot list" },
} as const;
