/** What was refused, and why: result codes of docs/api.md. `{name}` is filled in. */
export const problems = {
  "problem.title": { sv: "Det här behöver dig", en: "This needs you" },
  "problem.conflict": {
    sv: "Posten hade ändrats på ett annat håll. Båda versionerna är sparade på servern och granskas på webbplatsen.",
    en: "The entry had been changed elsewhere. Both versions are stored on the server and are reviewed on the website.",
  },
  "problem.quarantined": {
    sv: "Servern har tagit emot posten men kan inte använda den som den är.",
    en: "The server has received the entry but cannot use it as it is.",
  },
  "problem.set_aside": {
    sv: "Servern kan inte läsa posten. Den ligger kvar i telefonen.",
    en: "The server cannot read the entry. It is still on the phone.",
  },
  "problem.create": { sv: "Gäller hela posten.", en: "About the whole entry." },
  "problem.amend": { sv: "Gäller en rättelse av posten.", en: "About a correction of the entry." },
  "problem.retract": { sv: "Gäller att posten skulle återkallas.", en: "About withdrawing the entry." },
  "problem.copy": { sv: "Gör en rättad kopia", en: "Make a corrected copy" },
  "problem.again": { sv: "Försök igen", en: "Try again" },
  "problem.dismiss": { sv: "Ta bort från listan", en: "Take off the list" },
  "problem.dismiss.set_aside": {
    sv: "Posten skickas då aldrig. Den finns kvar i den exporterade kön.",
    en: "The entry is then never sent. It is still in the exported queue.",
  },
  "problem.dismiss.sure": { sv: "Ja, ta bort från listan", en: "Yes, take off the list" },
  "problem.field": { sv: "{field}: {messages}", en: "{field}: {messages}" },
  "code.op_id_reused": {
    sv: "Samma id hade redan använts för en annan post.",
    en: "The same id had already been used for another entry.",
  },
  "code.unreadable": { sv: "Posten gick inte att läsa.", en: "The entry could not be read." },
  "code.invalid_payload": {
    sv: "Ett eller flera fält har värden som inte går att använda.",
    en: "One or more fields have values that cannot be used.",
  },
  "code.unknown_kind": {
    sv: "Servern känner inte till den sortens post. Uppdatera appen.",
    en: "The server does not know this kind of entry. Update the app.",
  },
  "code.unknown_type": {
    sv: "Servern känner inte till den sortens ändring. Uppdatera appen.",
    en: "The server does not know this kind of change. Update the app.",
  },
  "code.unknown_category": { sv: "Kategorin finns inte längre.", en: "The category no longer exists." },
  "code.unknown_place": { sv: "Platsen finns inte längre.", en: "The place no longer exists." },
  "code.record_exists": {
    sv: "Posten finns redan med annat innehåll.",
    en: "The entry already exists with other content.",
  },
  "code.not_permitted": { sv: "Din roll får inte spara det här.", en: "Your role may not save this." },
  "code.author_mismatch": {
    sv: "Posten skrevs av någon annan än den som skickade den.",
    en: "The entry was written by someone else than the person who sent it.",
  },
  "code.device_revoked": { sv: "Telefonen är spärrad.", en: "The phone is blocked." },
  "code.stale_version": {
    sv: "Posten hade ändrats sedan du såg den.",
    en: "The entry had been changed since you saw it.",
  },
  "code.record_withdrawn": { sv: "Posten var redan återkallad.", en: "The entry was already withdrawn." },
  "code.personal_data": {
    sv: "Något i texten kan peka ut en person. Rätta posten.",
    en: "Something in the text may point out a person. Correct the entry.",
  },
  "code.storage_refused": {
    sv: "Databasen kunde inte ta emot posten. Den är sparad som den skickades. Kontakta administratören.",
    en: "The database could not take the entry. It is kept as it was sent. Contact your administrator.",
  },
  "code.envelope_unreadable": { sv: "Servern kunde inte läsa posten.", en: "The server could not read the entry." },
  "code.other": { sv: "Servern svarade: {code}.", en: "The server answered: {code}." },
} as const;
