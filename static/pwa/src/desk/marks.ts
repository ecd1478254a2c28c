import { type Draw, SIZE, diamond, paint } from "../map/marks";
import type { Verdict } from "./units";

/**
 * A shape for each verdict, the same as in the drawing of the page (static/desk/desk.css, `.shape`): a full and an open
 * diamond, a circle, a square, and a broken circle where too little is known.
 */

const MIDDLE = SIZE / 2;

const hot: Draw = (pen, c) => {
  diamond(pen, 14);
  paint(pen, c.alert, c.surface, 1);
};

const possible: Draw = (pen, c) => {
  diamond(pen, 13);
  paint(pen, c.surface, c.alert, 3);
};

const expected: Draw = (pen, c) => {
  pen.arc(MIDDLE, MIDDLE, 11, 0, 2 * Math.PI);
  paint(pen, c.surface, c.accent, 2.5);
};

const quiet: Draw = (pen, c) => {
  pen.rect(MIDDLE - 10, MIDDLE - 10, 20, 20);
  paint(pen, c.surface, c.ok, 2.5);
};

const unknown: Draw = (pen, c) => {
  pen.arc(MIDDLE, MIDDLE, 11, 0, 2 * Math.PI);
  pen.setLineDash([4, 3]);
  paint(pen, c.surface, c.inkSoft, 2);
};

const dot: Draw = (pen, c) => {
  pen.arc(MIDDLE, MIDDLE, 5, 0, 2 * Math.PI);
  paint(pen, c.inkSoft, c.surface, 1.5);
};

export const MARKS: Readonly<Record<Verdict | "dot", Draw>> = {
  clear_hotspot: hot,
  possible,
  as_expected: expected,
  quiet,
  too_little_presence: unknown,
  dot,
};
