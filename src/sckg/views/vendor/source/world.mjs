// The countries of the world at 1:50 million, simplified for pictures of the whole world.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { quantize } from "topojson-client";
import { presimplify, simplify, sphericalTriangleArea } from "topojson-simplify";

/** The smallest triangle that is drawn, in steradians: about 40 square kilometres. */
const SMALLEST = 1e-6;
/** Outlines of at most as many points are kept whole, so that no island state is lost. */
const KEPT_WHOLE = 16;
/** Steps of the grid over the whole world, in each direction. */
const GRID = 5e4;

/** Countries with the same number as one: one entry each, as the atlas has them but for Australia. */
function united(geometries) {
  const all = [];
  for (const one of geometries) {
    const same = one.id && all.find((other) => other.id === one.id);
    if (same) {
      same.arcs = [...parts(same), ...parts(one)];
      same.type = "MultiPolygon";
    } else {
      all.push({ ...one });
    }
  }
  return all.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

const parts = (geometry) => (geometry.type === "Polygon" ? [geometry.arcs] : geometry.arcs);
const key = (geometry) => `${geometry.id ?? "—"} ${geometry.properties.name}`;

/** The topology as JSON: `objects.countries`, `id` ISO 3166-1 numeric as text, `properties.name` in English. */
export function world(license) {
  const path = createRequire(import.meta.url).resolve("world-atlas/countries-50m.json");
  const { objects, ...rest } = JSON.parse(readFileSync(path, "utf8"));
  const countries = { ...objects.countries, geometries: united(objects.countries.geometries) };
  const weighed = presimplify({ ...rest, objects: { countries } }, sphericalTriangleArea);
  for (const arc of weighed.arcs) {
    if (arc.length <= KEPT_WHOLE) for (const point of arc) point[2] = Infinity;
  }
  const { type, ...made } = quantize(simplify(weighed, SMALLEST), GRID);
  return `${JSON.stringify({ type, license, ...made })}\n`;
}
