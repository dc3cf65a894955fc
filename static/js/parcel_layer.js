/* The layer of parcels in a Leaflet map: vector tiles, drawn on canvases. A classic script, since
 * the map's own inline script makes the layer; colours and filters are for map_style.js. */
"use strict";

const TILE_PIXELS = 512;
const KEPT_TILES = 96;
/* Canvases sharper than this cost more memory than a phone's eye gains. */
const MOST_PIXEL_RATIO = 2;

function landtrustConfiguration() {
  return JSON.parse(document.getElementById("map-config").textContent);
}

/* The width of outlines in pixels: hairlines where lots are specks, and more from there. */
function outlineWidth(zoom) {
  return zoom < 15 ? 0.5 : Math.min(0.8 + (zoom - 15) * 0.25, 1.6);
}

function traceRings(context, rings) {
  for (const ring of rings) {
    context.moveTo(ring[0], ring[1]);
    for (let at = 2; at < ring.length; at += 2) context.lineTo(ring[at], ring[at + 1]);
    context.closePath();
  }
}

/* Features by how they look: one path for each look is drawn much faster than one for each parcel,
 * and has no seams inside. */
function gatherLooks(features, look) {
  const looks = new Map();
  for (const feature of features) {
    const { fill, opacity, line } = look(feature);
    const key = `${fill} ${opacity}`;
    if (!looks.has(key)) looks.set(key, { fill, opacity, line, features: [] });
    looks.get(key).features.push(feature);
  }
  return [...looks.values()];
}

function drawFeatures(context, features, look, lineWidth) {
  const looks = gatherLooks(features, look);
  for (const { fill, opacity, features: alike } of looks) {
    context.fillStyle = fill;
    context.globalAlpha = opacity;
    context.beginPath();
    for (const { rings } of alike) traceRings(context, rings);
    context.fill();
  }
  context.globalAlpha = 1;
  context.lineWidth = lineWidth;
  for (const { line, features: alike } of looks) {
    context.strokeStyle = line;
    context.beginPath();
    for (const { rings } of alike) traceRings(context, rings);
    context.stroke();
  }
}

/* Squared distance of a point from the line between two others. */
function distanceToLine(x, y, fromX, fromY, toX, toY) {
  const [alongX, alongY] = [toX - fromX, toY - fromY];
  const length = alongX * alongX + alongY * alongY;
  const share = length ? ((x - fromX) * alongX + (y - fromY) * alongY) / length : 0;
  const part = Math.max(0, Math.min(1, share));
  return (x - fromX - part * alongX) ** 2 + (y - fromY - part * alongY) ** 2;
}

/* How far a point is from a feature in its tile's units: 0 inside. */
function distanceToFeature(feature, x, y) {
  let inside = false;
  let nearest = Infinity;
  for (const ring of feature.rings) {
    const last = ring.length - 2;
    let [fromX, fromY] = [ring[last], ring[last + 1]];
    for (let at = 0; at <= last; at += 2) {
      const [toX, toY] = [ring[at], ring[at + 1]];
      const crosses = toY > y !== fromY > y;
      if (crosses && x < ((fromX - toX) * (y - toY)) / (fromY - toY) + toX) inside = !inside;
      nearest = Math.min(nearest, distanceToLine(x, y, fromX, fromY, toX, toY));
      [fromX, fromY] = [toX, toY];
    }
  }
  return inside ? 0 : Math.sqrt(nearest);
}

/* How many dots of the screen a tile has on each side. */
function tilePixels() {
  return TILE_PIXELS * Math.min(window.devicePixelRatio || 1, MOST_PIXEL_RATIO);
}

/* Leaflet's zoom counts one more than the zoom of tiles of 512 pixels. */
const ParcelTiles = L.GridLayer.extend({
  options: { tileSize: TILE_PIXELS, updateWhenZooming: false, pane: "tilePane" },

  /* tiles: their address, zooms and bounds. look: of a feature, its fill, opacity and line. */
  initialize(tiles, look = null) {
    const [west, south, east, north] = tiles.bounds;
    L.GridLayer.prototype.initialize.call(this, {
      minZoom: tiles.min_zoom + 1,
      bounds: [[south, west], [north, east]],
    });
    this.tiles = tiles;
    this.look = look;
    this.reading = new Map();
    this.read = new Map();
  },

  /* The tile that has what is drawn at these coordinates; beyond the last zoom, an ancestor. */
  source({ x, y, z }) {
    const zoom = Math.min(z - 1, this.tiles.max_zoom);
    const deeper = z - 1 - zoom;
    const parts = 2 ** deeper;
    return { zoom, column: Math.floor(x / parts), row: Math.floor(y / parts), parts };
  },

  /* A promise of a tile's layer; a tile is asked for once while it is kept. */
  fetchTile({ zoom, column, row }) {
    const key = `${zoom}/${column}/${row}`;
    if (!this.reading.has(key)) {
      if (this.reading.size >= KEPT_TILES) this.forget(this.reading.keys().next().value);
      this.reading.set(key, this.readTile(key, L.Util.template(this.tiles.url, { z: zoom, x: column, y: row })));
    }
    return this.reading.get(key);
  },

  async readTile(key, address) {
    try {
      const answer = await fetch(address);
      if (!answer.ok) throw Object.assign(new Error(), { status: answer.status });
      const layer = landtrustReadTile(await answer.arrayBuffer(), "parcels");
      this.read.set(key, layer);
      return layer;
    } catch (problem) {
      this.forget(key);
      throw problem;
    }
  },

  forget(key) {
    this.reading.delete(key);
    this.read.delete(key);
  },

  createTile(coords, done) {
    const canvas = L.DomUtil.create("canvas", "parcel-tile");
    canvas.width = canvas.height = tilePixels();
    this.fetchTile(this.source(coords)).then(
      (layer) => {
        this.drawTile(canvas, coords, layer);
        done(null, canvas);
      },
      (problem) => done(problem, canvas),
    );
    return canvas;
  },

  drawTile(canvas, coords, layer) {
    const { parts } = this.source(coords);
    const scale = (canvas.width * parts) / layer.extent;
    // Read by the processor and drawn once: the graphics card would gain nothing.
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    const [left, top] = [coords.x % parts, coords.y % parts];
    context.setTransform(scale, 0, 0, scale, -left * canvas.width, -top * canvas.height);
    context.lineJoin = "round";
    const side = layer.extent / parts;
    const inSight = layer.features.filter(
      ({ box }) =>
        box.right >= (left - 0.1) * side && box.left <= (left + 1.1) * side &&
        box.bottom >= (top - 0.1) * side && box.top <= (top + 1.1) * side,
    );
    const ratio = canvas.width / TILE_PIXELS;
    this.drawInSight(context, inSight, (outlineWidth(coords.z) * ratio) / scale, scale);
  },

  /* Draws features of a tile in the tile's units, of which a dot of the screen is 1 / scale. */
  drawInSight(context, features, lineWidth) {
    drawFeatures(context, features, this.look, lineWidth);
  },

  /* Draws what is on the screen anew, with other colours or another filter. */
  repaint(look) {
    this.look = look;
    for (const { el, coords, loaded } of Object.values(this._tiles || {})) {
      const { zoom, column, row } = this.source(coords);
      const layer = this.read.get(`${zoom}/${column}/${row}`);
      if (loaded && layer) this.drawTile(el, coords, layer);
    }
  },

  /* The layers of the tiles on the screen, each once, with the zoom and place of its tile. */
  inSight() {
    const found = new Map();
    for (const { coords, current } of Object.values(this._tiles || {})) {
      const place = this.source(coords);
      const key = `${place.zoom}/${place.column}/${place.row}`;
      if (current && this.read.has(key)) found.set(key, { ...place, layer: this.read.get(key) });
    }
    return [...found.values()];
  },

  /* Ids of the parcels that are drawn. */
  drawnIds() {
    return new Set(this.inSight().flatMap(({ layer }) => layer.features.map(({ id }) => id)));
  },

  /* How many parcels that pass a test are in view, at least with a corner of their rectangle. */
  countInView(test) {
    const view = this._map.getBounds();
    const ids = new Set();
    for (const tile of this.inSight()) {
      const spot = (place) => tileSpot(this._map, tile, place);
      const [from, to] = [spot(view.getNorthWest()), spot(view.getSouthEast())];
      for (const feature of tile.layer.features) {
        const { left, right, top, bottom } = feature.box;
        const meets = right >= from.x && left <= to.x && bottom >= from.y && top <= to.y;
        if (meets && test(feature)) ids.add(feature.id);
      }
    }
    return ids.size;
  },

  /* The parcel at a point, else the nearest within some pixels, else null. */
  nearest(point, reach) {
    let best = null;
    for (const tile of this.inSight()) {
      const { x, y } = tileSpot(this._map, tile, point);
      const unit = (this._map.getZoomScale(this._map.getZoom(), tile.zoom + 1) * TILE_PIXELS) / tile.layer.extent;
      best = nearestIn(tile.layer, x, y, unit, best || { feature: null, pixels: reach });
    }
    return best && best.feature;
  },

  /* The outlines of one parcel on the screen, in latitude and longitude; tiles cut it in pieces. */
  outlines(id) {
    const place = (tile) => (x, y) =>
      this._map.unproject(
        L.point(tile.column + x / tile.layer.extent, tile.row + y / tile.layer.extent).multiplyBy(TILE_PIXELS),
        tile.zoom + 1,
      );
    return this.inSight().flatMap((tile) =>
      tile.layer.features.filter((feature) => feature.id === id)
        .flatMap(({ rings }) => rings.map((ring) => ringPlaces(ring, place(tile)))),
    );
  },
});

/* Where a place is in a tile, in the tile's own units. */
function tileSpot(map, { zoom, column, row, layer }, place) {
  const at = map.project(place, zoom + 1).divideBy(TILE_PIXELS);
  return { x: (at.x - column) * layer.extent, y: (at.y - row) * layer.extent };
}

function ringPlaces(ring, place) {
  const places = [];
  for (let at = 0; at < ring.length; at += 2) places.push(place(ring[at], ring[at + 1]));
  return places;
}

function nearestIn(layer, x, y, unit, best) {
  const reach = best.pixels / unit;
  for (const feature of layer.features) {
    const { left, right, top, bottom } = feature.box;
    if (x < left - reach || x > right + reach || y < top - reach || y > bottom + reach) continue;
    const pixels = distanceToFeature(feature, x, y) * unit;
    if (pixels < best.pixels) best = { feature, pixels };
  }
  return best;
}

/* The layer, to be added when it has been told how parcels look; null while no tiles are there. */
function landtrustParcelLayer() {
  const { tiles } = landtrustConfiguration();
  return tiles ? new ParcelTiles(tiles) : null;
}
