/** The time that a pass spent in squares: shown to its owner before it is sent. */
export const presence = {
  "presence.title": { sv: "Det här skickas", en: "This is sent" },
  "presence.what": {
    sv: "Minuter per ruta om 100 meter, aldrig var du gått.",
    en: "Minutes per square of 100 metres, never the way you walked.",
  },
  "presence.elsewhere.one": { sv: "{n} annan ruta", en: "{n} other square" },
  "presence.elsewhere.other": { sv: "{n} andra rutor", en: "{n} other squares" },
  "presence.under_a_minute": { sv: "under 1 min", en: "under 1 min" },
  "presence.coverage.all": {
    sv: "Telefonen var med hela passet ({covered} av {lasted}).",
    en: "The phone was awake for the whole shift ({covered} of {lasted}).",
  },
  "presence.coverage.most": {
    sv: "Telefonen var med under större delen av passet ({covered} av {lasted}). Resten gissas inte.",
    en: "The phone was awake for most of the shift ({covered} of {lasted}). The rest is not guessed.",
  },
  "presence.coverage.half": {
    sv: "Telefonen var med under ungefär halva passet ({covered} av {lasted}). Resten gissas inte.",
    en: "The phone was awake for about half of the shift ({covered} of {lasted}). The rest is not guessed.",
  },
  "presence.coverage.little": {
    sv: "Telefonen var med under en liten del av passet ({covered} av {lasted}). Resten gissas inte.",
    en: "The phone was awake for a small part of the shift ({covered} of {lasted}). The rest is not guessed.",
  },
  "presence.coverage.none": {
    sv: "Telefonen var inte med under den tiden.",
    en: "The phone was not awake during that time.",
  },
  "presence.nothing": {
    sv: "Ingen tid i rutor: telefonen har inte haft någon säker position. Besöken räknas ändå.",
    en: "No time in squares: the phone has had no reliable position. The visits count all the same.",
  },
  "presence.remove": { sv: "Ta bort tiden", en: "Remove the time" },
  "presence.removed": {
    sv: "Tiden är borttagen och skickas inte. Besöken räknas ändå.",
    en: "The time is removed and is not sent. The visits count all the same.",
  },
  "awake.label": { sv: "Håll skärmen tänd", en: "Keep the screen on" },
  "awake.text": {
    sv: "Tiden räknas när den är tänd.",
    en: "Time counts while it is on.",
  },
} as const;
