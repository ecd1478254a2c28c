/** Signing in, the menu. `{name}` is filled in. */
export const account = {
  "sign_in.title": { sv: "Logga in", en: "Sign in" },
  "sign_in.lead": {
    sv: "Pass, iakttagelser och aktiviteter – också utan täckning.",
    en: "Shifts, observations and activities – also without coverage.",
  },
  "sign_in.email": { sv: "E-postadress", en: "E-mail address" },
  "sign_in.password": { sv: "Lösenord", en: "Password" },
  "sign_in.show": { sv: "Visa lösenord", en: "Show password" },
  "sign_in.submit": { sv: "Logga in", en: "Sign in" },
  "sign_in.busy": { sv: "Loggar in …", en: "Signing in …" },
  "sign_in.once": {
    sv: "Du loggar in en gång. Sedan öppnar appen också utan nät.",
    en: "You sign in once. After that the app also opens without a network.",
  },
  "sign_in.again": {
    sv: "Din inloggning har gått ut. Allt du loggar sparas i telefonen och skickas när du har loggat in igen.",
    en: "Your sign-in has expired. Everything you log is saved on the phone and sent when you have signed in again.",
  },
  "sign_in.other_person": {
    sv: "En annan person är inloggad i den här webbläsaren. Logga in igen för att skicka dina poster.",
    en: "Another person is signed in in this browser. Sign in again to send your entries.",
  },
  "sign_in.waiting.one": {
    sv: "{n} post väntar i telefonen. Den skickas när den som skrev den loggar in.",
    en: "{n} entry is waiting on the phone. It is sent when the person who wrote it signs in.",
  },
  "sign_in.waiting.other": {
    sv: "{n} poster väntar i telefonen. De skickas när den som skrev dem loggar in.",
    en: "{n} entries are waiting on the phone. They are sent when the person who wrote them signs in.",
  },
  "sign_in.refused": { sv: "Fel e-postadress eller lösenord.", en: "Wrong e-mail address or password." },
  "sign_in.too_many": {
    sv: "För många försök. Vänta en stund och försök igen.",
    en: "Too many attempts. Wait a while and try again.",
  },
  "sign_in.unreachable": {
    sv: "Ingen kontakt med servern. Kontrollera nätet och försök igen.",
    en: "No contact with the server. Check the network and try again.",
  },
  "sign_in.failed": {
    sv: "Det gick inte att logga in just nu. Försök igen om en stund.",
    en: "Signing in did not work just now. Try again in a while.",
  },
  "sign_in.missing": { sv: "Skriv både e-postadress och lösenord.", en: "Enter both e-mail address and password." },
  "sign_in.later": { sv: "Fortsätt utan att logga in", en: "Continue without signing in" },
  "menu.title": { sv: "Meny", en: "Menu" },
  "menu.signed_in_as": { sv: "Inloggad som", en: "Signed in as" },
  "menu.language": { sv: "Språk", en: "Language" },
  "menu.language.sv": { sv: "Svenska", en: "Svenska" },
  "menu.language.en": { sv: "English", en: "English" },
  "menu.theme": { sv: "Utseende", en: "Appearance" },
  "menu.theme.system": { sv: "Som telefonen", en: "As the phone" },
  "menu.theme.light": { sv: "Ljust", en: "Light" },
  "menu.theme.dark": { sv: "Mörkt", en: "Dark" },
  "menu.sync": { sv: "Synk och felsökning", en: "Sync and diagnostics" },
  "menu.sync_now": { sv: "Synka nu", en: "Sync now" },
  "menu.export": { sv: "Exportera kö", en: "Export queue" },
  "menu.export.text": {
    sv: "En fil med allt som inte är skickat, att lämna till en administratör.",
    en: "A file with everything that is not sent, to hand to an administrator.",
  },
  "menu.export.done.one": { sv: "{n} post exporterad", en: "{n} entry exported" },
  "menu.export.done.other": { sv: "{n} poster exporterade", en: "{n} entries exported" },
  "menu.export.empty": {
    sv: "Kön är tom: det finns inget att exportera",
    en: "The queue is empty: there is nothing to export",
  },
  "menu.sign_in": { sv: "Logga in", en: "Sign in" },
  "menu.sign_out": { sv: "Logga ut", en: "Sign out" },
  "menu.sign_out.text.none": { sv: "Allt är skickat.", en: "Everything is sent." },
  "menu.sign_out.text.one": {
    sv: "{n} post är inte skickad. Den ligger kvar i telefonen och skickas när du loggar in igen.",
    en: "{n} entry is not sent. It stays on the phone and is sent when you sign in again.",
  },
  "menu.sign_out.text.other": {
    sv: "{n} poster är inte skickade. De ligger kvar i telefonen och skickas när du loggar in igen.",
    en: "{n} entries are not sent. They stay on the phone and are sent when you sign in again.",
  },
  "menu.sign_out.confirm": { sv: "Logga ut", en: "Sign out" },
  "menu.desk": { sv: "Till webbplatsen", en: "To the website" },
} as const;
