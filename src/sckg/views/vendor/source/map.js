// The map: projection, paths, TopoJSON, zoom. window.SckgMap. The topology itself is world-50m.json.
import { geoArea, geoBounds, geoCentroid, geoContains, geoGraticule10, geoInterpolate, geoNaturalEarth1, geoPath } from "d3-geo";
import { pointer, select, selectAll } from "d3-selection";
import { zoom, zoomIdentity, zoomTransform } from "d3-zoom";
import { feature, merge, mesh } from "topojson-client";

window.SckgMap = Object.freeze({
  feature,
  geoArea,
  geoBounds,
  geoCentroid,
  geoContains,
  geoGraticule10,
  geoInterpolate,
  geoNaturalEarth1,
  geoPath,
  merge,
  mesh,
  pointer,
  select,
  selectAll,
  zoom,
  zoomIdentity,
  zoomTransform,
});
