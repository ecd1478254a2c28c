import { readFileSync, readdirSync } from "node:fs";
import type { Reply } from "../src/sync/answer";
import type { PushEnvelope } from "../src/sync/wire";

/** The examples that the server's tests read too. */
const FOLDER = new URL("../../../tests/contract/", import.meta.url);

interface Exchange {
  what: string;
  request: { method: string; path: string; body: PushEnvelope & Record<string, unknown> };
  response: Answer;
}
interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Record<string, unknown>;
}

const read = (name: string) => JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), "utf8"));

export const readExchange = (name: string): Exchange => read(name);
export const readPushErrors = (): { what: string; response: Answer }[] => read("push_errors").errors;
export const listExchanges = (prefix: string): string[] =>
  readdirSync(FOLDER)
    .filter((file) => file.startsWith(prefix) && file.endsWith(".json") && file !== "push_errors.json")
    .map((file) => file.slice(0, -5));

export const asReply = (answer: Answer): Reply => ({
  status: answer.status,
  body: JSON.stringify(answer.body),
  retryAfter: answer.headers["Retry-After"] ?? null,
});
