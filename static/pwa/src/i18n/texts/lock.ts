/** What is locked on the phone, and what opens it. `{name}` is filled in. */
export const lock = {
  "lock.shredded": {
    sv: "Telefonen är spärrad. Det som väntade är lämnat till servern, där en handläggare tittar på det. Resten är borttaget. Kontakta din administratör.",
    en: "The phone is blocked. What was waiting has been handed to the server, where somebody will look at it. The rest has been removed. Contact your administrator.",
  },
  "lock.title": { sv: "Telefonen är låst", en: "The phone is locked" },
  "lock.waiting.one": {
    sv: "{n} post skickas när telefonen låses upp.",
    en: "{n} entry is sent when the phone is unlocked.",
  },
  "lock.waiting.other": {
    sv: "{n} poster skickas när telefonen låses upp.",
    en: "{n} entries are sent when the phone is unlocked.",
  },
  "lock.pin": { sv: "Kod", en: "Code" },
  "lock.show": { sv: "Visa koden", en: "Show the code" },
  "lock.open": { sv: "Lås upp", en: "Unlock" },
  "lock.opening": { sv: "Låser upp …", en: "Unlocking …" },
  "lock.wrong": { sv: "Fel kod.", en: "Wrong code." },
  "lock.wait": { sv: "För många fel. Försök igen om {time}.", en: "Too many wrong codes. Try again in {time}." },
  "lock.failed": {
    sv: "Det gick inte just nu. Inget är borta. Försök igen.",
    en: "That did not work just now. Nothing is gone. Try again.",
  },
  "lock.full": {
    sv: "Telefonens lagring är full. Det som redan är sparat ligger kvar, men inget nytt får plats. Frigör utrymme på telefonen.",
    en: "The phone's storage is full. What is already saved is still there, but nothing new fits. Free some space on the phone.",
  },
  "lock.forgot": { sv: "Glömt koden?", en: "Forgotten the code?" },
  "lock.password": { sv: "Lås upp med lösenord", en: "Unlock with a password" },
  "lock.password.text": {
    sv: "Logga in så öppnas telefonen. Sedan väljer du en ny kod. Inget av det som väntar försvinner.",
    en: "Sign in and the phone opens. Then you choose a new code. Nothing that is waiting is lost.",
  },
  "lock.password.none": {
    sv: "Telefonen kan bara öppnas med koden: ingen har loggat in på den sedan den kunde låsas.",
    en: "Only the code opens this phone: nobody has signed in on it since it could be locked.",
  },
  "lock.not_opened": {
    sv: "Lösenordet är rätt men öppnar inte den här telefonen. Den öppnas med koden, eller av någon som har loggat in på den förut.",
    en: "The password is right but does not open this phone. It opens with the code, or for somebody who has signed in on it before.",
  },
  "lock.back": { sv: "Tillbaka till koden", en: "Back to the code" },
  "locked.lead": {
    sv: "Ett tryck på en kategori sparar. Det går att läsa först när telefonen har låsts upp.",
    en: "One tap on a category saves. It can be read only after the phone has been unlocked.",
  },
  "locked.note": { sv: "Lägg till en anteckning", en: "Add a note" },
  "locked.saved": { sv: "Sparat i telefonen", en: "Saved on the phone" },
  "locked.categories": { sv: "Vad är det?", en: "What is it?" },
  "code.menu": { sv: "Skärmlås", en: "Screen lock" },
  "code.menu.on": { sv: "På", en: "On" },
  "code.menu.off": { sv: "Av", en: "Off" },
  "code.lock_now": { sv: "Lås nu", en: "Lock now" },
  "code.lead": {
    sv: "Med en kod kan ingen läsa det som ligger i appen om telefonen kommer bort. Du kan fortfarande logga utan att låsa upp.",
    en: "With a code, nobody can read what is in the app if the phone is lost. You can still log without unlocking.",
  },
  "code.none": {
    sv: "Den här webbläsaren kan inte låsa appen. Det som ligger i den skyddas bara av telefonens eget skärmlås.",
    en: "This browser cannot lock the app. What is in it is protected by the phone's own screen lock only.",
  },
  "code.sign_in_first": {
    sv: "Logga in en gång till först: då kan ditt lösenord öppna telefonen om du glömmer koden.",
    en: "Sign in once more first: then your password can open the phone if you forget the code.",
  },
  "code.forgotten": {
    sv: "Ditt lösenord öppnade telefonen. Välj en ny kod om du har glömt den gamla.",
    en: "Your password opened the phone. Choose a new code if you have forgotten the old one.",
  },
  "code.current": { sv: "Koden du har nu", en: "The code you have now" },
  "code.new": { sv: "Ny kod", en: "New code" },
  "code.new.hint": {
    sv: "6-12 siffror. Ju fler, desto svårare att gissa. Inte datum, 123456 eller 111111.",
    en: "6-12 digits. The more, the harder to guess. No dates, 123456 or 111111.",
  },
  "code.repeat": { sv: "Ny kod igen", en: "New code again" },
  "code.choose": { sv: "Välj kod", en: "Choose a code" },
  "code.change": { sv: "Byt kod", en: "Change the code" },
  "code.remove": { sv: "Ta bort koden", en: "Remove the code" },
  "code.remove.text": {
    sv: "Då öppnas appen av vem som helst som har telefonen. Skriv koden du har nu.",
    en: "Then anybody who has the phone can open the app. Enter the code you have now.",
  },
  "code.busy": { sv: "Vänta …", en: "Wait …" },
  "code.digits": { sv: "Koden ska ha 6-12 siffror.", en: "The code must have 6-12 digits." },
  "code.trivial": {
    sv: "Den koden gissar vem som helst. Välj en annan.",
    en: "Anybody would guess that code. Choose another.",
  },
  "code.differ": { sv: "De två nya koderna är inte lika.", en: "The two new codes are not the same." },
  "code.set": { sv: "Koden är vald", en: "The code is set" },
  "code.removed": { sv: "Koden är borttagen", en: "The code is removed" },
  "code.minutes": { sv: "Minuter utan beröring innan appen låser", en: "Minutes without a touch until it locks" },
} as const;
