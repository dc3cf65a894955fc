/* Reads Mapbox vector tiles (specification 2.1), as far as parcels need it: one layer of polygons.
 * A classic script, for the parcel layer to be made while the page is read. */
"use strict";

const TILE_BYTES = 2;
const TILE_TEXT = new TextDecoder();

class TileReader {
  constructor(bytes, start, end) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  get more() {
    return this.at < this.end;
  }

  whole() {
    let value = 0;
    let worth = 1;
    let byte;
    do {
      byte = this.bytes[this.at++];
      value += (byte & 0x7f) * worth;
      worth *= 128;
    } while (byte >= 0x80);
    return value;
  }

  /* A whole number that may be negative: its sign is the last bit. */
  signed() {
    const value = this.whole();
    return value % 2 ? -(value + 1) / 2 : value / 2;
  }

  part() {
    const length = this.whole();
    const start = this.at;
    this.at += length;
    return new TileReader(this.bytes, start, this.at);
  }

  text() {
    const { at, end } = this.part();
    return TILE_TEXT.decode(this.bytes.subarray(at, end));
  }

  number(bytes) {
    const view = new DataView(this.bytes.buffer, this.bytes.byteOffset + this.at, bytes);
    this.at += bytes;
    return bytes === 4 ? view.getFloat32(0, true) : view.getFloat64(0, true);
  }

  /* Calls for each field what is meant to read it, and passes over the others. */
  fields(readers) {
    while (this.more) {
      const tag = this.whole();
      const read = readers[tag >> 3];
      if (read) read(this);
      else this.pass(tag & 7);
    }
  }

  pass(kind) {
    if (kind === TILE_BYTES) this.part();
    else if (kind === 0) this.whole();
    else this.at += kind === 1 ? 8 : 4;
  }
}

function readTileValue(reader) {
  let value = null;
  reader.part().fields({
    1: (it) => { value = it.text(); },
    2: (it) => { value = it.number(4); },
    3: (it) => { value = it.number(8); },
    4: (it) => { value = it.whole(); },
    5: (it) => { value = it.whole(); },
    6: (it) => { value = it.signed(); },
    7: (it) => { value = Boolean(it.whole()); },
  });
  return value;
}

/* The rings of a polygon, each a flat list of x and y in the tile's own units. */
function readTileRings(reader) {
  const rings = [];
  let ring = null;
  let x = 0;
  let y = 0;
  while (reader.more) {
    const command = reader.whole();
    const what = command & 7;
    if (what === 7) continue; // rings are closed when they are drawn
    if (what === 1) rings.push((ring = []));
    for (let left = command >> 3; left > 0; left--) {
      x += reader.signed();
      y += reader.signed();
      ring.push(x, y);
    }
  }
  return rings;
}

function boxOfRings(rings) {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const ring of rings) {
    for (let at = 0; at < ring.length; at += 2) {
      box.left = Math.min(box.left, ring[at]);
      box.right = Math.max(box.right, ring[at]);
      box.top = Math.min(box.top, ring[at + 1]);
      box.bottom = Math.max(box.bottom, ring[at + 1]);
    }
  }
  return box;
}

function readTileFeature(reader, keys, values) {
  const feature = { id: null, properties: {}, rings: [], box: null };
  reader.fields({
    1: (it) => { feature.id = it.whole(); },
    2: (it) => {
      const tags = it.part();
      while (tags.more) feature.properties[keys[tags.whole()]] = values[tags.whole()];
    },
    4: (it) => { feature.rings = readTileRings(it.part()); },
  });
  feature.box = boxOfRings(feature.rings);
  return feature;
}

function readTileLayer(reader) {
  const layer = { name: "", extent: 4096, features: [] };
  const [keys, values, unread] = [[], [], []];
  reader.fields({
    1: (it) => { layer.name = it.text(); },
    2: (it) => { unread.push(it.part()); },
    3: (it) => { keys.push(it.text()); },
    4: (it) => { values.push(readTileValue(it)); },
    5: (it) => { layer.extent = it.whole(); },
  });
  // A layer may name its keys and values after the features that use them.
  layer.features = unread.map((it) => readTileFeature(it, keys, values));
  return layer;
}

/* The layer of that name: its extent, and its features with id, properties, rings and box. */
function landtrustReadTile(buffer, name) {
  const bytes = new Uint8Array(buffer);
  let found = { name, extent: 4096, features: [] };
  new TileReader(bytes, 0, bytes.length).fields({
    3: (it) => {
      const layer = readTileLayer(it.part());
      if (layer.name === name) found = layer;
    },
  });
  return found;
}
