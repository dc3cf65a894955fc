/* What fits the filter: which parcels in view, how many in all, and how the reader is told. */

import * as style from "./map_style.js";
import { fetchJson, formatCount } from "./page_parts.js";

export class Hits {
  constructor(map, layer, configuration) {
    this.map = map;
    this.layer = layer;
    this.configuration = configuration;
    this.asked = new AbortController();
    this.begin(new URLSearchParams());
  }

  /* Another filter: what was known of the former one is forgotten. */
  begin(filter) {
    this.filter = filter;
    this.ids = null;
    this.complete = true;
    this.total = undefined;
  }

  /* A test of a feature of the tiles. */
  get fits() {
    const ids = style.mustAsk(this.filter) ? this.ids || [] : null;
    return style.fitsFilter(this.filter, this.configuration.regions, ids);
  }

  get query() {
    return new URLSearchParams(this.filter);
  }

  /* Which parcels in view fit what only the server can tell. Each ask ends the one before it, so
   * that no older answer overwrites a newer view. */
  async ask() {
    this.asked.abort();
    this.asked = new AbortController();
    const { signal } = this.asked;
    this.complete = true;
    const query = this.query;
    if (!query.has("bbox")) query.set("bbox", this.map.getBounds().pad(0.15).toBBoxString());
    const answer = await fetchJson(`/map/matching.json?${query}`, signal);
    if (signal.aborted) return false;
    this.ids = answer.ids;
    this.complete = answer.complete;
    return true;
  }

  get inView() {
    return this.layer.countInView(this.fits);
  }

  /* One sentence, and whether there is more to show elsewhere. */
  tell(showsParcels) {
    const { total } = this;
    if (!total) return { text: "No parcel fits the filter.", more: false };
    const told = `${formatCount(total)} ${total === 1 ? "parcel fits" : "parcels fit"} the filter`;
    if (!showsParcels) return { text: `${told}. Zoom in to see where.`, more: true };
    if (!this.complete) return { text: "Too many fit to mark them all: zoom in.", more: false };
    const { inView } = this;
    if (inView >= total) return { text: `${told}, ${total === 1 ? "and it is" : "all"} in view.`, more: false };
    return { text: `${told}, ${inView ? formatCount(inView) : "none"} in view.`, more: true };
  }

  /* Moves the map to all that fit. */
  async show() {
    const { bounds } = await fetchJson(`/map/bounds.json?${this.query}`);
    if (!bounds) return;
    const [west, south, east, north] = bounds;
    this.map.fitBounds([[south, west], [north, east]], { maxZoom: 17, padding: [30, 30] });
  }
}
