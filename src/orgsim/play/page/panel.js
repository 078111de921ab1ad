// One design on the stage: its chart above its customers, brought to any moment of its recording.

import { Cases } from "./cases.js";
import { centre, drawMoving, drawStill, layout } from "./chart.js";
import { Crowd } from "./crowd.js";

const CALM = matchMedia("(prefers-reduced-motion: reduce)");
const MEMORY = 0.02; // of the running mean that tells the bottleneck: about half a day of looks

export class Panel {
  constructor(title, colour, number) {
    this.root = element("article", "panel");
    const head = element("h2");
    const swatch = element("i");
    swatch.style.background = colour;
    head.append(swatch, title);
    this.said = element("p", "said faint");
    this.canvas = element("canvas");
    this.canvas.setAttribute("role", "img");
    this.status = element("p", "status");
    this.bar = element("div", "bar");
    this.shares = ["advocate", "neutral", "adversary"].map((each) => element("span", each));
    this.bar.append(...this.shares);
    this.root.append(head, this.said, this.canvas, this.bar, this.status);
    this.root.id = `panel-${number}`;
    this.title = title;
    this.cases = new Cases();
    this.look = -1;
    this.move = this.feeling = 0;
  }

  // The chart as the controls have it; what was recorded before no longer counts.
  show(chart, people) {
    this.rewind();
    this.chart = chart;
    this.recording = null;
    this.cases.clear();
    if (people && this.crowd?.places !== people.places) this.crowd = new Crowd(people);
    this.said.textContent = chart.said;
    this.fit();
    const worst = chart.units[chart.breaks_first], share = Math.round(100 * worst.load);
    this.status.textContent = `Expected before play: ${worst.name} has least to spare, with work for ${share} % of its people's time${share > 100 ? ": more than it can do" : ""}.`;
    this.canvas.dataset.load = String(share);
    this.count();
    this.draw(0);
  }

  play(recording) {
    this.recording = recording;
    this.crowd.begin(recording.start);
    this.bottlenecks = bottlenecks(recording, this.chart.units.map((unit) => unit.seats));
    this.rewind();
  }

  rewind() {
    this.look = -1;
    this.move = this.feeling = 0;
    this.cases.clear();
    if (this.recording) { this.crowd.begin(this.recording.start); this.crowd.redraw(); this.count(); }
  }

  fit() {
    const width = Math.max(240, this.root.clientWidth - 22), ratio = Math.min(2, devicePixelRatio || 1);
    const { boxes, height } = layout(this.chart, width);
    const rx = width * 0.49, ry = Math.min(170, rx * 0.58);
    Object.assign(this, { width, boxes, ratio, rx, ry, under: height + 14 });
    this.height = this.under + 2 * ry + 8;
    for (const canvas of [this.canvas, (this.still ??= element("canvas"))]) { canvas.width = width * ratio; canvas.height = this.height * ratio; }
    this.canvas.style.height = `${this.height}px`;
    const pen = this.still.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawStill(pen, this.chart, boxes);
    this.crowd?.fit(rx, ry, ratio);
  }

  // Bring everything to a look; moves since the last one set out, unless it is a jump.
  goTo(look, now, travel) {
    const { recording } = this;
    if (!recording || look === this.look) return;
    if (look < this.look) this.rewind();
    const from = this.move;
    while (this.move < recording.move_look.length && recording.move_look[this.move] <= look) this.move++;
    if (travel) for (let i = from; i < this.move; i++) this.setOut(i, now);
    const changed = [];
    while (this.feeling < recording.felt_look.length && recording.felt_look[this.feeling] <= look) {
      const person = recording.felt_person[this.feeling];
      this.crowd.become(person, recording.felt_standing[this.feeling]);
      changed.push(person);
      this.feeling++;
    }
    if (changed.length > 4000) this.crowd.redraw(); else this.crowd.touch(changed);
    this.look = look;
    if (changed.length) this.count();
  }

  setOut(i, now) {
    const { recording } = this, person = recording.move_person[i], issue = recording.move_issue[i];
    if (issue % this.cases.every) return;
    const [x, y] = this.crowd.at(person), customer = [x + this.width / 2 - this.rx, y + this.under];
    const at = (unit) => (unit < 0 ? customer : centre(this.boxes[unit]));
    this.cases.add(at(recording.move_from[i]), at(recording.move_to[i]), recording.move_how[i], issue, now);
  }

  draw(now) {
    const pen = this.canvas.getContext("2d");
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    pen.drawImage(this.still, 0, 0);
    pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    this.crowd?.draw(pen, this.width / 2 - this.rx, this.under);
    const bottleneck = this.recording && this.look >= 0 ? this.bottlenecks[this.look] : -1;
    drawMoving(pen, this.chart, this.boxes, this.units(), bottleneck, this.atWork(), CALM.matches ? 0.5 : 0.5 + 0.5 * Math.sin(now / 260));
    this.cases.draw(pen, now);
  }

  // Looks are close together only while people are at work.
  atWork() {
    const { recording, look } = this;
    return !recording || look < 1 || recording.times[look] - recording.times[look - 1] < 10;
  }

  units() {
    const number = this.chart.units.length, at = this.look * number;
    if (!this.recording || this.look < 0) { const none = new Uint16Array(number); return { busy: none, cases: none, other: none }; }
    const { busy, cases, other } = this.recording;
    return { busy: busy.subarray(at, at + number), cases: cases.subarray(at, at + number), other: other.subarray(at, at + number) };
  }

  // Where things stand, in words: for everybody, and for those who do not see the picture.
  tell(when) {
    if (!this.recording || this.look < 0) return;
    const now = this.units(), all = now.cases.reduce((a, b) => a + b, 0), worst = this.bottlenecks[this.look];
    const every = this.cases.every > 1 ? ` One dot in ${this.cases.every} is drawn.` : "";
    const where = worst >= 0 ? `; the bottleneck is ${this.chart.units[worst].name}, where ${counted(now.cases[worst], "case", "cases")} and ${counted(now.other[worst], "piece", "pieces")} of other work wait` : "";
    this.status.textContent = `${counted(all, "case waits", "cases wait")}${where}.${every}`;
    this.canvas.setAttribute("aria-label", `${this.title}, ${when}: ${this.status.textContent} ${this.shares.map((each) => each.title).join(", ")}.`);
  }

  count() {
    if (!this.crowd) return;
    ["1", "0", "-1"].forEach((standing, i) => {
      const share = (100 * this.crowd.counts[standing]) / this.crowd.number, span = this.shares[i];
      const word = ["advocates", "neutral", "adversaries"][i];
      span.style.width = `${share}%`;
      const room = (share / 100) * this.width;
      span.textContent = room > 120 ? `${share.toFixed(0)} % ${word}` : room > 36 ? `${share.toFixed(0)} %` : "";
      span.title = `${share.toFixed(1)} % ${word}`;
    });
  }
}

const counted = (number, one, many) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;

// At each look the unit where most waits per person, smoothed; -1 where less than half a piece does.
function bottlenecks({ busy, cases, other, units, looks }, seats) {
  const mean = new Float64Array(units), found = new Int16Array(looks);
  for (let look = 0; look < looks; look++) {
    let worst = -1, most = 0.5;
    for (let u = 0; u < units; u++) {
      const at = look * units + u;
      mean[u] += MEMORY * ((cases[at] + other[at]) / Math.max(seats[u], 1) - mean[u]);
      if (seats[u] && mean[u] > most) { most = mean[u]; worst = u; }
    }
    found[look] = worst;
  }
  return found;
}

export function element(tag, name = "", text = "") {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text) made.textContent = text;
  return made;
}
