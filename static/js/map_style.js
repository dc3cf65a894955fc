/* How parcels are drawn: colours of a facet, what a filter dims, the style layers. */

export const isDark = window.matchMedia("(prefers-color-scheme: dark)");

export function classColour(one) {
  return isDark.matches ? one.dark : one.light;
}

/* The colour of a parcel by its class; what a tile does not say is unknown. */
export function colourExpression(facet) {
  const pairs = facet.classes.flatMap((one) => [one.code, classColour(one)]);
  const unknown = facet.classes.find((one) => one.code === "unknown");
  return ["match", ["coalesce", ["get", facet.code], "unknown"], ...pairs, classColour(unknown)];
}

const oneOf = (attribute, codes) => [
  "in",
  ["coalesce", ["get", attribute], "unknown"],
  ["literal", codes],
];

/* Whether a parcel fits the part of the filter that tiles can answer. */
export function fitExpression(filter, regions) {
  const listed = (name) => (filter.has(name) ? filter.get(name).split(",") : null);
  const every = ["all"];
  for (const name of ["county", "owner_kind", "land_use", "vacant"]) {
    const codes = listed(name);
    if (codes) every.push(oneOf(name, codes));
  }
  if (filter.has("region")) every.push(oneOf("county", regions[filter.get("region")] || []));
  if (filter.has("min_acres")) every.push([">=", ["get", "acres"], Number(filter.get("min_acres"))]);
  if (filter.has("max_acres")) every.push(["<=", ["get", "acres"], Number(filter.get("max_acres"))]);
  return every;
}

/* The names of a filter that only the server can answer, such as words. */
const ASKED = ["text", "bbox", "near", "radius_m", "min_value", "max_value", "changed_since"];

export function mustAsk(filter) {
  return ASKED.some((name) => filter.has(name));
}

export function idsExpression(ids) {
  return ids.length ? ["match", ["id"], ids, true, false] : false;
}

function opacity(fits) {
  return [
    "case",
    ["boolean", ["feature-state", "hover"], false],
    1,
    fits,
    0.9,
    0.07,
  ];
}

const lineColour = () => (isDark.matches ? "#101713" : "#ffffff");
const dimmedLine = () => (isDark.matches ? "#55605a" : "#b9b4a8");

function lineColourExpression(fits) {
  return ["case", ["boolean", ["feature-state", "hover"], false], isDark.matches ? "#ffffff" : "#1c2420", fits, lineColour(), dimmedLine()];
}

export function addParcelLayers(gl, facet, fits) {
  gl.addLayer({
    id: "parcels-fill",
    type: "fill",
    source: "parcels",
    "source-layer": "parcels",
    paint: {
      "fill-color": colourExpression(facet),
      "fill-opacity": opacity(fits),
      "fill-antialias": false,
    },
  });
  gl.addLayer({
    id: "parcels-line",
    type: "line",
    source: "parcels",
    "source-layer": "parcels",
    minzoom: 12.9,
    paint: {
      "line-color": lineColourExpression(fits),
      "line-width": ["interpolate", ["linear"], ["zoom"], 13, 0.35, 15, 0.8, 18, 1.6],
    },
  });
}

export function paintParcels(gl, facet, fits) {
  gl.setPaintProperty("parcels-fill", "fill-color", colourExpression(facet));
  gl.setPaintProperty("parcels-fill", "fill-opacity", opacity(fits));
  gl.setPaintProperty("parcels-line", "line-color", lineColourExpression(fits));
}
