import type { Colours } from "./colours";
import type { Mark } from "./scene";

/**
 * The marks of the map, drawn by us: a circle for a place, a full or an open diamond for a hotspot, each with its number
 * in it, a small dot for a place that is far down the list, and a pin. The number is part of the picture: MapLibre would
 * write all numbers over all marks, also over those that lie on top.
 */

const SCALE = 2;
export const SIZE = 30;

export type Draw = (pen: CanvasRenderingContext2D, c: Colours) => void;

const circle: Draw = (pen, c) => {
  pen.arc(SIZE / 2, SIZE / 2, 11, 0, 2 * Math.PI);
  paint(pen, c.surface, c.accent, 2.5);
};

export const diamond = (pen: CanvasRenderingContext2D, half: number) => {
  const middle = SIZE / 2;
  pen.moveTo(middle, middle - half);
  pen.lineTo(middle + half, middle);
  pen.lineTo(middle, middle + half);
  pen.lineTo(middle - half, middle);
  pen.closePath();
};

const full: Draw = (pen, c) => {
  diamond(pen, 14);
  paint(pen, c.alert, c.surface, 1);
};

const open: Draw = (pen, c) => {
  diamond(pen, 13);
  paint(pen, c.surface, c.alert, 3);
};

const pin: Draw = (pen, c) => {
  const middle = SIZE / 2;
  pen.moveTo(middle, SIZE - 1);
  pen.bezierCurveTo(middle - 4, SIZE - 9, 5, SIZE - 12, 5, 11.5);
  pen.arc(middle, 11.5, 10, Math.PI, 0);
  pen.bezierCurveTo(SIZE - 5, SIZE - 12, middle + 4, SIZE - 9, middle, SIZE - 1);
  paint(pen, c.ink, c.surface, 2);
  pen.beginPath();
  pen.arc(middle, 11.5, 4, 0, 2 * Math.PI);
  paint(pen, c.surface, c.surface, 1);
};

const dot: Draw = (pen, c) => {
  pen.arc(SIZE / 2, SIZE / 2, 5, 0, 2 * Math.PI);
  paint(pen, c.accent, c.surface, 1.5);
};

const MARKS: Readonly<Record<Mark | "pin" | "dot", Draw>> = {
  place: circle,
  clear_hotspot: full,
  possible: open,
  pin,
  dot,
};

export function paint(pen: CanvasRenderingContext2D, fill: string, stroke: string, width: number): void {
  pen.fillStyle = fill;
  pen.strokeStyle = stroke;
  pen.lineWidth = width;
  pen.lineJoin = "round";
  pen.fill();
  pen.stroke();
}

export const MARK_OPTIONS = { pixelRatio: SCALE };

/** The picture of `mark` or `mark:number`; null for a name that is none of these. */
export function drawMark(
  id: string,
  colours: Colours,
  marks: Readonly<Record<string, Draw>> = MARKS,
): ImageData | null {
  const [name = "", number = ""] = id.split(":");
  const draw = Object.hasOwn(marks, name) ? marks[name] : undefined;
  if (draw === undefined) return null;
  const canvas = document.createElement("canvas");
  canvas.width = SIZE * SCALE;
  canvas.height = SIZE * SCALE;
  const pen = canvas.getContext("2d");
  if (pen === null) return null;
  pen.scale(SCALE, SCALE);
  pen.beginPath();
  draw(pen, colours);
  pen.fillStyle = name === "clear_hotspot" ? colours.onMeaning : colours.ink;
  pen.font = "bold 13px sans-serif";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(number, SIZE / 2, SIZE / 2 + 1);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}
