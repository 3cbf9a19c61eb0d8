/* The map's own code. Everything it shows arrives as JSON from this server; every word of the data is set
   as textContent, never as HTML. One scene per map: a constant base, and a state that repaints it. */
window.petapam = (function () {
  "use strict";

  const paths = {
    circle: (c, x, y, r) => c.arc(x, y, r, 0, 2 * Math.PI),
    square: (c, x, y, r) => c.rect(x - 0.9 * r, y - 0.9 * r, 1.8 * r, 1.8 * r),
    diamond: (c, x, y, r) => polygon(c, [[x, y - 1.35 * r], [x + 1.35 * r, y], [x, y + 1.35 * r], [x - 1.35 * r, y]]),
    triangle: (c, x, y, r) => polygon(c, [[x, y - 1.25 * r], [x + 1.15 * r, y + 0.8 * r], [x - 1.15 * r, y + 0.8 * r]]),
    shield: (c, x, y, r) => polygon(c, [[x - r, y - r], [x + r, y - r], [x + r, y + 0.3 * r], [x, y + 1.3 * r], [x - r, y + 0.3 * r]]),
    star: (c, x, y, r) => polygon(c, Array.from({ length: 10 }, (_, i) => {
      const a = -Math.PI / 2 + (i * Math.PI) / 5, d = i % 2 ? 0.62 * r : 1.45 * r;
      return [x + d * Math.cos(a), y + d * Math.sin(a)];
    })),
  };

  function polygon(c, corners) {
    corners.forEach(([x, y], i) => (i ? c.lineTo(x, y) : c.moveTo(x, y)));
    c.closePath();
  }

  /* A circle marker that the canvas draws in another shape. */
  const Mark = L.CircleMarker.extend({
    _updatePath() {
      const renderer = this._renderer;
      if (!renderer._drawing || this._empty()) return;
      renderer._ctx.beginPath();
      paths[this.options.shape || "circle"](renderer._ctx, this._point.x, this._point.y, Math.max(this._radius, 1));
      renderer._ctx.closePath();
      renderer._fillStroke(renderer._ctx, this);
    },
  });

  /* A canvas that lets the mouse through: the topmost one would keep it from all below. `Scene.feel` hands it on. */
  const Sheet = L.Canvas.extend({
    _initContainer() {
      L.Canvas.prototype._initContainer.call(this);
      this._container.style.pointerEvents = "none";
    },
    found(event) {
      const point = this._map.mouseEventToLayerPoint(event);
      for (let order = this._drawFirst; order; order = order.next) {
        if (order.layer.options.interactive && order.layer._containsPoint(point)) return true;
      }
      return false;
    },
  });

  /* Fill: a colour, hatched more densely the higher the rank, so that print and colour-blind eyes see it. */
  function hatched({ fill, hatch, ink }) {
    if (!hatch) return fill;
    const tile = document.createElement("canvas");
    tile.width = tile.height = 8;
    const c = tile.getContext("2d");
    c.fillStyle = fill;
    c.fillRect(0, 0, 8, 8);
    c.strokeStyle = c.fillStyle = ink;
    c.lineWidth = 1.1;
    if (hatch === "dots") {
      for (const [x, y] of [[2, 2], [6, 6]]) { c.beginPath(); c.arc(x, y, 0.9, 0, 7); c.fill(); }
    } else {
      const strokes = [[-2, 2, 2, -2], [0, 8, 8, 0], [6, 10, 10, 6]];
      if (hatch === "cross") strokes.push([-2, 6, 2, 10], [0, 0, 8, 8], [6, -2, 10, 2]);
      for (const [a, b, d, e] of strokes) { c.beginPath(); c.moveTo(a, b); c.lineTo(d, e); c.stroke(); }
    }
    return { tile, pattern: c.createPattern(tile, "repeat") };
  }

  const paint = (look) => look.made || (look.made = hatched(look));
  const fillOf = (look) => paint(look).pattern || paint(look);

  function element(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  }

  function lines(...texts) {
    const box = element("div", "petapam-tip");
    texts.filter(Boolean).forEach((text, i) => box.appendChild(element("div", i ? "" : "petapam-tip-head", text)));
    return box;
  }

  function swatch(item) {
    const c = element("canvas", "petapam-swatch");
    const ratio = 2;
    c.width = 28 * ratio;
    c.height = 18 * ratio;
    const ctx = c.getContext("2d");
    ctx.scale(ratio, ratio);
    ctx.lineWidth = item.weight || 1;
    ctx.strokeStyle = item.stroke || "#5b5f63";
    if (item.shape) {
      ctx.beginPath();
      paths[item.shape](ctx, 14, 9, item.size || 5);
    } else if (item.line) {
      ctx.setLineDash(item.dash || []);
      ctx.beginPath();
      ctx.moveTo(2, 9);
      ctx.lineTo(26, 9);
    } else {
      ctx.beginPath();
      ctx.rect(1, 1, 26, 16);
    }
    if (!item.line) { ctx.fillStyle = fillOf(item); ctx.fill(); }
    ctx.stroke();
    return c;
  }

  /* The legend is a strip along the lower edge, so that it never hides a place: the map is fitted above it. */
  function legend(map, spec) {
    const strip = element("div", "petapam-legend");
    for (const group of spec) {
      const part = strip.appendChild(element("div", "petapam-legend-group"));
      part.appendChild(element("div", "petapam-legend-title", group.title));
      const rows = part.appendChild(element("div", group.items.length > 3 ? "petapam-legend-two" : ""));
      for (const item of group.items) {
        const row = rows.appendChild(element("div", "petapam-legend-row"));
        for (const sample of item.samples || [item]) row.appendChild(swatch(sample));
        row.appendChild(element("span", "", item.label));
      }
    }
    L.DomEvent.disableClickPropagation(strip);
    map.getContainer().appendChild(strip);
    return strip;
  }

  /* Labels in the order in which they may claim their place; one that would cover another stays away. */
  const CLAIMS = ["district", "unit", "village", "ground"];
  const apart = (a, b) => a.right < b.left || b.right < a.left || a.bottom < b.top || b.bottom < a.top;

  /* Styles arrive after scripts; the map is measured only once they hold. */
  async function styled() {
    for (let i = 0; i < 300; i++) {
      if (getComputedStyle(document.documentElement).getPropertyValue("--petapam-styled")) return;
      await new Promise(requestAnimationFrame);
    }
  }

  /* A page that is a file of its own carries its layers with it and asks nobody. */
  async function json(url) {
    if (window.petapamCarried) return window.petapamCarried[url];
    const answer = await fetch(url, { cache: "no-store", credentials: "same-origin" });
    if (!answer.ok) throw new Error(url + ": " + answer.status);
    return answer.json();
  }

  /* Tell the page what was clicked or dropped, and where: kind, position in its layer, place. */
  function report(map, kind, index, latlng, more = []) {
    reported = { count: reported.count + 1, at: performance.now() };
    /* After everybody else who writes there on the same click. */
    setTimeout(() => {
      map.fire("petapam", { kind, index });
      if (window.__GLOBAL_DATA__) window.__GLOBAL_DATA__.last_object_clicked_tooltip = [kind, index, reported.count, ...more].join(" ");
      map.fire("click", { latlng });
    });
  }

  /* Running on across maps: the same click on a map that was opened again is another click. */
  let reported = { count: Date.now() % 1e9, at: 0 };

  const PRINTER = "M7 8V3h10v5M7 17H4v-8h16v8h-3M7 14h10v7H7z";

  /* A button that asks for this map as a sheet: what is seen above the legend, in degrees. */
  function printer(map, strip, words) {
    const control = L.control({ position: "topleft" });
    control.onAdd = () => {
      const box = element("div", "leaflet-bar"), button = box.appendChild(element("a", "petapam-print"));
      button.href = "#";
      button.title = words;
      button.setAttribute("role", "button");
      button.setAttribute("aria-label", words);
      const icon = button.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "svg"));
      icon.setAttribute("viewBox", "0 0 24 24");
      icon.appendChild(document.createElementNS(icon.namespaceURI, "path")).setAttribute("d", PRINTER);
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.on(button, "click", (event) => {
        L.DomEvent.preventDefault(event);
        const size = map.getSize(), low = Math.max(size.y - strip.offsetHeight, 1);
        const [a, b] = [map.containerPointToLatLng([0, low]), map.containerPointToLatLng([size.x, 0])];
        report(map, "sheet", 0, map.getCenter(), [a.lng, a.lat, b.lng, b.lat].map((it) => it.toFixed(6)));
      });
      return box;
    };
    return control.addTo(map);
  }

  /* A click on the bare map is no click on a mark; the click that a mark has told of bubbles up here too. */
  function forget() {
    if (window.__GLOBAL_DATA__ && performance.now() - reported.at > 100) window.__GLOBAL_DATA__.last_object_clicked_tooltip = "";
  }

  function failed(map, text) {
    map.getContainer().appendChild(element("div", "petapam-failed", text || "!"));
  }

  /* From the lowest to the uppermost. */
  const PANES = ["ground", "villages", "roads", "districts", "places", "reach", "lines", "routes", "closures", "stations", "units", "posts"];

  class Scene {
    constructor(map) {
      this.map = map;
      this.marks = [];
      this.labels = [];
      this.state = null;
      this.layers = {};
      map.on("zoomend resize", () => this.declutter());
      map.on("click", () => forget());
      /* A click focuses the map; the page must not scroll to show all of it, or the click misses its mark. */
      const box = map.getContainer();
      box.focus = () => HTMLElement.prototype.focus.call(box, { preventScroll: true });
      for (const name of ["mousemove", "mouseout", "click"]) box.addEventListener(name, (event) => this.feel(event), true);
    }

    /* Hand the mouse to the uppermost sheet that has something under it; the others forget what they held. */
    feel(event) {
      const inside = !event.target.closest(".leaflet-marker-icon, .leaflet-control, .petapam-legend");
      const sheets = PANES.map((name) => this.layers[name]).filter((it) => it && it._map).reverse();
      const top = inside && event.type !== "mouseout" ? sheets.find((it) => it.found(event)) : null;
      if (event.type === "click") {
        if (!top) return;
        event.stopImmediatePropagation();
        top._onClick(event);
        return;
      }
      for (const sheet of sheets) if (sheet !== top && sheet._hoveredLayer) sheet._handleMouseOut(event);
      if (top) top._onMouseMove(event);
      this.map.getContainer().style.cursor = top ? "pointer" : "";
    }

    label(group, at, text, kind) {
      const node = element("span", "", text);
      const icon = L.divIcon({ className: `petapam-label petapam-${kind}-label`, html: node, iconSize: [0, 0] });
      const marker = L.marker(at, { icon, interactive: false, keyboard: false }).addTo(group);
      this.labels.push({ node, marker, claim: CLAIMS.indexOf(kind) });
    }

    /* Our labels as a background map needs them: text, place, and the box around it whatever the zoom. */
    written() {
      return this.labels.filter(({ marker }) => marker._map).map(({ node, marker, claim }) => {
        const w = node.offsetWidth, h = node.offsetHeight;
        const [left, top] = CLAIMS[claim] === "unit" ? [12, -h / 2] : [-w / 2, CLAIMS[claim] === "village" ? h / 4 : -h / 2];
        return { text: node.textContent, at: marker.getLatLng(), box: [left, top, left + w, top + h] };
      });
    }

    declutter() {
      this.labels = this.labels.filter(({ marker }) => marker._map);
      const placed = [];
      for (const { node } of this.labels.sort((a, b) => a.claim - b.claim)) {
        const box = node.getBoundingClientRect();
        const free = placed.every((other) => apart(box, other));
        node.style.visibility = free ? "" : "hidden";
        if (free) placed.push(box);
      }
    }

    async build(url) {
      const [spec] = await Promise.all([json(url), styled()]);
      this.spec = spec;
      const map = this.map;
      map.createPane("petapam-basemap").style.zIndex = 350;
      for (const [i, name] of PANES.entries()) {
        map.createPane("petapam-" + name).style.zIndex = 401 + i;
      }
      if (spec.bare) map.zoomControl.remove();
      this.strip = legend(map, spec.legend);
      if (spec.texts.sheet) printer(map, this.strip, spec.texts.sheet);
      this.fit();
      if (spec.basemap) {
        this.basemap = window.petapamBasemap.add(map, spec.basemap, () => this.written());
        this.strip.appendChild(element("div", "petapam-credit", spec.basemap.credit));
      }
      L.control.scale({ imperial: false, maxWidth: 160, position: "topright" }).addTo(map);
      const [ground, villages, districts, stations, roads] = await Promise.all(
        ["ground", "villages", "districts", "stations", "roads"].map((name) => (spec[name] ? json(spec[name]) : null)));
      if (ground) this.shapes(ground, "ground", () => spec.looks.ground);
      this.villages = this.shapes(villages, "villages", () => spec.looks.idle);
      if (roads) this.network(roads);
      this.shapes(districts, "districts", () => spec.looks.district);
      for (const { properties: own } of ground ? ground.features : []) if (own.name) this.label(map, own.at, own.name, "ground");
      for (const { properties: own } of districts.features) this.label(map, own.at, own.name, "district");
      if (spec.villageNames) {
        for (const { properties: own } of villages.features) if (own.electing) this.label(map, own.foot, own.name, "village");
      }
      this.declutter();
      if (this.basemap) this.basemap.refresh();
      this.tips(villages);
      this.place(stations);
      if (spec.twin) this.accompany(new BroadcastChannel("petapam " + spec.twin));
    }

    /* Maps of one name show the same frame: whoever is moved tells the others. */
    accompany(twins) {
      let told = false;
      this.map.on("moveend", () => {
        if (!told) { const { lat, lng } = this.map.getCenter(); twins.postMessage([lat, lng, this.map.getZoom()]); }
        told = false;
      });
      twins.onmessage = ({ data: [lat, lng, zoom] }) => {
        told = true;
        this.map.setView([lat, lng], zoom, { animate: false });
      };
    }

    fit() {
      this.map.invalidateSize({ animate: false, pan: false });
      this.map.fitBounds(this.spec.bounds, { paddingTopLeft: [8, 8], paddingBottomRight: [8, 8 + this.strip.offsetHeight], animate: false });
    }

    renderer(name) {
      return this.layers[name] || (this.layers[name] = new Sheet({ pane: "petapam-" + name, padding: 0.3 }));
    }

    shapes(data, name, style) {
      return L.geoJSON(data, {
        renderer: this.renderer(name), pane: "petapam-" + name, style, interactive: name === "villages",
      }).addTo(this.map);
    }

    network({ widths }) {
      [...widths.entries()].reverse().forEach(([width, lines]) => this.line(lines, "roads", this.spec.looks.roads[width]).addTo(this.map));
    }

    line(points, name, look) {
      return L.polyline(points, { ...look, renderer: this.renderer(name), pane: "petapam-" + name, interactive: name === "routes" });
    }

    async drawRoutes(url) {
      if (this.routes) { this.routes.remove(); this.routes = null; }
      if (!url) return;
      const { lines: ways, name, note } = await json(url);
      this.routes = L.layerGroup().addTo(this.map);
      [...ways.entries()].reverse().forEach(([i, points]) => {
        const way = this.line(points, "routes", this.spec.looks.routes[Math.min(i, 1)]).addTo(this.routes);
        way.bindTooltip(() => lines(name[i], note[i]), { sticky: true, direction: "top" });
      });
    }

    /* Fine lines between units and stations, each in the look of its number. */
    async drawLines(url) {
      if (this.strokes) { this.strokes.remove(); this.strokes = null; }
      if (!url) return;
      const { from, to, look } = await json(url);
      this.strokes = L.layerGroup().addTo(this.map);
      from.forEach((start, i) => {
        this.line([start, to[i]], "lines", { ...this.spec.looks.lines, ...this.spec.lineLooks[look[i]] }).addTo(this.strokes);
      });
    }

    /* Places that may be taken and dropped elsewhere: the page hears of it and answers with a new plan. */
    async drawPosts(url) {
      if (this.posts) { this.posts.remove(); this.posts = null; }
      if (!url) return;
      const { at, number, name, note, fixed, look } = await json(url);
      this.posts = L.layerGroup().addTo(this.map);
      at.forEach((place, i) => {
        const own = ["petapam-post", fixed[i] && "petapam-fixed", look && look[i] && `petapam-${look[i]}`];
        const node = element("span", own.filter(Boolean).join(" "), number[i]);
        const icon = L.divIcon({ className: "", html: node, iconSize: [28, 28] });
        const post = L.marker(place, { icon, pane: "petapam-posts", draggable: !fixed[i], autoPan: true }).addTo(this.posts);
        post.bindTooltip(() => lines(name[i], note[i]), { direction: "top", offset: [0, -14] });
        post.on("dragstart", () => post.closeTooltip());
        post.on("dragend", () => report(this.map, "post", i, post.getLatLng()));
        this.told(post, "chosen", i);
      });
    }

    async drawClosures(url) {
      if (this.closures) { this.closures.remove(); this.closures = null; }
      if (!url) return;
      const { closed, pending } = await json(url), { looks } = this.spec;
      this.closures = L.layerGroup().addTo(this.map);
      const own = { renderer: this.renderer("closures"), pane: "petapam-closures" };
      for (const { type, at, reason, fine } of closed) {
        const shape = type === "Point" ? L.circleMarker(at[0], { ...looks.closed, ...own, radius: 9, dashArray: null })
          : L[type === "Polygon" ? "polygon" : "polyline"](at, { ...looks.closed, ...own, ...(fine ? looks.fine : {}) });
        shape.addTo(this.closures).bindTooltip(() => lines(this.spec.texts.closed, reason), { sticky: true });
      }
      if (pending.length) this.line(pending, "closures", looks.pending).addTo(this.closures);
      for (const at of pending) L.circleMarker(at, { ...looks.pending, ...own, radius: 5 }).addTo(this.closures);
    }

    tips(data) {
      let i = 0;
      this.village = [];
      this.villages.eachLayer((layer) => {
        const own = data.features[i].properties, index = i++;
        this.village.push(layer);
        layer.bindTooltip(() => lines(own.name, own.district, this.classLabel(index)), { sticky: true, direction: "top" });
      });
    }

    classLabel(index) {
      const code = this.state && this.state.villages ? this.state.villages[index] : ".";
      return code === "." ? this.spec.texts.idle : this.spec.classes[code].label;
    }

    place(stations) {
      const renderer = this.renderer("stations");
      this.stations = stations;
      this.marks = stations.lon.map((lon, i) => {
        if (lon === null) return null;
        const mark = new Mark([stations.lat[i], lon], { renderer, pane: "petapam-stations", radius: 4, weight: 1 });
        mark.bindTooltip(() => this.stationTip(i), { direction: "top" });
        this.told(mark, "station", i);
        return mark.addTo(this.map);
      });
    }

    told(mark, kind, index) {
      mark.on("click", (event) => {
        L.DomEvent.stopPropagation(event);
        report(this.map, kind, index, mark.getLatLng());
      });
    }

    stationTip(i) {
      const { texts, classes } = this.spec, known = this.detail;
      const tenths = known ? known.tenths[i] : -1;
      const minutes = tenths >= 0 ? texts.minutes.replace("%s", (tenths / 10).toFixed(1).replace(".", texts.point)) : texts.unreached;
      const unit = known && this.units ? this.units.name[known.unit[i]] : "";
      const kind = this.spec.markLabels && this.spec.markLabels[parseInt(this.state.marks[i], 36)];
      return lines(this.stations.label[i], kind, classes[this.state.classes[i]].label, known ? minutes : "", unit);
    }

    async show(state) {
      let before = this.state || {};
      if (await this.edited(state)) before = { ...before, villages: null, marks: null };
      this.state = state;
      this.villageColours(before);
      this.stationMarks(before);
      const pointed = state.stamp;
      requestAnimationFrame(() => requestAnimationFrame(() => { window.petapamPointed = pointed; }));
      if (state.units !== before.units) await this.drawUnits(state.units);
      if (state.reach !== before.reach) await this.drawReach(state.reach);
      if (state.lines !== before.lines) await this.drawLines(state.lines);
      if (state.routes !== before.routes) await this.drawRoutes(state.routes);
      if (state.closures !== before.closures) await this.drawClosures(state.closures);
      if (state.posts !== before.posts) await this.drawPosts(state.posts);
      this.focus(state);
      this.near(state);
      requestAnimationFrame(() => requestAnimationFrame(() => { window.petapamPainted = state.stamp; }));
      if (state.detail !== before.detail) await this.know(state.detail);
    }

    /* A state may bring villages and stations of its own, while they are edited; the map stays as it is framed. */
    async edited(state) {
      const areas = state.areas || this.spec.villages, places = state.places || this.spec.stations;
      const held = this.from || { areas: this.spec.villages, places: this.spec.stations };
      this.from = { areas, places };
      if (areas !== held.areas) {
        const data = await json(areas);
        this.villages.remove();
        this.villages = this.shapes(data, "villages", () => this.spec.looks.idle);
        this.tips(data);
      }
      if (places !== held.places) {
        const data = await json(places);
        for (const mark of this.marks) if (mark) mark.remove();
        this.place(data);
      }
      return areas !== held.areas || places !== held.places;
    }

    /* What tooltips tell comes after what everybody sees. */
    async know(url) {
      this.detail = null;
      this.detail = await json(url);
    }

    villageColours(before) {
      if (this.state.villages === before.villages) return;
      this.village.forEach((layer, i) => {
        const code = this.state.villages[i];
        if (before.villages && before.villages[i] === code) return;
        const look = code === "." ? this.spec.looks.idle : this.spec.classes[code];
        layer.setStyle({ ...this.spec.looks.village, ...(code === "." ? this.spec.looks.idle : {}), fillColor: fillOf(look) });
      });
    }

    stationMarks(before) {
      if (this.state.marks === before.marks) return;
      this.marks.forEach((mark, i) => {
        const code = this.state.marks[i];
        if (!mark || (before.marks && before.marks[i] === code)) return;
        const look = this.spec.marks[parseInt(code, 36)];
        mark.setStyle({ shape: look.shape, fillColor: look.fill, color: look.stroke, weight: look.weight || 1, fillOpacity: 1, opacity: 1 });
        mark.setRadius(look.size);
        if (look.front) mark.bringToFront();
      });
    }

    async drawUnits(url) {
      const units = (this.units = await json(url));
      if (this.unitGroup) this.unitGroup.remove();
      this.unitGroup = L.layerGroup().addTo(this.map);
      units.lon.forEach((lon, i) => {
        if (lon === null || !units.drawn[i]) return;
        const look = this.spec.units[units.look[i]];
        const mark = new Mark([units.lat[i], lon], {
          renderer: this.renderer("units"), pane: "petapam-units", radius: look.size, shape: look.shape,
          weight: look.weight, color: look.stroke, fillColor: look.fill, fillOpacity: 1,
        }).addTo(this.unitGroup);
        mark.bindTooltip(() => lines(units.name[i], units.note[i]), { direction: "top" });
        this.told(mark, "unit", i);
        if (units.labelled[i]) {
          this.label(this.unitGroup, mark.getLatLng(), units.name[i], "unit");
        }
      });
      this.declutter();
      if (this.basemap) this.basemap.refresh();
    }

    async drawReach(url) {
      if (this.reach) { this.reach.remove(); this.reach = null; }
      if (url) this.reach = this.shapes(await json(url), "reach", (f) => this.spec.looks[f.properties.look] || this.spec.looks.bands[f.properties.band] || this.spec.looks.reach);
    }

    /* A village whose corners are shown is brought near, once, when it is chosen. */
    near(state) {
      const of = state.near ? state.near.of : null;
      if (of === this.nearTo) return;
      this.nearTo = of;
      const view = this.map.getBoundsZoom(state.near ? state.near.bounds : this.spec.bounds);
      if (of && view > this.map.getZoom()) this.map.flyToBounds(state.near.bounds, { maxZoom: 15, padding: [60, 60], duration: 0.6 });
    }

    focus(state) {
      for (const name of ["ring", "rung"]) if (this[name]) { this[name].remove(); this[name] = null; }
      const mark = state.focus === null || state.focus === undefined ? null : this.marks[state.focus];
      if (state.around) this.rung = L.circleMarker(state.around, { ...this.spec.looks.focus, renderer: this.renderer("units"), pane: "petapam-units", interactive: false }).addTo(this.map);
      if (!mark) return;
      this.ring = L.circleMarker(mark.getLatLng(), { ...this.spec.looks.focus, renderer: this.renderer("units"), pane: "petapam-units", interactive: false }).addTo(this.map);
      if (state.fly && state.fly !== this.flown) {
        this.flown = state.fly;
        this.map.flyTo(mark.getLatLng(), Math.max(this.map.getZoom(), 13), { duration: 0.6 });
      }
    }
  }

  let scene = null, waiting = null;

  function start(map, url, sorry) {
    const own = (scene = new Scene(map));
    const complain = (error) => { console.error(error); failed(map, sorry); };
    own.built = own.build(url);
    own.built.catch(complain);
    own.last = Promise.resolve();
    own.follow = (state) => own.built.then(() => { own.last = own.last.then(() => own.show(state)).catch(complain); }, () => {});
    if (waiting) own.follow(waiting);
    waiting = null;
  }

  /* States follow each other: a newer one waits until the older is on the screen. */
  function show(state) {
    if (scene) scene.follow(state); else waiting = state;
  }

  return { start, show };
})();
