/* Makes the MapLibre GL layer inside a Leaflet map. A classic script, since the map's own inline
 * script calls it; what is drawn and how is for map.js and map_style.js. */
"use strict";

function landtrustConfiguration() {
  return JSON.parse(document.getElementById("map-config").textContent);
}

function landtrustCanDraw() {
  const canvas = document.createElement("canvas");
  return Boolean(canvas.getContext("webgl2") || canvas.getContext("webgl"));
}

/* A pattern with its origin: one from another host has it already. */
function landtrustWhole(pattern) {
  return pattern.startsWith("/") ? window.location.origin + pattern : pattern;
}

/* The layer, or null where this browser cannot draw it. */
function landtrustParcelLayer(map) {
  const configuration = landtrustConfiguration();
  if (!landtrustCanDraw()) {
    return null;
  }
  maplibregl.setWorkerUrl(configuration.worker);
  const sources = {};
  if (configuration.tiles) {
    sources.parcels = {
      type: "vector",
      tiles: [landtrustWhole(configuration.tiles.url)],
      minzoom: configuration.tiles.min_zoom,
      maxzoom: configuration.tiles.max_zoom,
      bounds: configuration.tiles.bounds,
    };
  }
  const layer = L.maplibreGL({
    style: { version: 8, sources, layers: [] },
    interactive: false,
    fadeDuration: 0,
    refreshExpiredTiles: false,
    renderWorldCopies: false,
  }).addTo(map);
  // Asked for at once: later, nobody could tell whether it has been.
  layer.styled = new Promise((resolve) => layer.getMaplibreMap().once("style.load", resolve));
  return layer;
}
