"use strict";

const POLL_MILLIS = 2000;
const VERDICT_MILLIS = 30000;

// Not relative to the address bar: a name and password in it would be refused by fetch.
const BASE = location.origin + location.pathname.replace(/\/$/, "") + "/";

const byId = (id) => document.getElementById(id);

// Columns in the order of the table heads in fleet.html: text, class, button.
const TABLES = {
  endpoints: [
    (row) => row.id,
    (row) => state(row.state, { CONNECTED: "good", NOT_CONNECTED: "bad", CONNECTING: "warn" }),
    (row) => duration(row.since),
    (row) => reason([row.reason, ...row.leftOut.map((left) => "left out: " + left)].filter(Boolean).join("; ")),
    (row) => ({ button: "Reconnect", about: row.id, post: "reconnect", of: row.id, shown: row.control }),
    (row) => row.address,
    (row) => row.modules,
    (row) => number(row.devices),
    (row) => number(row.inFlight),
    (row) => number(row.queued),
    (row) => number(row.undelivered),
    (row) => number(row.delivered),
    (row) => number(row.lost),
  ],
  stages: [
    (row) => row.id,
    (row) => state(row.present ? "PRESENT" : "AWAY", { PRESENT: "good", AWAY: "bad" }),
    (row) => duration(row.since),
    (row) => number(row.waiting),
    (row) => number(row.lost),
    (row) => reason(row.modules.join(", ")),
    (row) => ({ text: row.differences.join("; "), class: "reason warn" }),
  ],
  devices: [
    (row) => row.id,
    (row) => row.name,
    (row) => duration(row.last) + " ago",
    (row) => duration(row.connected),
    (row) => number(row.statuses),
    (row) => number(row.forwarded),
    (row) => number(row.commands),
    (row) => number(row.priority),
  ],
  modules: [
    (row) => row.number,
    (row) => row.name,
    (row) => row.version,
    (row) => state(row.state, { SERVING: "good", QUARANTINED: "bad", WAITING: "warn" }),
    (row) => reason(row.reason),
    (row) => row.types,
    (row) => ({
      button: "Retry", about: row.name + " " + row.version, post: "retry", of: row.name + " " + row.version,
      shown: row.control && row.state === "QUARANTINED",
    }),
  ],
  deployments: [
    (row) => row.id,
    (row) => state(row.state, { STARTED: "good", REFUSED: "bad", QUARANTINED: "bad", ARRIVING: "warn" }),
    (row) => reason(row.reason),
    (row) => row.bundle,
    (row) => ({
      button: "Retry", about: row.id, post: "retry", of: row.id,
      shown: row.control && row.state === "REFUSED",
    }),
  ],
  settings: [
    (row) => row.id,
    (row) => reason(row.value),
    (row) => row.origin,
  ],
  events: [
    (row) => new Date(row.time).toLocaleTimeString(),
    (row) => row.kind,
    (row) => row.subject,
    (row) => reason(row.text),
  ],
};

const number = (value) => ({ text: String(value), class: "number" });
const reason = (text) => ({ text, class: "reason" });
const state = (value, classes) => ({
  text: value.toLowerCase().replaceAll("_", " "),
  class: classes[value] || "",
});

function duration(millis) {
  const seconds = Math.floor(millis / 1000);
  if (seconds < 60) return (millis / 1000).toFixed(1) + " s";
  if (seconds < 3600) return Math.floor(seconds / 60) + " min " + (seconds % 60) + " s";
  if (seconds < 86400) return Math.floor(seconds / 3600) + " h " + Math.floor((seconds % 3600) / 60) + " min";
  return Math.floor(seconds / 86400) + " d " + Math.floor((seconds % 86400) / 3600) + " h";
}

// Rows are kept and only their changed cells touched: focus and selection stay, and a
// screen reader does not read a whole table every two seconds.
function show(name, rows, absent) {
  const table = byId(name);
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
  const old = new Map([...body.rows].map((row) => [row.dataset.id, row]));
  const first = !table.dataset.shown;
  let before = body.firstElementChild;
  for (const data of rows) {
    let row = old.get(data.id);
    if (row) {
      old.delete(data.id);
    } else {
      row = newRow(data.id, heads);
      if (!first) row.className = "new";
    }
    TABLES[name].forEach((column, index) => fill(row.cells[index], column(data)));
    if (row === before) {
      before = before.nextElementSibling;
    } else {
      body.insertBefore(row, before);
    }
  }
  for (const row of old.values()) row.remove();
  table.dataset.shown = "yes";
  table.classList.toggle("with-action", body.querySelector("button") !== null);
  table.parentElement.hidden = rows.length === 0;
  const none = table.closest("section").querySelector(".none");
  none.hidden = rows.length > 0;
  none.dataset.text ??= none.textContent;
  none.textContent = absent ? "Not in this container." : none.dataset.text;
}

function newRow(id, heads) {
  const row = document.createElement("tr");
  row.dataset.id = id;
  heads.forEach((label, index) => {
    const cell = document.createElement(index === 0 ? "th" : "td");
    if (index === 0) cell.scope = "row";
    cell.dataset.label = label;
    row.append(cell);
  });
  return row;
}

function fill(cell, content) {
  if (content && content.button) {
    fillButton(cell, content);
    return;
  }
  const { text, class: name } = typeof content === "object" ? content : { text: content, class: "" };
  if (cell.textContent !== text) cell.textContent = text;
  if (cell.className !== (name || "")) cell.className = name || "";
}

function fillButton(cell, content) {
  const present = cell.querySelector("button");
  cell.className = "action";
  if (!content.shown) {
    cell.replaceChildren();
  } else if (!present) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = content.button;
    button.setAttribute("aria-label", content.button + " " + content.about);
    button.addEventListener("click", () => act(button, content));
    cell.replaceChildren(button);
  }
}

async function act(button, content) {
  button.disabled = true;
  try {
    const answer = await post(content.post + "?of=" + encodeURIComponent(content.of));
    report(content.button + " " + content.about + ": " + answer);
  } catch (failure) {
    report(content.button + " " + content.about + " failed: " + failure.message);
  } finally {
    button.disabled = false;
  }
}

async function post(path, body) {
  const response = await fetch(BASE + path, { method: "POST", body });
  const text = (await response.text()).trim();
  if (!response.ok) throw new Error(text || "status " + response.status);
  return text;
}

// Shown and read out in one place, independent of the position of the button.
function report(text) {
  byId("done").textContent = text;
}

function tell(text) {
  byId("verdict").textContent = text;
}

let known = null;

// Only changes: devices that connect or disconnect, endpoints and stages that change state.
function announce(current) {
  const now = new Map();
  for (const row of current.devices) now.set("Device " + row.id, "connected");
  for (const row of current.endpoints) now.set("Endpoint " + row.id, row.state.toLowerCase().replaceAll("_", " "));
  for (const row of current.stages || []) now.set("Stage " + row.id, row.present ? "present" : "away");
  for (const row of current.modules) now.set("Module " + row.id, row.state.toLowerCase());
  if (known && current.filter === known.filter) {
    const news = [];
    for (const [what, how] of now) if (known.of.get(what) !== how) news.push(what + " " + how);
    for (const what of known.of.keys()) if (!now.has(what)) news.push(what + " is no longer connected");
    if (news.length > 0 && news.length <= 5) byId("news").textContent = news.join(". ");
    else if (news.length > 5) byId("news").textContent = news.length + " changes";
  }
  known = { filter: current.filter, of: now };
}

function summarize(current) {
  const up = current.endpoints.filter((row) => row.state === "CONNECTED").length;
  const serving = current.modules.filter((row) => row.state === "SERVING").length;
  const refused = current.deployments.filter((row) => row.state !== "STARTED" && row.state !== "ARRIVING").length;
  const here = (part) => !current.absent.includes(part);
  const items = [];
  if (current.port) items.push("Devices connect to " + current.port.address);
  else if (here("port")) items.push("The device port is not open");
  if (here("devices")) items.push(current.deviceCount + (current.deviceCount === 1 ? " device" : " devices"));
  if (here("endpoints")) items.push(up + " of " + current.endpoints.length + " cloud sessions");
  if (here("modules")) items.push(serving + (serving === 1 ? " module serves" : " modules serve"));
  if (refused > 0) items.push(refused + (refused === 1 ? " jar" : " jars") + " refused");
  fillList(byId("summary"), items);
  fillList(byId("troubles"), current.troubles);
}

function fillList(list, items) {
  while (list.children.length > items.length) list.lastElementChild.remove();
  items.forEach((text, index) => {
    const item = list.children[index] || list.appendChild(document.createElement("li"));
    if (item.textContent !== text) item.textContent = text;
  });
}

function showBroker(current) {
  const paragraph = byId("broker");
  paragraph.closest("section").hidden = !current.stages;
  if (!current.stages) return;
  const { address, connected, since, reason: why } = current.broker;
  fill(paragraph, {
    text: "This is " + current.stage + ". Broker " + address + (connected ? " connected for " : " not connected for ")
      + duration(since) + (why ? ": " + why : ""),
    class: connected ? "" : "bad",
  });
}

let awaited = null;

// The deployer looks at a new file within a moment; its result is a row of the table.
function watchVerdict(current) {
  if (!awaited) return;
  const row = current.deployments.find((jar) => jar.id === awaited.file);
  if (row && row.state !== "ARRIVING" && Date.now() - awaited.since > 1500) {
    tell(row.id + " (" + row.bundle + "): " + row.state.toLowerCase() + (row.reason ? ", " + row.reason : ""));
    byId("verdict").className = row.state === "STARTED" ? "good" : "bad";
    awaited = null;
  } else if (Date.now() - awaited.since > VERDICT_MILLIS) {
    tell(awaited.file + ": no result yet, see the table");
    awaited = null;
  }
}

function render(current) {
  current.filter = byId("filter").value;
  for (const name of Object.keys(TABLES)) if (current[name]) show(name, current[name], current.absent.includes(name));
  byId("events").closest("section").hidden = !current.hasEvents;
  showBroker(current);
  const more = byId("more");
  more.hidden = current.matchCount <= current.devices.length;
  more.textContent = "Showing " + current.devices.length + " of " + current.matchCount + ": use the filter above.";
  summarize(current);
  announce(current);
  watchVerdict(current);
}

let polling = null;

async function poll() {
  clearTimeout(polling);
  const link = byId("link");
  try {
    const filter = encodeURIComponent(byId("filter").value);
    const response = await fetch(BASE + "state.json?filter=" + filter, { cache: "no-store" });
    if (!response.ok) throw new Error("status " + response.status);
    render(await response.json());
    link.textContent = "Live";
    link.className = "";
  } catch (failure) {
    link.textContent = "The gateway does not answer (" + failure.message + ")";
    link.className = "lost";
  }
  clearTimeout(polling);
  if (!document.hidden) polling = setTimeout(poll, POLL_MILLIS);
}

// Settings change rarely: read once, and again when the page becomes visible.
async function showSettings() {
  try {
    const response = await fetch(BASE + "settings.json", { cache: "no-store" });
    if (response.ok) show("settings", await response.json());
  } catch {
    // poll shows that the gateway does not answer
  }
}

async function upload(event) {
  event.preventDefault();
  const file = byId("jar").files[0];
  const button = event.target.querySelector("button");
  button.disabled = true;
  byId("verdict").className = "";
  tell("Uploading " + file.name + " …");
  try {
    tell(await post("deploy?name=" + encodeURIComponent(file.name), file));
    awaited = { file: file.name, since: Date.now() };
    setTimeout(poll, 1600);
  } catch (failure) {
    tell(file.name + " was not stored: " + failure.message);
    byId("verdict").className = "bad";
  } finally {
    button.disabled = false;
  }
}

byId("upload").addEventListener("submit", upload);
byId("filter").addEventListener("input", poll);
document.addEventListener("visibilitychange", () => { if (!document.hidden) { poll(); showSettings(); } });
poll();
showSettings();
