/** The map, the sketch that stands in for it, and their list. `{name}` is filled in. */
export const map = {
  "map.title": { sv: "Karta", en: "Map" },
  "map.sketch": {
    sv: "Skiss över {area} med platser och din position",
    en: "Sketch of {area} with places and your position",
  },
  "map.numbers.hotspots": {
    sv: "Numret är platsens plats på hotspotlistan, som på webbplatsens karta.",
    en: "The number is the place's number on the hotspot list, as on the website's map.",
  },
  "map.numbers.list": { sv: "Numren är listans nedan.", en: "The numbers are those of the list below." },
  "map.note": {
    sv: "Skissen visar hur platserna ligger till varandra; hotspots och de första numren står på den. Allt finns också i listan.",
    en: "The sketch shows how the places lie to each other; hotspots and the first numbers stand on it. Everything is also in the list.",
  },
  "map.note.map": {
    sv: "Tryck på kartan för att flytta den dit, eller på kartknappen vid en plats. Allt finns också i listan.",
    en: "Tap the map to move it there, or the map button beside a place. Everything is also in the list.",
  },
  "map.canvas": {
    sv: "Karta över {area}. Piltangenterna flyttar, plus och minus zoomar. Platserna finns i listan.",
    en: "Map of {area}. The arrow keys move it, plus and minus zoom. The places are in the list.",
  },
  "map.you": { sv: "Du är här", en: "You are here" },
  "map.no_position": { sv: "Din position visas under ett pass.", en: "Your position is shown during a shift." },
  "map.list": { sv: "Platser", en: "Places" },
  "map.empty": {
    sv: "Inga platser i telefonen än. De kommer första gången telefonen når servern.",
    en: "No places on the phone yet. They come the first time the phone reaches the server.",
  },
  "map.legend.hot": { sv: "Hotspot", en: "Hotspot" },
  "map.legend.clear": { sv: "Tydlig hotspot", en: "Clear hotspot" },
  "map.legend.possible": { sv: "Möjlig hotspot", en: "Possible hotspot" },
  "map.legend.place": { sv: "Fokusplats", en: "Focus location" },
  "map.rank": { sv: "Plats {rank} på hotspotlistan", en: "Number {rank} on the hotspot list" },
  "map.nearer": { sv: "Zooma in", en: "Zoom in" },
  "map.farther": { sv: "Zooma ut", en: "Zoom out" },
  "map.whole": { sv: "Visa allt", en: "Show everything" },
  "map.to_me": { sv: "Visa min position", en: "Show my position" },
  "map.show": { sv: "Visa {place} på kartan", en: "Show {place} on the map" },
  "map.is_sketch": { sv: "Skiss, inte uppmätt", en: "Sketch, not surveyed" },
  "map.credit": { sv: "Karta: {whose}", en: "Map: {whose}" },
  "basemap.offered": {
    sv: "Det finns en karta för området. Hämtad en gång fungerar den utan täckning.",
    en: "There is a map of the area. Fetched once, it works without coverage.",
  },
  "basemap.offline": {
    sv: "Det finns en karta för området. Den kan hämtas när du har täckning.",
    en: "There is a map of the area. It can be fetched when you have coverage.",
  },
  "basemap.fetch": { sv: "Hämta karta ({size})", en: "Fetch map ({size})" },
  "basemap.again": { sv: "Hämta igen ({size})", en: "Fetch again ({size})" },
  "basemap.fetching": { sv: "Hämtar karta: {percent} % av {size}", en: "Fetching the map: {percent} % of {size}" },
  "basemap.unable": {
    sv: "Telefonen kan inte rita kartan just nu. Skissen och listan visar samma platser.",
    en: "The phone can't draw the map right now. The sketch and the list show the same places.",
  },
  "basemap.failed.unreachable": {
    sv: "Kartan kunde inte hämtas: servern svarar inte. Nytt försök görs när du får täckning.",
    en: "The map could not be fetched: the server does not answer. It is tried again when you have coverage.",
  },
  "basemap.failed.cut_off": {
    sv: "Bara en del av kartan kom fram. Inget av den sparades. Hämta den igen.",
    en: "Only a part of the map arrived. None of it was kept. Fetch it again.",
  },
  "basemap.failed.wrong_hash": {
    sv: "Kartfilen var skadad när den kom fram och sparades inte. Hämta den igen; hjälper inte det, säg till administratören.",
    en: "The map file was damaged when it arrived and was not kept. Fetch it again; if that does not help, tell the administrator.",
  },
  "basemap.failed.gone": {
    sv: "Servern har inte kvar den här kartan. Synka, så kommer den nya.",
    en: "The server no longer has this map. Sync to get the new one.",
  },
  "basemap.failed.signed_out": {
    sv: "Kartan hämtas när du har loggat in igen.",
    en: "The map is fetched when you have signed in again.",
  },
  "basemap.failed.storage_full": {
    sv: "Kartan får inte plats i telefonen. Frigör utrymme, till exempel gamla bilder, och hämta den igen. Det du loggat är kvar.",
    en: "There is no room for the map on the phone. Free some space, such as old pictures, and fetch it again. What you have logged is still here.",
  },
  "basemap.failed.unreadable": {
    sv: "Den sparade kartan går inte att läsa. Hämta den igen.",
    en: "The map that was kept can't be read. Fetch it again.",
  },
  "basemap.failed.other": {
    sv: "Kartan kunde inte sparas. Hämta den igen; skissen och listan fungerar under tiden.",
    en: "The map could not be kept. Fetch it again; the sketch and the list work meanwhile.",
  },
  "pin.on_map": {
    sv: "Karta med kartnålen. Tryck där den ska stå, eller använd knapparna och listan nedanför.",
    en: "Map with the pin. Tap where it should stand, or use the buttons and the list below.",
  },
  "pin.tap": { sv: "Tryck på kartan där nålen ska stå.", en: "Tap the map where the pin should stand." },
  "pin.to_named": { sv: "Flytta till en namngiven plats", en: "Move to a named place" },
  "pin.choose": { sv: "Välj plats", en: "Choose a place" },
} as const;
