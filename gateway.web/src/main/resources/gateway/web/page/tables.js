// The tables: their columns, and how rows are kept while their cells change.

const STATES = {
  CONNECTED: "good", SERVING: "good", SERVES: "good", PRESENT: "good", OK: "good",
  CONNECTING: "warn", WAITING: "warn", ARRIVES: "warn", OPENING: "warn",
  NOT_CONNECTED: "bad", QUARANTINED: "bad", REFUSED: "bad", AWAY: "bad", DEGRADED: "bad", REFUSING: "bad",
  SERVES_NOBODY: "bad", REFUSES: "bad", OFFERS_NO_MODULE: "bad", SET_ASIDE: "bad", UNREADABLE: "bad",
};

export function duration(millis) {
  const seconds = Math.floor(millis / 1000);
  if (seconds < 60) return (millis / 1000).toFixed(1) + " s";
  if (seconds < 3600) return Math.floor(seconds / 60) + " min " + (seconds % 60) + " s";
  if (seconds < 86400) return Math.floor(seconds / 3600) + " h " + Math.floor((seconds % 3600) / 60) + " min";
  return Math.floor(seconds / 86400) + " d " + Math.floor((seconds % 86400) / 3600) + " h";
}

export const words = (value) => value.toLowerCase().replaceAll("_", " ");
export const stateClass = (value) => "state " + (STATES[value] || "");
export const rate = (value) => (value >= 100 ? Math.round(value) : Number(value.toFixed(1))) + " /s";

const state = (value) => ({ text: words(value), class: stateClass(value) });
const text = (key) => (row) => ({ text: row[key] });
const reason = (value) => ({ text: value, class: "reason" });
const number = (key) => (row) => ({ text: row[key].toLocaleString("en").replaceAll(",", "\u202f"), class: "number" });
const since = (key, after = "") => (row) => ({ text: duration(row[key]) + after, class: "number" });
const deviceLink = (row) => ({ text: row.id, href: "#/device?of=" + encodeURIComponent(row.id) });

const retry = (of) => ({ label: "Retry", about: of, post: "retry", of });

const force = (of) => ({
  label: "Serve anyway", about: of, post: "retry", query: "&force=true", of, danger: true,
  confirm: "Let " + of + " serve although it refuses what the version before accepts? Devices that it refuses are disconnected.",
});

// What a version or jar can be helped with, by its state.
function helps(state, of) {
  if (["REFUSING", "REFUSES"].includes(state)) return [retry(of), force(of)];
  return ["QUARANTINED", "SET_ASIDE", "OFFERS_NO_MODULE", "REFUSED"].includes(state) ? [retry(of)] : [];
}

function subject(row) {
  const device = /^\d+\/\d+\/./.test(row.subject);
  return device ? { text: row.subject, href: "#/device?of=" + encodeURIComponent(row.subject) } : { text: row.subject };
}

function jarActions(row) {
  const actions = row.control ? helps(row.kind, row.id) : [];
  if (row.earlier) {
    actions.push({
      label: "Roll back", about: row.id + " to " + row.earlier, post: "rollback", of: row.id,
      confirm: "Roll " + row.id + " back to " + row.earlier + "? It takes over between two statuses; no device notices.",
    });
  }
  if (row.folder) {
    actions.push({
      label: "Remove", about: row.id, post: "remove", of: row.id, danger: true,
      confirm: "Remove " + row.id + (row.bundle ? " (" + row.bundle + ")" : "")
        + "? If no other version serves its number, its devices are disconnected.",
    });
  }
  return { actions };
}

// key: the column to sort by; minor: left out on a phone.
export const TABLES = {
  devices: {
    caption: "Devices", fold: "Fold by module", folded: true, hint: "part of key or name",
    none: "No device is connected.",
    columns: [
      { title: "Device", key: "id", cell: deviceLink },
      { title: "Name", key: "name", cell: text("name") },
      { title: "Last status", key: "last", cell: since("last", " ago"), number: true },
      { title: "Connected", key: "connected", cell: since("connected"), number: true, minor: true },
      { title: "Statuses", key: "statuses", cell: number("statuses"), number: true },
      { title: "Forwarded", key: "forwarded", cell: number("forwarded"), number: true, minor: true },
      { title: "Commands waiting", key: "commands", cell: number("commands"), number: true, minor: true },
      { title: "Priority", key: "priority", cell: number("priority"), number: true, minor: true },
    ],
  },
  modules: {
    caption: "Modules", fold: "Fold by number", hint: "name, version, state or reason",
    none: "No module is installed: copy a module jar into the deploy folder.",
    columns: [
      { title: "Number", key: "number", cell: (row) => ({ text: String(row.number) }) },
      { title: "Name", key: "name", cell: text("name") },
      { title: "Version", key: "version", cell: text("version") },
      { title: "State", key: "state", cell: (row) => state(row.state) },
      { title: "Reason", key: "reason", cell: (row) => reason(row.reason) },
      { title: "Device types", key: "types", cell: text("types"), minor: true },
      { title: "Devices", key: "devices", cell: number("devices"), number: true },
      { title: "Rate", key: "rate", cell: (row) => ({ text: rate(row.rate), class: "number" }), number: true },
      { title: "Statuses", key: "statuses", cell: number("statuses"), number: true, minor: true },
      { title: "Refused", key: "refused", cell: number("refused"), number: true, minor: true },
      {
        title: "Action",
        cell: (row) => ({ actions: row.control ? helps(row.state, row.name + " " + row.version) : [] }),
      },
    ],
  },
  endpoints: {
    caption: "Endpoints", fold: "Fold by state", hint: "name, address, state or reason",
    none: "No endpoint is configured: nothing is sent to a cloud.",
    columns: [
      { title: "Endpoint", key: "id", cell: text("id") },
      { title: "State", key: "state", cell: (row) => state(row.state) },
      { title: "For", key: "since", cell: since("since"), number: true },
      {
        title: "Reason", key: "reason",
        cell: (row) => reason([row.reason, ...row.leftOut.map((left) => "left out: " + left)].filter(Boolean).join("; ")),
      },
      {
        title: "Action",
        cell: (row) => ({ actions: row.control ? [{ label: "Reconnect", about: row.id, post: "reconnect", of: row.id }] : [] }),
      },
      { title: "Address", key: "address", cell: text("address") },
      { title: "Modules", key: "modules", cell: text("modules"), minor: true },
      { title: "Devices", key: "devices", cell: number("devices"), number: true, minor: true },
      { title: "Rate", key: "rate", cell: (row) => ({ text: rate(row.rate), class: "number" }), number: true },
      { title: "In flight", key: "inFlight", cell: number("inFlight"), number: true, minor: true },
      { title: "Queued", key: "queued", cell: number("queued"), number: true },
      { title: "Undelivered", key: "undelivered", cell: number("undelivered"), number: true },
      { title: "Delivered", key: "delivered", cell: number("delivered"), number: true, minor: true },
      { title: "Lost", key: "lost", cell: number("lost"), number: true },
    ],
  },
  stages: {
    caption: "Stages", none: "No other stage is known.",
    columns: [
      { title: "Stage", cell: text("id") },
      { title: "State", cell: (row) => state(row.present ? "PRESENT" : "AWAY") },
      { title: "For", cell: since("since"), number: true },
      { title: "Devices waiting", cell: number("waiting"), number: true },
      { title: "Lost", cell: number("lost"), number: true },
      { title: "Modules", cell: (row) => reason(row.modules.join(", ")) },
      { title: "Differences", cell: (row) => ({ text: row.differences.join("; "), class: "reason warn" }) },
    ],
  },
  deployments: {
    caption: "Deploy folder", fold: "Fold by state", hint: "file, bundle or outcome",
    none: "The deploy folder is empty.",
    columns: [
      { title: "File", key: "id", cell: text("id") },
      { title: "State", key: "kind", cell: (row) => state(row.kind) },
      { title: "Outcome", key: "outcome", cell: (row) => reason(row.outcome) },
      { title: "Remark", key: "remark", cell: (row) => reason(row.remark) },
      { title: "Bundle", key: "bundle", cell: text("bundle") },
      { title: "Before", key: "earlier", cell: text("earlier"), minor: true },
      { title: "Action", cell: jarActions },
    ],
  },
  events: {
    caption: "Events", fold: "Fold by kind", hint: "kind, subject or text",
    none: "No events.",
    columns: [
      { title: "Time", key: "time", cell: (row) => ({ text: new Date(row.time).toLocaleString() }) },
      { title: "Kind", key: "kind", cell: text("kind") },
      { title: "About", key: "subject", cell: subject },
      { title: "What", key: "text", cell: (row) => reason(row.text) },
    ],
  },
  settings: {
    caption: "Settings", fold: "Fold by component", folded: true, hint: "key, value or origin",
    none: "Nothing is configured.",
    columns: [
      { title: "Key", key: "id", cell: text("id") },
      { title: "Value", key: "value", cell: (row) => reason(row.value) },
      { title: "From", key: "origin", cell: text("origin") },
    ],
  },
};

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// Makes the empty table. on: sort(key), toggle(group), more(group, count), act(action, button).
export function makeTable(id, definition, on) {
  const heads = definition.columns.map((column) => {
    const head = element("th", { scope: "col", className: (column.number ? "number " : "") + (column.minor ? "minor" : "") });
    if (column.title === "Action") head.className = "action";
    if (column.key) {
      const button = element("button", { type: "button", textContent: column.title });
      button.addEventListener("click", () => on.sort(column.key));
      head.dataset.key = column.key;
      head.append(button);
    } else {
      head.textContent = column.title;
    }
    return head;
  });
  const table = element("table", { id }, element("thead", {}, element("tr", {}, ...heads)));
  const place = element("div", { className: "table", tabIndex: 0 }, table);
  place.setAttribute("role", "region");
  place.setAttribute("aria-label", definition.caption);
  return { place, table, definition, on, fresh: true };
}

// Rows are kept and only their changed cells touched: focus and selection stay, and a screen reader
// does not read a whole table every two seconds.
export function showTable(made, data, query) {
  const { table } = made;
  for (const head of table.tHead.rows[0].cells) {
    if (head.dataset.key !== query.sort) head.removeAttribute("aria-sort");
    else head.setAttribute("aria-sort", query.desc ? "descending" : "ascending");
  }
  const old = new Map([...table.tBodies].map((body) => [body.dataset.group, body]));
  for (const group of data.groups) {
    let body = old.get(group.id);
    old.delete(group.id);
    if (!body) {
      body = element("tbody");
      body.dataset.group = group.id;
    }
    table.append(body); // in order; one that is there already moves
    showGroup(made, body, group, query);
  }
  for (const body of old.values()) body.remove();
  table.classList.toggle("with-action", table.querySelector("td button") !== null);
  made.place.hidden = data.matched === 0;
  made.fresh = false;
}

function showGroup(made, body, group, query) {
  const { definition, on } = made;
  const width = definition.columns.length;
  const open = group.rows.length > 0;
  let head = body.querySelector(":scope > .group");
  if (query.fold && !head) {
    const button = element("button", { type: "button" });
    button.addEventListener("click", () => on.toggle(group.id, button.getAttribute("aria-expanded") === "true"));
    head = element("tr", { className: "group" }, element("th", { colSpan: width, scope: "rowgroup" }, button));
    body.prepend(head);
  } else if (!query.fold && head) {
    head.remove();
    head = null;
  }
  if (head) {
    const button = head.querySelector("button");
    const title = group.title + " (" + group.count + ")";
    if (button.textContent !== title) button.textContent = title;
    button.setAttribute("aria-expanded", open);
  }
  const rows = new Map([...body.rows].filter((row) => row.dataset.id !== undefined).map((row) => [row.dataset.id, row]));
  let before = head ? head.nextElementSibling : body.firstElementChild;
  for (const data of group.rows) {
    let row = rows.get(data.id);
    if (row) {
      rows.delete(data.id);
    } else {
      row = newRow(definition, data.id);
      if (!made.fresh) row.className = "new";
    }
    definition.columns.forEach((column, index) => fill(row.cells[index], column, column.cell(data), on));
    if (row === before) before = before.nextElementSibling;
    else body.insertBefore(row, before);
  }
  for (const row of rows.values()) row.remove();
  more(body, open ? group.count - group.rows.length : 0, group, width, on);
}

function more(body, left, group, width, on) {
  let row = body.querySelector(":scope > .more");
  if (left <= 0) {
    if (row) row.remove();
    return;
  }
  if (!row) {
    const button = element("button", { type: "button" });
    button.addEventListener("click", () => on.more(group.id, Number(button.dataset.shown)));
    row = element("tr", { className: "more" }, element("td", { colSpan: width }, button));
  }
  const button = row.querySelector("button");
  button.dataset.shown = group.rows.length;
  button.textContent = "Show more: " + group.rows.length + " of " + group.count;
  body.append(row);
}

function newRow(definition, id) {
  const row = element("tr");
  row.dataset.id = id;
  definition.columns.forEach((column, index) => {
    const cell = element(index === 0 ? "th" : "td");
    if (index === 0) cell.scope = "row";
    cell.dataset.label = column.title;
    row.append(cell);
  });
  return row;
}

function fill(cell, column, content, on) {
  if (content.actions) {
    fillActions(cell, content.actions, on);
    return;
  }
  const name = [content.class, column.minor ? "minor" : ""].filter(Boolean).join(" ");
  if (cell.className !== name) cell.className = name;
  if (content.href) {
    const link = cell.querySelector("a") || cell.appendChild(element("a"));
    if (link.textContent !== content.text) link.textContent = content.text;
    if (link.getAttribute("href") !== content.href) link.href = content.href;
  } else if (cell.textContent !== content.text) {
    cell.textContent = content.text;
  }
}

function fillActions(cell, actions, on) {
  cell.className = "action";
  const wanted = JSON.stringify(actions);
  if (cell.dataset.actions === wanted) return;
  cell.dataset.actions = wanted;
  cell.replaceChildren(...actions.map((action) => {
    const button = element("button", { type: "button", textContent: action.label, className: action.danger ? "danger" : "" });
    button.setAttribute("aria-label", action.label + " " + action.about);
    button.addEventListener("click", () => on.act(action, button));
    return button;
  }));
}
