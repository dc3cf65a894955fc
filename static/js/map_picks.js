/* The parcel that is picked: found at a point, shown in the panel, outlined on the map. */

import { Panel } from "./map_panel.js";
import { fetchJson } from "./page_parts.js";
import { here, word } from "./words.js";

const SIDE_ROOM = 120;
/* How many pixels beside a parcel still mean it: a finger is no point. */
const REACH = window.matchMedia("(pointer: coarse)").matches ? 14 : 5;

export class Picks {
  /* say: tells the reader; label: names a class; onChange: the picked parcel is another. */
  constructor(map, layer, { say, label, onChange }) {
    this.map = map;
    this.layer = layer;
    this.say = say;
    this.onChange = onChange;
    this.holder = document.getElementById("map-panel");
    this.panel = new Panel(this.holder, label, () => this.clear());
    this.parcel = null;
    this.opened = false;
    this.asked = new AbortController();
    this.drawn = null;
  }

  outline(feature) {
    if (this.drawn) this.drawn.remove();
    this.drawn = null;
    if (!feature) return;
    const line = (className) => L.geoJSON(feature, { interactive: false, style: { className } });
    this.drawn = L.layerGroup([line("map-selected-halo"), line("map-selected-line")]).addTo(this.map);
  }

  change(parcel) {
    this.opened = true;
    this.parcel = parcel;
    this.onChange();
  }

  clear() {
    this.asked.abort();
    this.outline(null);
    this.change(null);
    this.map.getContainer().focus({ preventScroll: true });
  }

  close() {
    this.panel.close();
  }

  /* Ids of the parcels at a point; where there is none, of the one that it nearly meets. */
  async find(place, signal) {
    const at = `${place.lng.toFixed(7)},${place.lat.toFixed(7)}`;
    const { parcels } = await fetchJson(here(`/map/parcels-at.json?at=${at}`), signal);
    if (parcels.length) return parcels;
    const near = this.layer.nearest(place, REACH);
    return near ? [near.properties.public_id] : [];
  }

  async pick(place) {
    this.asked.abort();
    this.asked = new AbortController();
    const { signal } = this.asked;
    this.say(word("Looking up the parcel…"));
    try {
      const parcels = await this.find(place, signal);
      if (!parcels.length) {
        this.close();
        this.say(word("There is no parcel at this point."));
        return;
      }
      await this.show(parcels, signal);
      this.keepInSight(place);
      this.say("");
    } catch (problem) {
      if (problem.name !== "AbortError") this.say(problem.message);
    }
  }

  async show(parcels, signal) {
    const feature = await this.panel.show(parcels, signal);
    this.outline(feature);
    this.change(feature.properties.parcel_id);
    return feature;
  }

  /* A link can name a parcel: /?parcel=28049-... Without a view, the map goes there. */
  async open(parcel, hasView) {
    try {
      const bounds = L.geoJSON(await this.show([parcel])).getBounds();
      if (!hasView) this.map.fitBounds(bounds, { maxZoom: 17, padding: [60, 60], animate: false });
      this.keepInSight(bounds.getCenter());
    } catch (problem) {
      this.say(problem.message);
    }
  }

  /* Moves the map where the panel would hide the parcel that it is about. */
  keepInSight(place) {
    const stage = this.map.getContainer().getBoundingClientRect();
    const cover = this.holder.getBoundingClientRect();
    const point = this.map.latLngToContainerPoint(place);
    const x = point.x + stage.left;
    const y = point.y + stage.top;
    if (x < cover.left - 20 || y < cover.top - 20 || y > cover.bottom + 20) return;
    const below = cover.width > stage.width * 0.7;
    this.map.panBy(below ? [0, y - (stage.top + cover.top) / 2] : [x - cover.left + SIDE_ROOM, 0]);
  }
}
