/* The address of the page holds all of its state: the filter, the colours and the open parcel as
 * its query, the view as its hash, so that a link shows another person the same map. */

export function readFilter(allowed) {
  const given = new URLSearchParams(window.location.search);
  const filter = new URLSearchParams();
  for (const [name, value] of given) {
    if (allowed.includes(name) && value.trim()) filter.set(name, value.trim());
  }
  return filter;
}

export function readFacet(facets) {
  const wanted = new URLSearchParams(window.location.search).get("color");
  return facets.find((facet) => facet.code === wanted) || facets[0];
}

export const readParcel = () => new URLSearchParams(window.location.search).get("parcel");

/* The day on which the reader wants to see what is held, and whose knowledge of it. */
export function readTimes() {
  const given = new URLSearchParams(window.location.search);
  return { as_of: given.get("as_of"), recorded_as_of: given.get("recorded_as_of") };
}

export function readView() {
  const parts = window.location.hash.slice(1).split("/").map(Number);
  if (parts.length !== 3 || !parts.every(Number.isFinite)) return null;
  const [zoom, latitude, longitude] = parts;
  const onEarth = Math.abs(latitude) <= 85 && Math.abs(longitude) <= 180;
  return onEarth ? { zoom, centre: [latitude, longitude] } : null;
}

/* colour: of a facet, null for the first; parcel: an id, null for none; times: as read. */
export function writeAddress(map, filter, colour, parcel, times) {
  const query = new URLSearchParams(filter);
  if (colour) query.set("color", colour);
  if (parcel) query.set("parcel", parcel);
  for (const [name, time] of Object.entries(times)) if (time) query.set(name, time);
  const centre = map.getCenter();
  const view = `#${map.getZoom()}/${centre.lat.toFixed(5)}/${centre.lng.toFixed(5)}`;
  const written = query.toString().replaceAll("%2C", ",");
  window.history.replaceState(null, "", (written ? `?${written}` : window.location.pathname) + view);
}
