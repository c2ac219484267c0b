// The graphs of the overview.

const MINUTES = 15;

// Values of a sample in the order of graph.json, after its age.
const GRAPHS = [
  { title: "Statuses per second", unit: "", lines: [{ column: 1, name: "statuses" }] },
  {
    title: "Round trip", unit: "ms", scale: 0.001,
    lines: [{ column: 2, name: "median" }, { column: 3, name: "99 %" }],
  },
  { title: "Waiting for the cloud", unit: "", lines: [{ column: 4, name: "statuses" }] },
];

const SVG = "http://www.w3.org/2000/svg";

function rounded(value) {
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(2)));
}

function makeGraph(graph) {
  const figure = document.createElement("figure");
  const caption = document.createElement("figcaption");
  const title = document.createElement("strong");
  title.textContent = graph.title + (graph.unit ? " (" + graph.unit + ")" : "");
  graph.latest = document.createElement("span");
  caption.append(title, graph.latest);
  graph.svg = document.createElementNS(SVG, "svg");
  graph.svg.setAttribute("viewBox", "0 0 100 100");
  graph.svg.setAttribute("preserveAspectRatio", "none");
  graph.svg.setAttribute("role", "img");
  const base = document.createElementNS(SVG, "line");
  for (const [name, value] of [["x1", 0], ["x2", 100], ["y1", 100], ["y2", 100]]) base.setAttribute(name, value);
  graph.svg.append(base);
  graph.lines.forEach((line, index) => {
    line.element = document.createElementNS(SVG, "polyline");
    if (index > 0) line.element.classList.add("second");
    graph.svg.append(line.element);
  });
  const axis = document.createElement("div");
  axis.className = "axis";
  axis.setAttribute("aria-hidden", "true");
  const [, highest] = ["15 min ago", "", "now"].map((text) => {
    const label = document.createElement("span");
    label.textContent = text;
    axis.append(label);
    return label;
  });
  graph.highest = highest;
  figure.append(caption, graph.svg, axis);
  document.getElementById("graphs").append(figure);
}

function draw(graph, samples) {
  const scale = graph.scale || 1;
  const columns = graph.lines.map((line) => samples.map((sample) => sample[line.column] * scale));
  const top = Math.max(1e-3, ...columns.flat());
  graph.lines.forEach((line, index) => {
    const points = columns[index].map((value, at) => {
      const x = 100 - (samples[at][0] / (MINUTES * 60)) * 100;
      return x.toFixed(2) + "," + (100 - (value / top) * 95).toFixed(2);
    });
    line.element.setAttribute("points", points.join(" "));
  });
  const latest = graph.lines.map((line, index) => {
    const values = columns[index];
    return line.name + " " + (values.length ? rounded(values[values.length - 1]) : "–");
  });
  const highest = "highest " + rounded(top <= 1e-3 ? 0 : top);
  graph.highest.textContent = samples.length ? highest : "";
  graph.latest.replaceChildren();
  latest.forEach((text, index) => {
    const key = document.createElement("span");
    key.className = index > 0 ? "key second" : "key";
    key.textContent = text + " ";
    graph.latest.append(key);
  });
  graph.svg.setAttribute(
    "aria-label", graph.title + " of the last 15 minutes: " + latest.join(", ") + ", " + highest + " " + graph.unit);
}

export function drawGraphs(samples) {
  for (const graph of GRAPHS) draw(graph, samples);
}

GRAPHS.forEach(makeGraph);
