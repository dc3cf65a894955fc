/* How parcels are drawn: the colours of a facet, and what a filter dims. */

export const isDark = window.matchMedia("(prefers-color-scheme: dark)");

const SHOWN = 0.92;
const DIMMED = 0.09;

export function classColour(one) {
  return isDark.matches ? one.dark : one.light;
}

const code = (feature, attribute) => feature.properties[attribute] ?? "unknown";

/* Whether a parcel fits the part of the filter that tiles can answer. */
function fitsTile(filter, regions) {
  const tests = [];
  for (const name of ["county", "owner_kind", "land_use", "vacant"]) {
    if (!filter.has(name)) continue;
    const codes = new Set(filter.get(name).split(","));
    tests.push((feature) => codes.has(code(feature, name)));
  }
  if (filter.has("region")) {
    const counties = new Set(regions[filter.get("region")] || []);
    tests.push((feature) => counties.has(feature.properties.county));
  }
  const [least, most] = ["min_acres", "max_acres"].map((name) => filter.has(name) && Number(filter.get(name)));
  if (least !== false) tests.push((feature) => feature.properties.acres >= least);
  if (most !== false) tests.push((feature) => feature.properties.acres <= most);
  return (feature) => tests.every((test) => test(feature));
}

/* Whether a parcel fits the filter; ids are those that the server named, null where none are
 * asked for. */
export function fitsFilter(filter, regions, ids) {
  const onTile = fitsTile(filter, regions);
  const named = ids && new Set(ids);
  return named ? (feature) => named.has(feature.id) && onTile(feature) : onTile;
}

/* The names of a filter that only the server can answer, such as words. */
const ASKED = ["text", "bbox", "near", "radius_m", "held", "tax", "min_value", "max_value", "changed_since"];

export function mustAsk(filter) {
  return ASKED.some((name) => filter.has(name));
}

/* How a parcel looks by its class; what a tile does not say is unknown. */
export function parcelLook(facet, fits) {
  const colours = new Map(facet.classes.map((one) => [one.code, classColour(one)]));
  const line = isDark.matches ? "#101713" : "#ffffff";
  const dimmedLine = isDark.matches ? "#55605a" : "#b9b4a8";
  return (feature) => {
    const fill = colours.get(code(feature, facet.code)) || colours.get("unknown");
    return fits(feature) ? { fill, opacity: SHOWN, line } : { fill, opacity: DIMMED, line: dimmedLine };
  };
}
