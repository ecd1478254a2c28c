/** What is locked on the phone, and what opens it. `{name}` is filled in. */
export const lock = {
  "lock.shredded": {
    sv: "Telefonen är spärrad. Det som väntade är lämnat till servern, där en handläggare tittar på det. Resten är borttaget. Kontakta din administratör.",
    en: "The phone is blocked. What was waiting has been handed to the server, where somebody will look at it. The rest has been removed. Contact your administrator.",
  },
} as const;
