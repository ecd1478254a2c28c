import type { Locale } from "../i18n/i18n";
import type { Contrast, Theme } from "./state";

/** Language, looks and the screen, kept where they can be read before the database is open. Nothing else is kept here. */
const LOCALE = "ljuspunkt.locale";
const THEME = "ljuspunkt.theme";
const AWAKE = "ljuspunkt.awake";
const CONTRAST = "ljuspunkt.contrast";

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    // Storage may be switched off; the defaults do.
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // The choice then holds until the app is closed.
  }
}

/** Null where the person has not chosen on this phone: then their profile says. */
export function readLocale(): Locale | null {
  const kept = read(LOCALE);
  return kept === "sv" || kept === "en" ? kept : null;
}

export const keepLocale = (locale: Locale): void => write(LOCALE, locale);

export function readTheme(): Theme {
  const kept = read(THEME);
  return kept === "light" || kept === "dark" ? kept : "system";
}

export const keepTheme = (theme: Theme): void => write(THEME, theme);

/** Whether the screen stays on during a pass. It costs battery, so the person turns it on. */
export const readAwake = (): boolean => read(AWAKE) === "on";

export const keepAwake = (awake: boolean): void => write(AWAKE, awake ? "on" : "off");

export const readContrast = (): Contrast => (read(CONTRAST) === "more" ? "more" : "system");

export const keepContrast = (contrast: Contrast): void => write(CONTRAST, contrast);
