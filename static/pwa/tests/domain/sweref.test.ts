import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { distanceToSquareM, middleOf, squareAt, toGround } from "../../src/domain/sweref";

interface Point {
  readonly lon: number;
  readonly lat: number;
  readonly east: number;
  readonly north: number;
}

/** PROJ's answers all over Sweden; tests/support/sweref_points.py makes the file. */
const points: Point[] = JSON.parse(readFileSync(new URL("sweref_points.json", import.meta.url), "utf8"));

test("the series agrees with PROJ within a millimetre, from Smygehuk to Treriksröset", () => {
  expect(points.length).toBeGreaterThan(200);
  for (const { lon, lat, east, north } of points) {
    const found = toGround([lon, lat]);
    expect(Math.abs(found.east - east)).toBeLessThan(0.001);
    expect(Math.abs(found.north - north)).toBeLessThan(0.001);
  }
});

test("every point is in the square that the server would put it in", () => {
  for (const { lon, lat, east, north } of points) {
    expect(squareAt(toGround([lon, lat]))).toEqual({ ix: Math.floor(east / 100), iy: Math.floor(north / 100) });
  }
});

test("squares are half-open, and south-west of the origin they go on", () => {
  expect(squareAt({ east: 500_100, north: 6_855_799.99 })).toEqual({ ix: 5001, iy: 68557 });
  expect(squareAt({ east: -0.01, north: 0 })).toEqual({ ix: -1, iy: 0 });
});

test("the distance to a square is to its nearest edge or corner, and nothing inside it", () => {
  const square = { ix: 3, iy: 4 };
  expect(distanceToSquareM(middleOf(square), square)).toBe(0);
  expect(distanceToSquareM({ east: 290, north: 450 }, square)).toBe(10);
  expect(distanceToSquareM({ east: 403, north: 504 }, square)).toBe(5);
});
