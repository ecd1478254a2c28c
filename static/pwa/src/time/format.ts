/** Times and measures as people read them (UX.md, "Words"). `zone` is an IANA name; without it the phone's own. */
export type Locale = "sv" | "en";

const WEEKDAYS: Record<Locale, readonly string[]> = {
  sv: ["sön", "mån", "tis", "ons", "tors", "fre", "lör"],
  en: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
};
const MONTHS: Record<Locale, readonly string[]> = {
  sv: "januari februari mars april maj juni juli augusti september oktober november december".split(" "),
  en: "January February March April May June July August September October November December".split(" "),
};
const DAY_WORDS: Record<Locale, { today: string; yesterday: string; tomorrow: string }> = {
  sv: { today: "i dag", yesterday: "i går", tomorrow: "i morgon" },
  en: { today: "today", yesterday: "yesterday", tomorrow: "tomorrow" },
};

interface Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  readonly hour: string;
  readonly minute: string;
  /** Days since 1970 of the local date, to count days without hours that come and go twice a year. */
  readonly dayNumber: number;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(zone: string | undefined): Intl.DateTimeFormat {
  const key = zone ?? "";
  let formatter = formatters.get(key);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    formatters.set(key, formatter);
  }
  return formatter;
}

function partsOf(ms: number, zone: string | undefined): Parts {
  const found = Object.fromEntries(
    formatterOf(zone)
      .formatToParts(ms)
      .map((part) => [part.type, part.value]),
  );
  const year = Number(found.year);
  const month = Number(found.month) - 1;
  const day = Number(found.day);
  const midnight = Date.UTC(year, month, day);
  return {
    year,
    month,
    day,
    weekday: new Date(midnight).getUTCDay(),
    hour: found.hour ?? "",
    minute: found.minute ?? "",
    dayNumber: midnight / 86_400_000,
  };
}

/** The local date as a number of days, for grouping by day. */
export function dayNumberOf(ms: number, zone?: string): number {
  return partsOf(ms, zone).dayNumber;
}

/** 21:47 */
export function formatClock(ms: number, zone?: string): string {
  const { hour, minute } = partsOf(ms, zone);
  return `${hour}:${minute}`;
}

/** fre 14 juni; with the year where it is another than now's. */
export function formatDate(ms: number, locale: Locale, nowMs: number, zone?: string): string {
  const { weekday, day, month, year } = partsOf(ms, zone);
  const date = `${WEEKDAYS[locale][weekday]} ${day} ${MONTHS[locale][month]}`;
  return year === partsOf(nowMs, zone).year ? date : `${date} ${year}`;
}

/** fre 14 juni kl. 21.30 */
export function formatMoment(ms: number, locale: Locale, nowMs: number, zone?: string): string {
  const { hour, minute } = partsOf(ms, zone);
  const date = formatDate(ms, locale, nowMs, zone);
  return locale === "sv" ? `${date} kl. ${hour}.${minute}` : `${date} at ${hour}:${minute}`;
}

/** i dag, i går, i morgon, else the date. */
export function formatDay(ms: number, locale: Locale, nowMs: number, zone?: string): string {
  const days = partsOf(ms, zone).dayNumber - partsOf(nowMs, zone).dayNumber;
  if (days === 0) return DAY_WORDS[locale].today;
  if (days === -1) return DAY_WORDS[locale].yesterday;
  if (days === 1) return DAY_WORDS[locale].tomorrow;
  return formatDate(ms, locale, nowMs, zone);
}

/** i går 14:10, else fre 14 juni kl. 14.10 */
export function formatDayClock(ms: number, locale: Locale, nowMs: number, zone?: string): string {
  if (Math.abs(dayNumberOf(ms, zone) - dayNumberOf(nowMs, zone)) > 1) return formatMoment(ms, locale, nowMs, zone);
  return `${formatDay(ms, locale, nowMs, zone)} ${formatClock(ms, zone)}`;
}

/** fre 20-24: a part of the week, 6 x weekday (Monday 0) + hour / 4. */
export function formatSlot(slot: number, locale: Locale): string {
  const hour = (slot % 6) * 4;
  const twoDigits = (value: number) => String(value).padStart(2, "0");
  return `${WEEKDAYS[locale][(Math.floor(slot / 6) + 1) % 7]} ${twoDigits(hour)}–${twoDigits(hour + 4)}`;
}

/** 45 min, 1 tim 12 min; whole minutes, never negative. */
export function formatDuration(ms: number, locale: Locale): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  return minutes < 60
    ? `${minutes} min`
    : `${Math.floor(minutes / 60)} ${locale === "sv" ? "tim" : "h"} ${minutes % 60} min`;
}

/** 40 m, 1,2 km: a decimal comma in Swedish. */
export function formatDistance(metres: number, locale: Locale): string {
  if (metres < 995) return `${metres < 100 ? Math.round(metres / 5) * 5 : Math.round(metres / 10) * 10} m`;
  const km = (metres / 1000).toFixed(metres < 9_950 ? 1 : 0);
  return `${locale === "sv" ? km.replace(".", ",") : km} km`;
}

/** ±12 m */
export function formatAccuracy(metres: number, locale: Locale): string {
  return `±${metres < 995 ? `${Math.max(1, Math.round(metres))} m` : formatDistance(metres, locale)}`;
}

/** 3,4 MB */
export function formatBytes(bytes: number, locale: Locale): string {
  const megabytes = (bytes / 1_000_000).toFixed(1);
  return `${locale === "sv" ? megabytes.replace(".", ",") : megabytes} MB`;
}

/** What is left of a wait, in seconds up to a minute and then in whole minutes, rounded up. */
export function formatWait(ms: number, locale: Locale): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds <= 60) return `${seconds} ${locale === "sv" ? "sekunder" : "seconds"}`;
  return `${Math.ceil(seconds / 60)} ${locale === "sv" ? "minuter" : "minutes"}`;
}
