/* What is held in common on a day: over the parcels, as points from afar, in the legend and in the
 * panel. All days came at once; another day asks nobody. */

import { isDark } from "./map_style.js";
import { element, formatCount, formatDay } from "./page_parts.js";
import { here, word } from "./words.js";

const HATCH = 8;
const FILLED = 0.82;
const POINT = { radius: 6, interactive: false };
/* Below this zoom a lot is a speck of two or three pixels. */
const OUTLINES_FROM = 15;

/* Stripes of a colour, as wide on every screen; their step divides a tile, so that they go on. */
function stripes(context, colour, scale) {
  const ratio = tilePixels() / TILE_PIXELS;
  const side = HATCH * ratio;
  const drawn = element("canvas", { width: side, height: side }).getContext("2d");
  drawn.strokeStyle = colour;
  drawn.lineWidth = 2.5 * ratio;
  drawn.beginPath();
  for (const from of [-side, 0, side]) {
    drawn.moveTo(from, side);
    drawn.lineTo(from + side, 0);
  }
  drawn.stroke();
  const pattern = context.createPattern(drawn.canvas, "repeat");
  pattern.setTransform(new DOMMatrix([1 / scale, 0, 0, 1 / scale, 0, 0]));
  return pattern;
}

/* A second layer over the same tiles, that draws only what is held. */
const HeldTiles = ParcelTiles.extend({
  initialize(parcels) {
    ParcelTiles.prototype.initialize.call(this, parcels.tiles);
    L.setOptions(this, { zIndex: 2 });
    Object.assign(this, { reading: parcels.reading, read: parcels.read, kinds: new Map() });
  },

  /* A tile without anything held is no larger than a dot: phones have little memory. */
  drawTile(canvas, coords, layer) {
    const some = layer.features.some(({ id }) => this.kinds.has(id));
    canvas.width = canvas.height = some ? tilePixels() : 1;
    if (some) ParcelTiles.prototype.drawTile.call(this, canvas, coords, layer);
  },

  drawInSight(context, features, lineWidth, scale) {
    const isNear = this._map.getZoom() >= OUTLINES_FROM;
    const named = getComputedStyle(document.body);
    const [fill, line, halo] = ["--held", "--held-line", "--map-halo"].map((name) => named.getPropertyValue(name));
    const of = (kind) => features.filter(({ id }) => this.kinds.get(id) === kind);
    const paint = (style, alpha) => {
      context.fillStyle = style;
      context.globalAlpha = alpha;
      context.fill();
    };
    for (const kind of ["owned", "leased"]) {
      context.beginPath();
      for (const { rings } of of(kind)) traceRings(context, rings);
      paint(fill, FILLED);
      if (kind === "leased") paint(stripes(context, halo, scale), 1);
      context.globalAlpha = 1;
      for (const [colour, width] of isNear ? [[halo, 3.6], [line, 2]] : []) {
        context.strokeStyle = colour;
        context.lineWidth = lineWidth * width;
        context.stroke();
      }
    }
  },

  show(kinds) {
    this.kinds = kinds;
    this.repaint(null);
  },
});

/* What stands before and after the name of a holding, in one sentence with it. */
function around(kind) {
  const mark = "\u0000";
  const text =
    kind === "leased"
      ? word("Held in common: %(name)s, and leased out", { name: mark })
      : word("Held in common: %(name)s", { name: mark });
  return text.split(mark);
}

const isIn = (day) => ([from, to]) => from <= day && (to === null || day < to);

export class HeldLand {
  constructor(map, layer, known) {
    this.map = map;
    this.known = known;
    this.tiles = layer && new HeldTiles(layer).addTo(map);
    this.points = L.layerGroup().addTo(map);
    this.drawn = new Set();
    this.day = null;
    this.held = [];
    this.featureIds = new Map(Object.entries(known.parcels).map(([id, [publicId]]) => [publicId, Number(id)]));
    this.panel = document.getElementById("map-panel");
    this.legend = document.getElementById("map-held");
    this.legend.hidden = false;
    this.panel.addEventListener("filled", () => this.tellPanel());
    map.on("zoomend", () => this.drawPoints());
    isDark.addEventListener("change", () => this.show({ day: this.day }));
  }

  /* Shows a day: what is held on it, with its kind and its parcels. */
  show({ day }) {
    this.day = day;
    this.held = this.known.holdings.flatMap(({ id, name, spans }) => {
      const span = spans.find(isIn(day));
      return span ? [{ id, name, since: span[0], kind: span[2], features: span[3] }] : [];
    });
    const kinds = this.held.flatMap(({ kind, features }) => features.map((feature) => [feature, kind]));
    if (this.tiles) this.tiles.show(new Map(kinds));
    this.drawPoints();
    this.tellLegend();
    this.tellPanel();
  }

  /* From afar a holding is a point, in the middle of its parcels. */
  drawPoints() {
    this.points.clearLayers();
    const before = this.drawn;
    this.drawn = new Set(this.held.map(({ id }) => id));
    if (this.tiles && this.map.getZoom() >= OUTLINES_FROM) return;
    for (const { id, kind, features } of this.held) {
      const places = features.map((feature) => this.known.parcels[feature]);
      if (!places.length) continue;
      const mean = (at) => places.reduce((sum, place) => sum + place[at], 0) / places.length;
      const className = `map-held-point map-held-point-${kind}${before.has(id) ? "" : " is-new"}`;
      L.circleMarker([mean(2), mean(1)], { ...POINT, className }).addTo(this.points);
    }
  }

  tellLegend() {
    for (const row of this.legend.querySelectorAll("[data-kind]")) {
      const count = this.held.filter(({ kind }) => kind === row.dataset.kind).length;
      row.querySelector(".map-held-count").textContent = formatCount(count);
    }
    document.getElementById("map-held-day").textContent = formatDay(this.day);
    document.getElementById("map-held-list").href = here(`/holdings${this.query}`);
  }

  /* What an address of this day ends with; that of today needs nothing. */
  get query() {
    return this.day === this.known.today ? "" : `?as_of=${this.day}`;
  }

  tellPanel() {
    const more = this.panel.querySelector("[data-panel-more]");
    if (!more) return;
    const feature = this.featureIds.get(this.panel.dataset.parcel);
    const told = this.held.filter(({ features }) => features.includes(feature));
    more.replaceChildren(
      ...told.map(({ id, name, kind }) => {
        const link = element("a", { href: here(`/holdings/${id}${this.query}`) }, name);
        const [before, after] = around(kind);
        return element("p", { class: "map-panel-held" }, before, link, after);
      }),
    );
  }
}
