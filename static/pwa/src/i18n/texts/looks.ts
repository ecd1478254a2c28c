/** Speed of use, and how the app looks. `{name}` is filled in. */
export const looks = {
  "again.button": { sv: "Samma igen:", en: "Same again:" },
  "menu.contrast": { sv: "Kontrast", en: "Contrast" },
  "menu.contrast.system": { sv: "Som telefonen", en: "As the phone" },
  "menu.contrast.more": { sv: "Hög, för starkt solljus", en: "High, for bright sun" },
} as const;
