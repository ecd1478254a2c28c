import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { type Translate, makeTranslate } from "../../i18n/i18n";

export const TextContext = createContext<Translate>(makeTranslate("sv"));

/** The texts of the chosen language. */
export const useText = (): Translate => useContext(TextContext);
