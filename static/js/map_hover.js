/* Lights up the parcel under the pointer. */

export class Hover {
  constructor(map, layer, isActive) {
    this.map = map;
    this.layer = layer;
    this.isActive = isActive;
    this.lit = null;
    this.drawn = null;
    this.waiting = false;
    map.on("mousemove", (event) => this.move(event.latlng));
    map.on("mouseout movestart zoomstart", () => this.light(null));
  }

  move(place) {
    if (this.waiting || !this.isActive()) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      const found = this.layer.nearest(place, 0.5);
      this.light(found ? found.id : null);
    });
  }

  light(id) {
    if (id === this.lit) return;
    this.lit = id;
    if (this.drawn) this.drawn.remove();
    this.drawn = null;
    this.map.getContainer().classList.toggle("over-parcel", id !== null);
    if (id === null) return;
    // Pieces from several tiles overlap a little: filled as one, they show no seam.
    const options = { className: "map-lit", interactive: false, stroke: false, fillRule: "nonzero" };
    this.drawn = L.polygon(this.layer.outlines(id), options).addTo(this.map);
  }
}
