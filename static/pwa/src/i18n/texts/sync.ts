/** Sync and diagnostics. `{name}` is filled in. */
export const sync = {
  "sync.title": { sv: "Synk", en: "Sync" },
  "sync.now": { sv: "Synka nu", en: "Sync now" },
  "sync.running": { sv: "Synkar …", en: "Syncing …" },
  "sync.waiting": { sv: "Väntar i telefonen", en: "Waiting on the phone" },
  "sync.others": { sv: "Väntar på en annan inloggning", en: "Waiting for another sign-in" },
  "sync.oldest": { sv: "Äldsta som väntar", en: "Oldest waiting" },
  "sync.last": { sv: "Allt skickat senast", en: "All was last sent" },
  "sync.never": { sv: "Inte än", en: "Not yet" },
  "sync.trouble": { sv: "Senaste försöket", en: "Last attempt" },
  "sync.persisted": { sv: "Lagringen är skyddad", en: "The storage is protected" },
  "sync.persisted.no": { sv: "Nej, systemet kan rensa den", en: "No, the system may clear it" },
  "sync.installed": { sv: "Installerad på hemskärmen", en: "Installed on the home screen" },
  "sync.quota": { sv: "Utrymme", en: "Space" },
  "sync.quota.value": { sv: "{used} av {total}", en: "{used} of {total}" },
  "sync.app_version": { sv: "Appens version", en: "App version" },
  "sync.server_version": { sv: "Serverns version", en: "Server version" },
  "sync.offline": { sv: "Öppnas utan nät", en: "Opens without a network" },
  "sync.offline.no": { sv: "Nej, bara med nät", en: "No, only with a network" },
  "sync.diagnostic": { sv: "Spara felsökningsfil", en: "Save diagnostic file" },
  "sync.diagnostic.text": {
    sv: "Tider, antal och lägen till den som hjälper dig. Inget av det du har skrivit, inga platser och inga namn.",
    en: "Times, counts and states for whoever helps you. Nothing that you wrote, no places and no names.",
  },
  "sync.diagnostic.done": { sv: "Felsökningsfilen är sparad", en: "The diagnostic file is saved" },
  "sync.paused.app_blocked": {
    sv: "Den här versionen av appen får inte skicka. Allt ligger kvar i telefonen. Uppdatera appen, eller exportera kön.",
    en: "This version of the app may not send. Everything is still on the phone. Update the app, or export the queue.",
  },
  "sync.device": { sv: "Telefonens id", en: "The phone's id" },
  "sync.yes": { sv: "Ja", en: "Yes" },
  "sync.no": { sv: "Nej", en: "No" },
  "sync.unknown": { sv: "Okänt", en: "Unknown" },
  "sync.warn.persisted": {
    sv: "Telefonen kan rensa appens lagring när det blir ont om plats. Installera appen på hemskärmen, så skyddas den bättre.",
    en: "The phone may clear the app's storage when space runs low. Install the app on the home screen to protect it better.",
  },
  "sync.warn.ios": {
    sv: "På iPhone rensas appar som inte ligger på hemskärmen efter sju dagar. Lägg Ljuspunkt på hemskärmen.",
    en: "On iPhone, apps that are not on the home screen are cleared after seven days. Put Ljuspunkt on the home screen.",
  },
  "sync.warn.old": {
    sv: "Det äldsta som väntar är över ett dygn gammalt. Anslut till nätet, eller exportera kön.",
    en: "The oldest waiting entry is more than a day old. Connect to the network, or export the queue.",
  },
  "sync.warn.quota": {
    sv: "Telefonens utrymme för appen är nästan slut.",
    en: "The phone's space for the app is nearly used up.",
  },
  "sync.paused.sign_in": { sv: "Skickandet väntar på att du loggar in.", en: "Sending waits until you sign in." },
  "sync.paused.other_person": {
    sv: "En annan person är inloggad i webbläsaren. Logga in igen för att skicka.",
    en: "Another person is signed in in the browser. Sign in again to send.",
  },
  "sync.paused.device_revoked": {
    sv: "Telefonen är spärrad. Kontakta din administratör.",
    en: "The phone is blocked. Contact your administrator.",
  },
  "sync.paused.not_permitted": {
    sv: "Ditt konto får inte skicka från telefonen just nu. Allt ligger kvar; kontakta din administratör.",
    en: "Your account may not send from the phone just now. Everything is still here; contact your administrator.",
  },
} as const;
