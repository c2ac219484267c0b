// The overview and the view of one device.

import { duration, rate, stateClass, words } from "./tables.js";

const LINES = 5;
const PLACES = {
  "device port": "devices", lanes: "modules", cloud: "endpoints", store: "endpoints", modules: "modules",
  deployments: "deployments", configuration: "settings",
};

const byId = (id) => document.getElementById(id);

function set(id, text, name) {
  const place = byId(id);
  if (place.textContent !== text) place.textContent = text;
  if (name !== undefined && place.className !== name) place.className = name;
}

// Children are kept and filled, so that what does not change is not read out again.
function list(place, items, fill, tag = "li") {
  while (place.children.length > items.length) place.lastElementChild.remove();
  items.forEach((item, index) => {
    const child = place.children[index] || place.appendChild(document.createElement(tag));
    const key = JSON.stringify(item);
    if (child.dataset.key === key) return;
    child.dataset.key = key;
    child.replaceChildren();
    child.className = "";
    fill(child, item);
  });
}

function span(text, name = "") {
  const made = document.createElement("span");
  made.textContent = text;
  made.className = name;
  return made;
}

function link(text, href) {
  const made = document.createElement("a");
  made.textContent = text;
  made.href = href;
  return made;
}

const rows = (table) => table.groups.flatMap((group) => group.rows);

export function plural(count, one, many = one + "s") {
  return count + " " + (count === 1 ? one : many);
}

function withRest(items, what) {
  return items.length <= LINES
    ? items
    : [...items.slice(0, LINES - 1), { rest: "and " + (items.length - LINES + 1) + " more", href: "#/" + what }];
}

export function showOverview(current) {
  const here = (part) => !current.absent.includes(part);
  const modules = rows(current.modules);
  const endpoints = rows(current.endpoints);
  const statuses = modules.reduce((sum, row) => sum + row.rate, 0);
  const delivered = endpoints.reduce((sum, row) => sum + row.rate, 0);
  set("device-count", here("devices") ? plural(current.counts.devices, "device") : "not in this container");
  if (current.port) set("port", "connect to " + current.port.address, "state good");
  else set("port", here("port") ? "the device port is not open" : "the port is not in this container", here("port") ? "state bad" : "");
  set("flow-in", here("devices") ? rate(statuses) : "");
  set("flow-out", here("endpoints") ? rate(delivered) : "");
  showModules(modules, here("modules"));
  showEndpoints(endpoints, here("endpoints"));
  showStore(current.store);
  showTroubles(current.troubles);
  showLatest(rows(current.events), current.hasEvents);
  showBroker(current);
}

// Those that need attention first, then those with the most devices.
function showModules(modules, here) {
  const rank = (row) => (row.state === "QUARANTINED" ? 0 : row.state === "SERVING" ? 1 : 2);
  const sorted = [...modules].sort((a, b) => rank(a) - rank(b) || b.devices - a.devices || a.number - b.number);
  const items = withRest(sorted, "modules");
  if (items.length === 0) items.push({ rest: here ? "none is installed" : "not in this container", href: "#/deployments" });
  list(byId("path-modules"), items.map(({ rest, href, id, state, number, name, version, devices, rate: speed }) => (
    rest ? { rest, href } : { id, state, text: number + " " + name + " " + version, more: plural(devices, "device") + ", " + rate(speed) }
  )), (child, item) => {
    if (item.rest) child.append(link(item.rest, item.href));
    else {
      child.append(span(item.text, stateClass(item.state)), span(
        item.state === "SERVING" ? item.more : words(item.state), "soft"));
    }
  });
}

function showEndpoints(endpoints, here) {
  const items = withRest(endpoints, "endpoints");
  if (items.length === 0) items.push({ rest: here ? "no endpoint is configured" : "not in this container", href: "#/settings" });
  list(byId("path-endpoints"), items.map((row) => row.rest ? row : {
    state: row.state, text: row.id + " " + row.address,
    more: (row.state === "CONNECTED" ? rate(row.rate) : words(row.state))
      + (row.queued + row.inFlight > 0 ? ", " + (row.queued + row.inFlight) + " waiting" : "")
      + (row.undelivered > 0 ? ", " + plural(row.undelivered, "device") + " undelivered" : ""),
  }), (child, item) => {
    if (item.rest) child.append(link(item.rest, item.href));
    else child.append(span(item.text, stateClass(item.state)), span(item.more, "soft"));
  });
}

function showStore(store) {
  if (!store) set("store", "", "");
  else {
    const megabytes = (bytes) => (bytes / 1e6).toFixed(1) + " MB";
    set("store", "store " + words(store.state) + ", " + megabytes(store.bytes) + " of " + megabytes(store.maxBytes), stateClass(store.state));
  }
}

function showTroubles(troubles) {
  byId("no-trouble").hidden = troubles.length > 0;
  list(byId("troubles"), troubles, (child, trouble) => {
    child.className = trouble.critical ? "bad" : "warn";
    const what = document.createElement("p");
    what.append(span((trouble.critical ? "Fault" : "Warning") + " – " + trouble.about + ": " + trouble.text));
    const todo = document.createElement("p");
    todo.className = "advice";
    todo.append(trouble.advice + " ");
    const place = PLACES[trouble.about];
    if (place) todo.append(link("Open " + place[0].toUpperCase() + place.slice(1), "#/" + place));
    child.append(what, todo);
  });
}

function showLatest(events, here) {
  const items = here ? events : [];
  list(byId("latest"), items.map(({ time, text }) => ({ time, text })), (child, event) => {
    child.append(span(new Date(event.time).toLocaleTimeString(), "soft"), span(event.text));
  });
  byId("latest").closest("section").hidden = !here;
}

function showBroker(current) {
  byId("stages-section").hidden = !current.stages;
  if (!current.stages) return;
  const { address, connected, since, reason } = current.broker;
  set("broker", "This is " + current.stage + ". Broker " + address + (connected ? " connected for " : " not connected for ")
    + duration(since) + (reason ? ": " + reason : ""), connected ? "state good" : "state bad");
}

// Statuses and commands are mostly JSON, which people read better with line breaks.
function readable(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

export function showDevice(current) {
  const device = current.device;
  byId("device-absent").hidden = device.connected;
  byId("disconnect").disabled = !device.connected;
  byId("send").querySelector("[type=submit]").disabled = !device.connected;
  const facts = [];
  if (device.connected) {
    const [row] = rows(device.facts);
    facts.push(["Served by", device.module], ["Name", row.name || "–"], ["Last status", duration(row.last) + " ago"],
      ["Connected for", duration(row.connected)], ["Statuses", String(row.statuses)], ["Forwarded", String(row.forwarded)],
      ["Commands waiting", String(row.commands)], ["Priority", String(row.priority)]);
  }
  list(byId("facts"), facts, (child, [name, value]) => {
    const term = document.createElement("dt");
    term.textContent = name;
    const detail = document.createElement("dd");
    detail.textContent = value;
    child.append(term, detail);
  }, "div");
  list(byId("contents"), device.contents, (child, content) => {
    const head = document.createElement("h3");
    head.textContent = content.name[0].toUpperCase() + content.name.slice(1) + " ";
    head.append(span(content.bytes + " bytes", "soft"));
    const text = document.createElement("pre");
    text.tabIndex = 0;
    text.textContent = content.text === "" ? "(empty)" : readable(content.text);
    child.append(head, text);
  }, "div");
}
