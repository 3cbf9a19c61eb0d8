/* The background map: vector tiles out of one file of this server, drawn beneath the villages; the names of
   places stand above them, and stay away from our own. Loaded only where an operation has such a file. */
window.petapamBasemap = (function () {
  "use strict";

  const LAST_ZOOM = 14, SMALLEST = 0.3, ABOVE = 13;

  /* A width in pixels that grows with the zoom: as given at zoom 12. */
  const grows = (width) => (zoom) => Math.max(SMALLEST, Math.min(width * 1.45 ** (zoom - 12), 5 * width));

  function ground(colours) {
    const { PolygonSymbolizer, LineSymbolizer } = protomapsL;
    const area = (dataLayer, fill) => ({ dataLayer, symbolizer: new PolygonSymbolizer({ fill }) });
    const byKind = (zoom, feature) => colours[feature.props.kind] || colours.earth;
    const line = (dataLayer, color, width, more) => ({
      dataLayer, symbolizer: new LineSymbolizer({ color, width: grows(width), lineCap: "round", lineJoin: "round", ...more }),
    });
    const main = (zoom, feature) => grows(2.4 - 0.4 * feature.props.rank)(zoom);
    const second = (zoom, feature) => grows(1.5 - 0.3 * feature.props.rank)(zoom);
    return [
      area("sea", colours.water),
      area("earth", colours.earth),
      area("land", byKind),
      area("plots", byKind),
      area("water", colours.water),
      area("ponds", colours.water),
      line("streams", colours.river, 0.6),
      line("rivers", colours.river, 1.4),
      line("lanes", colours.lane, 0.35),
      line("streets", colours.street, 0.55),
      line("rails", colours.rail, 0.8, { dash: [5, 3], lineCap: "butt" }),
      line("roads", colours.road, 1, { width: second }),
      line("highways", colours.road, 2, { width: main }),
    ];
  }

  const meets = (a, b) => a.minX < b.maxX && b.minX < a.maxX && a.minY < b.maxY && b.minY < a.maxY;

  /* A name above its place, where a station may stand; it gives way to our own labels and is not said twice. */
  class Name {
    constructor(style, ours) {
      this.inner = new protomapsL.CenteredTextSymbolizer(style);
      this.ours = ours;
    }

    place(layout, geometry, feature) {
      const { boxes, names } = this.ours(layout.zoom);
      if (names.has(String(feature.props.name).toLowerCase())) return undefined;
      const raised = geometry.map((part) => part.map((at) => at.sub({ x: 0, y: ABOVE })));
      const placed = this.inner.place(layout, raised, feature) || [];
      return placed.filter((label) => label.bboxes.every((box) => !boxes.some((other) => meets(box, other))));
    }
  }

  function placeNames(colours, ours) {
    const style = (size, weight, more) => ({
      labelProps: ["name"], fill: colours.name, stroke: colours.halo, width: 1.6, lineHeight: 1.25, maxLineChars: 22,
      font: `${weight} ${size}px Inter, "Segoe UI", "Noto Sans", Arial, sans-serif`, ...more,
    });
    const first = (a, b) => a.rank - b.rank;
    return [
      { dataLayer: "towns", symbolizer: new Name(style(14, 600), ours), sort: first },
      { dataLayer: "villages", minzoom: 11, symbolizer: new Name(style(12, 500), ours), sort: first },
      { dataLayer: "hamlets", minzoom: 13, symbolizer: new Name(style(11, 450), ours), sort: first },
    ];
  }

  /* Draws the map; `labels` tells our own labels: where they are, their text, and their box around that place. */
  function add(map, { url, colours }, labels) {
    let known = {};
    const ours = (zoom) => known[zoom] || (known[zoom] = {
      names: new Set(labels().map(({ text }) => text.toLowerCase())),
      boxes: labels().map(({ at, box: [left, top, right, bottom] }) => {
        const { x, y } = map.project(at, zoom);
        return { minX: x + left, minY: y + top, maxX: x + right, maxY: y + bottom };
      }),
    });
    const common = { url, maxDataZoom: LAST_ZOOM, attribution: "", noWrap: true };
    const base = protomapsL.leafletLayer({ ...common, pane: "petapam-basemap", paintRules: ground(colours) });
    const fonts = Promise.all(["600 14px Inter", "500 12px Inter"].map((it) => document.fonts.load(it)));
    const names = protomapsL.leafletLayer({
      ...common, pane: "petapam-places", labelRules: placeNames(colours, ours), tasks: [fonts],
    });
    names.views = base.views; /* one reader, so that no tile is asked for twice */
    base.on("load", () => { window.petapamBasemapPainted = true; });
    map.getContainer().classList.add("petapam-with-basemap");
    base.addTo(map);
    names.addTo(map);
    return {
      refresh() {
        known = {};
        names.clearLayout();
        names.rerenderTiles();
      },
    };
  }

  return { add };
})();
