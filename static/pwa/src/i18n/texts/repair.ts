/** What was done to an entry, what to do about what was refused, and a version that must stop. `{name}` is filled in. */
export const repair = {
  "entry.said": { sv: "Enligt telefonens klocka", en: "By the phone's clock" },
  "history.create": { sv: "Loggad", en: "Logged" },
  "history.amend": { sv: "Rättad", en: "Corrected" },
  "history.retract": { sv: "Återkallad", en: "Withdrawn" },
  "history.reason": { sv: "Orsak", en: "Reason" },
  "history.refused": { sv: "Ingår inte i posten.", en: "Not part of the entry." },
  "history.held": {
    sv: "Servern har den. Den räknas när det som den hör till har kommit.",
    en: "The server has it. It counts when what it belongs to has come.",
  },
  "do.title": { sv: "Gör så här", en: "What to do" },
  "do.op_id_reused": {
    sv: "Gör en kopia. Den får ett eget id och skickas som en ny post.",
    en: "Make a copy. It gets an id of its own and is sent as a new entry.",
  },
  "do.unreadable": {
    sv: "Gör en rättad kopia. Skriv om anteckningen om den innehåller ovanliga tecken.",
    en: "Make a corrected copy. Write the note anew if it has unusual characters.",
  },
  "do.invalid_payload": {
    sv: "Gör en rättad kopia och ändra det som står här under.",
    en: "Make a corrected copy and change what is listed below.",
  },
  "do.unknown_kind": {
    sv: "Servern kan vara äldre än appen. Säg till administratören, och gör en kopia när servern är uppdaterad.",
    en: "The server may be older than the app. Tell the administrator, and make a copy when the server is updated.",
  },
  "do.unknown_type": {
    sv: "Servern kan vara äldre än appen. Säg till administratören, och gör om ändringen när servern är uppdaterad.",
    en: "The server may be older than the app. Tell the administrator, and make the change again when the server is updated.",
  },
  "do.unknown_category": {
    sv: "Gör en rättad kopia med en annan kategori.",
    en: "Make a corrected copy with another category.",
  },
  "do.unknown_place": {
    sv: "Gör en rättad kopia med en annan plats, eller utan plats.",
    en: "Make a corrected copy with another place, or without one.",
  },
  "do.record_exists": {
    sv: "Den första gäller. Se efter i loggen om de säger samma sak: ta då bort den här från listan. Gör annars en kopia.",
    en: "The first one stands. Look in the log whether they say the same: then take this one off the list. Otherwise make a copy.",
  },
  "do.not_permitted": {
    sv: "Be administratören se över din roll. Gör sedan en kopia.",
    en: "Ask the administrator to look at your role. Then make a copy.",
  },
  "do.author_mismatch": {
    sv: "Synka först på den här telefonen som dig själv. Gör sedan en kopia.",
    en: "First sync on this phone as yourself. Then make a copy.",
  },
  "do.device_revoked": {
    sv: "Posten finns på servern för granskning. Logga den igen på en annan telefon om den fortfarande behövs.",
    en: "The entry is on the server for review. Log it again on another phone if it is still needed.",
  },
  "do.stale_version": {
    sv: "Se hur posten är nu. Gör om din rättelse om den fortfarande behövs.",
    en: "See how the entry is now. Make your correction again if it is still needed.",
  },
  "do.record_withdrawn": {
    sv: "Återkallelsen gäller. Logga posten på nytt om den ändå stämmer.",
    en: "The withdrawal stands. Log the entry anew if it is right after all.",
  },
  "do.withdrawn_twice": {
    sv: "Posten är återkallad, som du ville. Ta bort det här från listan.",
    en: "The entry is withdrawn, as you wanted. Take this off the list.",
  },
  "do.storage_refused": {
    sv: "Säg till administratören. Gör en kopia om posten behövs i loggen nu.",
    en: "Tell the administrator. Make a copy if the entry is needed in the log now.",
  },
  "do.envelope_unreadable": {
    sv: "Försök igen. Går det inte: gör en rättad kopia, eller exportera kön till administratören.",
    en: "Try again. If that fails: make a corrected copy, or export the queue to the administrator.",
  },
  "do.other": {
    sv: "Gör en rättad kopia, eller fråga administratören.",
    en: "Make a corrected copy, or ask the administrator.",
  },
  "problem.anew": { sv: "Logga på nytt", en: "Log anew" },
  "edit.anew_title": { sv: "Logga på nytt", en: "Log anew" },
  "blocked.sync": {
    sv: "Den här versionen av appen får inte skicka. Du kan fortsätta logga.",
    en: "This version of the app may not send. You can go on logging.",
  },
  "blocked.code": { sv: "Den här versionen av appen är stoppad", en: "This version of the app is stopped" },
  "blocked.kept": {
    sv: "Allt som du har loggat ligger kvar i telefonen.",
    en: "All that you have logged is still on the phone.",
  },
  "blocked.waiting.one": {
    sv: "{n} post väntar på att skickas.",
    en: "{n} entry waits to be sent.",
  },
  "blocked.waiting.other": {
    sv: "{n} poster väntar på att skickas.",
    en: "{n} entries wait to be sent.",
  },
  "blocked.steps": {
    sv: "Uppdatera appen. Finns ingen ny version än: exportera kön och lämna filen till administratören.",
    en: "Update the app. If there is no new version yet: export the queue and give the file to the administrator.",
  },
  "blocked.reason": { sv: "Orsak: {reason}", en: "Reason: {reason}" },
  "blocked.check": { sv: "Sök efter ny version", en: "Look for a new version" },
  "blocked.more": { sv: "Läs mer", en: "Read more" },
} as const;
