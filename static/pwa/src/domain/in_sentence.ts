/** A name as it stands inside a sentence: its first letter is small, a capital later in it (A-traktor) stays. */
export function inSentence(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
