/* The page that is a file of its own: search, list of gaps, and what is told of a place, beside the map.
   Everything comes from the JSON in the page; every word of it is set as textContent. */
(function () {
  "use strict";

  const page = JSON.parse(document.getElementById("petapam-page").textContent);
  const { words, layers, facts, gaps, ways } = page;
  const FOUND = 12, NEAR = 13;
  window.petapamCarried = layers;
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = words[node.dataset.word];
  document.title = `${words.classification} · ${words.title}`;

  function element(tag, text, className) {
    const node = document.createElement(tag);
    if (text) node.textContent = text;
    if (className) node.className = className;
    return node;
  }

  const map = L.map("map", {
    preferCanvas: true, zoomSnap: 0.25, zoomDelta: 0.5, maxZoom: 18, minZoom: 7, attributionControl: false, wheelPxPerZoomLevel: 90,
  }).setView([0, 0], 7);
  let state = page.state, flights = 0, outline = null;

  function show(changes) {
    state = { ...state, ...changes };
    window.petapam.show(state);
  }

  /* The map is measured when the page has its font, and again whenever the room it has changes. */
  Promise.all(["400", "700"].map((weight) => document.fonts.load(`${weight} 14px Inter`))).then(() => {
    window.petapam.start(map, "scene", words.sorry);
    new ResizeObserver(() => map.invalidateSize({ animate: false, pan: false })).observe(map.getContainer());
  });
  show({});

  /* What is told of one place, or the list of gaps when none is chosen. */
  const told = document.getElementById("alone-told");

  function tell(title, labels, values) {
    const list = element("dl", "", "alone-facts");
    labels.forEach((label, i) => list.append(element("dt", label), element("dd", values[i])));
    const back = element("button", words.back, "alone-back");
    back.addEventListener("click", leave);
    told.replaceChildren(element("h2", title), list, back);
  }

  function list() {
    const rows = element("ul", "", "alone-list");
    gaps.at.forEach((station, i) => {
      const button = element("button");
      button.append(element("b", layers.stations.label[station]), element("span", gaps.minutes[i]), element("small", gaps.cause[i]));
      button.addEventListener("click", () => choose("station", station));
      rows.appendChild(element("li")).appendChild(button);
    });
    told.replaceChildren(element("h2", gaps.at.length ? `${words.gaps}: ${gaps.at.length}` : words.no_gaps), rows);
  }

  function forget() {
    if (outline) { outline.remove(); outline = null; }
  }

  function leave() {
    forget();
    show({ focus: null, around: null, routes: null });
    list();
  }

  /* The way of the nearest unit to a station, as a layer of its own. */
  function way(station) {
    const i = ways.of[station];
    if (i < 0) return null;
    const name = `way ${station}`;
    layers[name] = { lines: [ways.lines[i]], name: [ways.name[i]], note: [ways.note[i]] };
    return name;
  }

  const places = {
    station(i, fly) {
      tell(layers.stations.label[i], facts.station.labels, facts.station.rows[i]);
      show({ focus: i, around: null, routes: way(i), fly: fly ? `${++flights}` : state.fly });
    },
    unit(i, fly) {
      const { lat, lon, name } = layers.units;
      tell(name[i], facts.unit.labels, facts.unit.rows[i]);
      const at = lat[i] === null ? null : [lat[i], lon[i]];
      show({ focus: null, around: at, routes: null });
      if (fly && at) map.flyTo(at, Math.max(map.getZoom(), NEAR), { duration: 0.6 });
    },
    village(i) {
      const feature = layers.villages.features[i], { name, district } = feature.properties;
      tell(name, [words.district, "TPS"], [district, String(page.counts[i])]);
      show({ focus: null, around: null, routes: null });
      if (!feature.geometry) return;
      outline = L.geoJSON(feature, {
        interactive: false, pane: "markerPane", style: { color: "#111111", weight: 4, fill: false, renderer: L.svg({ pane: "markerPane" }) },
        pointToLayer: (_, at) => L.circleMarker(at, { radius: 15, color: "#111111", weight: 3, fill: false }),
      }).addTo(map);
      map.flyToBounds(outline.getBounds(), { maxZoom: NEAR, padding: [30, 30], duration: 0.6 });
    },
  };

  function choose(kind, i, fly = true) {
    forget();
    places[kind](i, fly);
  }

  map.on("petapam", ({ kind, index }) => { if (places[kind]) choose(kind, index, false); });

  /* Search: every word typed must be in the name or in what stands under it; what begins so comes first. */
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const district = (i) => facts.unit.rows[i][facts.unit.labels.indexOf(words.district)];
  const entries = [
    ...layers.villages.features.map(({ properties: { name, district } }, i) => ["village", i, name, `${words.village} · ${district}`]),
    ...layers.stations.label.map((label, i) => ["station", i, label, "TPS"]),
    ...layers.units.name.map((name, i) => ["unit", i, name, [words.unit, layers.units.note[i], district(i)].join(" · ")]),
  ].map(([kind, index, name, note]) => ({ kind, index, name, note, begins: plain(name), key: plain(`${name} ${note}`) }));
  const input = document.getElementById("alone-search"), found = document.getElementById("alone-found");
  let options = [], marked = -1;
  input.placeholder = words.search;
  input.setAttribute("aria-label", words.search);

  function matches(typed) {
    const parts = plain(typed).split(/\s+/).filter(Boolean);
    if (!parts.length) return [];
    const hits = entries.filter(({ key }) => parts.every((it) => key.includes(it)));
    const rank = ({ begins }) => (begins.startsWith(parts.join(" ")) ? 0 : parts.every((it) => begins.includes(it)) ? 1 : 2);
    return hits.sort((a, b) => rank(a) - rank(b));
  }

  function mark(i) {
    marked = i;
    [...found.querySelectorAll("[role=option]")].forEach((node, k) => {
      node.setAttribute("aria-selected", String(k === i));
      if (k === i) { node.scrollIntoView({ block: "nearest" }); input.setAttribute("aria-activedescendant", node.id); }
    });
  }

  function close() {
    found.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function pick({ kind, index, name }) {
    input.value = name;
    close();
    choose(kind, index);
  }

  function offer() {
    const hits = matches(input.value);
    options = hits.slice(0, FOUND);
    found.replaceChildren(...options.map((entry, i) => {
      const node = element("li", entry.name);
      node.id = `alone-option-${i}`;
      node.setAttribute("role", "option");
      node.append(element("small", entry.note));
      node.addEventListener("mousedown", (event) => { event.preventDefault(); pick(entry); });
      return node;
    }));
    const rest = hits.length - options.length;
    if (rest) found.append(element("li", words.more.replace("{n}", rest), "alone-mute"));
    if (!hits.length) found.append(element("li", words.none, "alone-mute"));
    found.hidden = !input.value.trim();
    input.setAttribute("aria-expanded", String(!found.hidden));
    mark(options.length ? 0 : -1);
  }

  input.addEventListener("input", offer);
  input.addEventListener("focus", () => { if (input.value.trim()) offer(); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { close(); return; }
    if (event.key === "Enter" && !found.hidden && options[marked]) pick(options[marked]);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !options.length) return;
    event.preventDefault();
    mark((marked + step + options.length) % options.length);
  });
  document.getElementById("alone-radii").addEventListener("change", (event) => show({ reach: event.target.checked ? page.state.reach : null }));
  list();
})();
