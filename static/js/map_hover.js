/* Lights up the parcel under the pointer. */

export class Hover {
  constructor(map, layer, gl, isActive) {
    this.map = map;
    this.layer = layer;
    this.gl = gl;
    this.isActive = isActive;
    this.lit = null;
    this.waiting = false;
    map.on("mousemove", (event) => this.move(event.containerPoint));
    map.on("mouseout movestart", () => this.light(null));
  }

  /* The point in the GL canvas, which is larger than the map by a margin on each side. */
  canvasPoint(point) {
    const margin = this.map.getSize().multiplyBy(this.layer.options.padding);
    return [point.x + margin.x, point.y + margin.y];
  }

  move(point) {
    if (this.waiting || !this.isActive()) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      if (!this.gl.getLayer("parcels-fill")) return;
      const found = this.gl.queryRenderedFeatures(this.canvasPoint(point), { layers: ["parcels-fill"] });
      this.light(found.length ? found[0].id : null);
    });
  }

  light(id) {
    if (id === this.lit) return;
    const key = (one) => ({ source: "parcels", sourceLayer: "parcels", id: one });
    if (this.lit !== null) this.gl.removeFeatureState(key(this.lit), "hover");
    if (id !== null) this.gl.setFeatureState(key(id), { hover: true });
    this.map.getContainer().classList.toggle("over-parcel", id !== null);
    this.lit = id;
  }
}
