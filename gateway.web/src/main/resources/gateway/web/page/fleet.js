// Which view is shown, what it asks the gateway for, and what its buttons do. The address has it all after its #, so
// that each view can be bookmarked, and the browser's back button goes back.

import { drawGraphs } from "./graph.js";
import { plural, showDevice, showOverview } from "./overview.js";
import { makeTable, showTable, TABLES } from "./tables.js";

const POLL_MILLIS = 2000;
const GRAPH_MILLIS = 5000;
const PATIENCE_MILLIS = 5000;
const VERDICT_MILLIS = 30000;
const VIEWS = ["overview", "devices", "modules", "endpoints", "deployments", "events", "settings", "device"];

// Not relative to the address bar: a name and password in it would be refused by fetch.
const BASE = location.origin + location.pathname.replace(/\/$/, "") + "/";

const byId = (id) => document.getElementById(id);
const narrow = () => innerWidth < 640;
const title = (text) => text[0].toUpperCase() + text.slice(1);

// --- The address

let route = { view: "", of: "", filter: "", sort: "", desc: false, fold: false, show: new Map() };

function readRoute() {
  const [path, query = ""] = location.hash.replace(/^#\//, "").split("?");
  const view = VIEWS.includes(path) ? path : "overview";
  const given = new URLSearchParams(query);
  const folded = Boolean(tableOf(view)?.folded);
  return {
    view,
    of: given.get("of") || "",
    filter: given.get("filter") || "",
    sort: given.get("sort") || "",
    desc: given.has("desc"),
    fold: given.has("fold") ? given.get("fold") === "yes" : folded,
    show: new Map((given.get("show") || "").split(",").filter((each) => each.includes(":"))
      .map((each) => [each.slice(0, each.lastIndexOf(":")), Number(each.slice(each.lastIndexOf(":") + 1))])),
  };
}

const tableOf = (view) => TABLES[view === "device" ? "events" : view];
const shownText = () => [...route.show].map(([group, count]) => group + ":" + count).join(",");

// What is only a detail of the view replaces its entry in the history.
function changeRoute(change) {
  Object.assign(route, change);
  const query = new URLSearchParams();
  if (route.of) query.set("of", route.of);
  if (route.filter) query.set("filter", route.filter);
  if (route.sort) query.set("sort", route.sort);
  if (route.desc) query.set("desc", "yes");
  if (route.fold !== Boolean(tableOf(route.view)?.folded)) query.set("fold", route.fold ? "yes" : "no");
  if (route.show.size > 0) query.set("show", shownText());
  history.replaceState(null, "", "#/" + route.view + (query.size > 0 ? "?" + query : ""));
  poll();
}

function showView() {
  const before = route;
  route = readRoute();
  const table = tableOf(route.view);
  const other = before.view !== route.view || before.of !== route.of;
  for (const link of byId("views").children) {
    const current = link.hash === "#/" + (route.view === "device" ? "devices" : route.view);
    if (current) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  byId("title").textContent = route.view === "device" ? route.of : title(route.view);
  byId("back").hidden = route.view !== "device";
  for (const id of ["overview", "device"]) byId(id).hidden = route.view !== id;
  byId("upload").hidden = route.view !== "deployments";
  byId("settings-note").hidden = route.view !== "settings";
  byId("tools").hidden = !table || route.view === "device";
  byId("none").hidden = true;
  byId("matched").textContent = "";
  byId("filter").value = route.filter;
  if (table) {
    byId("filter").placeholder = table.hint || "";
    byId("fold-label").querySelector("span").textContent = table.fold || "";
    byId("fold").checked = route.fold;
  }
  if (other) {
    byId("tables").replaceChildren();
    made = null;
    byId("done").textContent = "";
    known = null;
    document.body.classList.toggle("waiting", true);
    if (before.view) {
      byId("main").focus({ preventScroll: true });
      scrollTo(0, 0);
    }
  }
  poll();
}

// --- Content

let made = null;
let stages = null;

const on = {
  sort(key) {
    const again = route.sort === key;
    changeRoute(again && route.desc ? { sort: "", desc: false } : { sort: key, desc: again });
  },
  toggle(group, open) {
    route.show.set(group, open ? 0 : piece());
    changeRoute({});
  },
  more(group, shown) {
    route.show.set(group, shown + piece());
    changeRoute({});
  },
  act,
};

const piece = () => (narrow() ? 20 : 50);

function render(current) {
  document.body.classList.remove("waiting");
  if (route.view === "overview") {
    showOverview(current);
    if (current.stages) {
      stages ??= makeTable("stages", TABLES.stages, on);
      if (!stages.place.isConnected) byId("stages-place").append(stages.place);
      showTable(stages, current.stages, { fold: false });
    }
  } else {
    if (route.view === "device") showDevice(current);
    if (!made) {
      made = makeTable(route.view === "device" ? "device-events" : route.view, tableOf(route.view), on);
      byId("tables").append(made.place);
    }
    showTable(made, current.table, route);
    showMatched(current);
  }
  summarize(current);
  announce(current);
  watchVerdict(current);
}

const PARTS = { devices: "devices", modules: "modules", endpoints: "endpoints", deployments: "deployments" };

function showMatched(current) {
  const { total, matched } = current.table;
  const absent = current.absent.includes(PARTS[route.view]);
  const none = byId("none");
  none.hidden = matched > 0;
  if (absent) none.textContent = "Not in this container.";
  else if (total === 0) none.textContent = route.view === "device" ? "No events." : tableOf(route.view).none;
  else none.textContent = "Nothing matches “" + route.filter + "”: none of " + total + ".";
  const told = route.filter && total > 0 ? matched + " of " + total : plural(total, "row");
  if (byId("matched").textContent !== told) byId("matched").textContent = told;
}

function summarize(current) {
  const { counts, troubles } = current;
  const badges = {
    overview: troubles.length || "", devices: counts.devices, modules: counts.serving,
    endpoints: counts.sessions + "/" + counts.endpoints, deployments: counts.deployments,
  };
  for (const link of byId("views").children) {
    const badge = badges[link.hash.slice(2)];
    if (badge === undefined) continue;
    let place = link.querySelector("span");
    if (!place) {
      place = document.createElement("span");
      link.append(" ", place);
    }
    if (place.textContent !== String(badge)) place.textContent = badge;
    place.hidden = badge === "";
    place.className = link.hash === "#/overview" ? (troubles.some((trouble) => trouble.critical) ? "bad" : "warn") : "";
  }
  document.title = (troubles.length > 0 ? "(" + troubles.length + ") " : "") + byId("title").textContent + " – Module Gateway";
}

let known = null;

// Only changes of what is shown: devices that connect or leave, modules and endpoints that change state.
function announce(current) {
  const rows = current.table && route.view !== "device" ? current.table.groups.flatMap((group) => group.rows) : [];
  const what = { devices: "Device", modules: "Module", endpoints: "Endpoint" }[route.view];
  const now = new Map(what ? rows.map((row) => [what + " " + row.id, row.state ? row.state.toLowerCase().replaceAll("_", " ") : "connected"]) : []);
  const asked = route.view + "?" + route.filter + route.sort + route.desc + route.fold + shownText();
  if (known && known.asked === asked && what) {
    const news = [];
    for (const [name, how] of now) if (known.of.get(name) !== how) news.push(name + " " + how);
    for (const name of known.of.keys()) if (!now.has(name)) news.push(name + " is no longer " + (route.view === "devices" ? "connected" : "there"));
    if (news.length > 0 && news.length <= 5) byId("news").textContent = news.join(". ");
    else if (news.length > 5) byId("news").textContent = news.length + " changes";
  }
  known = { asked, of: now };
}

// --- The connection to the gateway

let polling = null;
let newest = 0;
let answered = null;

// What is shown is of the past from now on.
function lose(why) {
  document.body.classList.add("lost");
  byId("link").textContent = "The gateway does not answer (" + why + ")";
  byId("link").className = "lost";
  byId("lost").textContent = "The gateway does not answer. "
    + (answered ? "What is shown is of " + answered.toLocaleTimeString() + "." : "Nothing is known yet.");
  byId("lost").hidden = false;
}

function find() {
  answered = new Date();
  document.body.classList.remove("lost");
  byId("lost").hidden = true;
  if (byId("link").textContent !== "Live") byId("link").textContent = "Live";
  byId("link").className = "";
}

async function poll() {
  clearTimeout(polling);
  const number = ++newest;
  const query = new URLSearchParams({ view: route.view, piece: piece() });
  for (const key of ["of", "filter", "sort"]) if (route[key]) query.set(key, route[key]);
  if (route.desc) query.set("desc", "yes");
  if (route.fold) query.set("fold", "yes");
  if (route.show.size > 0) query.set("show", shownText());
  try {
    const response = await fetch(BASE + "state.json?" + query, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MILLIS) });
    if (!response.ok) throw new Error("status " + response.status);
    const current = await response.json();
    if (number !== newest) return; // a newer one is on its way
    find();
    render(current);
  } catch (failure) {
    if (number !== newest) return;
    lose(failure.message);
  }
  clearTimeout(polling);
  if (!document.hidden) polling = setTimeout(poll, POLL_MILLIS);
}

async function graphs() {
  if (!document.hidden && route.view === "overview") {
    try {
      const response = await fetch(BASE + "graph.json", { cache: "no-store" });
      if (response.ok) drawGraphs(await response.json());
    } catch {
      // poll shows that the gateway does not answer
    }
  }
}

// --- Actions

async function act(action, button) {
  if (action.confirm && !(await confirmed(action.confirm, action.label))) return;
  button.disabled = true;
  try {
    report(action.label + " " + action.about + ": " + (await post(action.post + "?of=" + encodeURIComponent(action.of) + (action.query || ""), action.body)));
  } catch (failure) {
    report(action.label + " " + action.about + " failed: " + failure.message);
  } finally {
    button.disabled = false;
  }
  poll();
}

// Shown and read out in one place, independent of the position of the button.
function report(text) {
  byId("done").textContent = text;
}

function confirmed(question, label) {
  const dialog = byId("confirm");
  byId("question").textContent = question;
  dialog.querySelector("[value=yes]").textContent = label;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

async function post(path, body) {
  const response = await fetch(BASE + path, { method: "POST", body });
  const text = (await response.text()).trim();
  if (!response.ok) throw new Error(text || "status " + response.status);
  return text;
}

let awaited = null;

function tell(text, name = "") {
  byId("verdict").textContent = text;
  byId("verdict").className = name;
}

// The deployer looks at a new file within a moment; its result is a row of the table.
function watchVerdict(current) {
  if (!awaited || route.view !== "deployments") return;
  const row = current.table.groups.flatMap((group) => group.rows).find((jar) => jar.id === awaited.file);
  if (row && row.kind !== "ARRIVES" && Date.now() - awaited.since > 1500) {
    tell(row.id + " (" + row.bundle + ") " + row.outcome, row.kind === "SERVES" ? "good" : row.kind === "REFUSED" ? "bad" : "");
    awaited = null;
  } else if (Date.now() - awaited.since > VERDICT_MILLIS) {
    tell(awaited.file + ": no result yet, see the table");
    awaited = null;
  }
}

async function upload(event) {
  event.preventDefault();
  const file = byId("jar").files[0];
  const button = byId("upload").querySelector("button");
  button.disabled = true;
  tell("Uploading " + file.name + " …");
  try {
    tell(await post("deploy?name=" + encodeURIComponent(file.name), file));
    awaited = { file: file.name, since: Date.now() };
    setTimeout(poll, 1600);
  } catch (failure) {
    tell(file.name + " was not stored: " + failure.message, "bad");
  } finally {
    button.disabled = false;
  }
}

// --- Theme: that of the system, unless one was chosen

const THEMES = ["system", "light", "dark"];

function showTheme(theme) {
  document.documentElement.dataset.theme = theme;
  byId("theme").textContent = "◐ " + theme;
  byId("theme").setAttribute("aria-label", "Theme: " + theme);
}

function savedTheme() {
  const saved = localStorage.getItem("theme");
  return THEMES.includes(saved) ? saved : "system";
}

showTheme(savedTheme());
byId("theme").addEventListener("click", () => {
  const next = THEMES[(THEMES.indexOf(savedTheme()) + 1) % THEMES.length];
  localStorage.setItem("theme", next);
  showTheme(next);
});

// --- Wiring

byId("upload").addEventListener("submit", upload);
byId("tools").addEventListener("submit", (event) => event.preventDefault());
byId("filter").addEventListener("input", () => changeRoute({ filter: byId("filter").value.trim(), show: new Map() }));
byId("fold").addEventListener("change", () => changeRoute({ fold: byId("fold").checked, show: new Map() }));
byId("send").addEventListener("submit", (event) => {
  event.preventDefault();
  act({ label: "Send", about: route.of, post: "send", of: route.of, body: byId("command").value }, event.submitter);
});
byId("disconnect").addEventListener("click", () => {
  act({ label: "Disconnect", about: route.of, post: "disconnect", of: route.of }, byId("disconnect"));
});
for (const button of byId("confirm").querySelectorAll("button")) {
  button.addEventListener("click", () => byId("confirm").close(button.value));
}
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  byId("main").focus();
});
addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, dialog");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !byId("tools").hidden) {
    event.preventDefault();
    byId("filter").focus();
  }
});
addEventListener("hashchange", showView);
addEventListener("offline", () => lose("this machine is offline"));
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) {
    poll();
    graphs();
  }
});
setInterval(graphs, GRAPH_MILLIS);
addEventListener("hashchange", graphs);
showView();
graphs();
