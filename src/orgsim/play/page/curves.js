// The three measures over time, a curve each design, drawn as far as the play has got.

const SPACE = "http://www.w3.org/2000/svg", WIDE = 420, TALL = 210, LEFT = 44, RIGHT = 118, TOP = 14, LOW = 26;
const MEASURES = [
  ["response_latency", "Hours to true resolution, of issues raised in the last seven days (less is better)", (v) => v.toFixed(0), 0],
  ["voice", "One right voice: share of mystery shoppers who heard the same and right on two channels", (v) => `${(100 * v).toFixed(0)} %`, null],
  ["nps", "Advocates less adversaries, per 100 customers", (v) => v.toFixed(0), null],
];

export class Curves {
  constructor(root) { this.root = root; this.clips = []; }

  // recordings: {colour, title, dash, days: {measure: values}} a design
  show(shown, days, surge) {
    this.days = days;
    this.clips = [];
    this.root.replaceChildren(...MEASURES.map((measure, i) => this.figure(measure, i, shown, surge)));
  }

  figure([name, said, text, floor], place, shown, surge) {
    const values = shown.flatMap(({ days }) => [...days[name]].filter(Number.isFinite));
    const [low, high] = ends(values, floor), x = (day) => LEFT + ((WIDE - LEFT - RIGHT) * day) / this.days;
    const y = (value) => TOP + ((TALL - TOP - LOW) * (high - value)) / (high - low);
    const svg = make("svg", { viewBox: `0 0 ${WIDE} ${TALL}`, role: "img", "aria-label": `${said}: ${shown.map((each) => `${each.title} ends at ${text(last(each.days[name]))}`).join(", ")}` });
    if (surge) svg.append(make("rect", { x: x(Math.max(0, surge[0])), y: TOP, width: Math.max(0, x(Math.min(this.days, surge[1])) - x(Math.max(0, surge[0]))), height: TALL - TOP - LOW, fill: "#f3ead9" }));
    for (const value of [low, (low + high) / 2, high]) {
      svg.append(make("line", { x1: LEFT, x2: WIDE - RIGHT, y1: y(value), y2: y(value), stroke: "#d9dce0" }), label(LEFT - 5, y(value) + 4, text(value), "end"));
    }
    for (let week = 4; week * 7 <= this.days; week += 4) svg.append(label(x(week * 7), TALL - 8, `week ${week}`, "middle"));
    const clip = make("rect", { x: 0, y: 0, width: LEFT, height: TALL });
    const path = make("clipPath", { id: `clip-${place}` });
    path.append(clip);
    this.clips.push(clip);
    const group = make("g", { "clip-path": `url(#clip-${place})` });
    const spots = [];
    for (const { colour, title, dash, days } of shown) {
      group.append(make("path", { d: line(days[name], x, y), fill: "none", stroke: colour, "stroke-width": 2.4, "stroke-dasharray": dash }));
      spots.push({ y: y(last(days[name])), title, colour });
    }
    const names = apart(spots).map(({ at, title, colour }) => named(WIDE - RIGHT + 6, at + 4, title, colour));
    svg.append(path, group, ...names);
    const figure = document.createElement("figure"), caption = document.createElement("figcaption");
    caption.textContent = said;
    figure.append(caption, svg);
    return figure;
  }

  goTo(day) {
    for (const clip of this.clips) clip.setAttribute("width", LEFT + ((WIDE - LEFT - RIGHT) * day) / this.days + 1);
  }
}

function ends(values, floor) {
  let low = Math.min(...values), high = Math.max(...values);
  if (!values.length) return [0, 1];
  const room = Math.max((high - low) * 0.12, Math.abs(high) * 0.02, 0.01);
  high += room;
  low = floor === null ? low - room : floor;
  return [low, high];
}

const last = (values) => [...values].reverse().find(Number.isFinite) ?? NaN;

function line(values, x, y) {
  let said = "";
  values.forEach((value, day) => { if (Number.isFinite(value)) said += `${said ? "L" : "M"}${x(day).toFixed(1)} ${y(value).toFixed(1)}`; });
  return said;
}

// Names that do not lie on one another.
function apart(spots) {
  const sorted = spots.map((each) => ({ ...each, at: each.y })).sort((a, b) => a.at - b.at);
  for (let i = 1; i < sorted.length; i++) sorted[i].at = Math.max(sorted[i].at, sorted[i - 1].at + 15);
  return sorted;
}

function named(x, y, text, colour) {
  const made = label(x, Math.max(12, y), text.length > 16 ? `${text.slice(0, 15)}…` : text, "start", "name");
  made.setAttribute("fill", colour);
  made.style.fill = colour;
  made.style.paintOrder = "stroke";
  made.setAttribute("stroke", "#fff");
  made.setAttribute("stroke-width", "3");
  return made;
}

function label(x, y, text, anchor, name = "") {
  const made = make("text", { x, y, "text-anchor": anchor });
  if (name) made.setAttribute("class", name);
  made.textContent = text;
  return made;
}

export function make(tag, attributes = {}) {
  const made = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}
