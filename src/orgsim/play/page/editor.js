// Drawing one's own design: units and lines on a board, what a unit does beside it, checked by the server at every step.

import { ask, Mistake } from "./ask.js";
import { centre, layout } from "./chart.js";
import { make } from "./curves.js";
import { query } from "./address.js";
import { element } from "./panel.js";

const WIDTH = 660;
const EMPTY = { departments: [], seconded: [], takes_in: [], answers: [], reports_to: null, head: false, approved_by: "head", puts_first: "function", wage: "staff", seats: null, record: true };

export class Editor {
  // say: {state, facts} as the page has them now; done(own, title) when a design is to be used
  constructor(say, done) {
    this.say = say;
    this.done = done;
    this.at = (id) => document.getElementById(id);
    this.dialog = this.at("editor");
    this.svg = this.at("drawing");
    this.listen();
  }

  listen() {
    const { at } = this;
    at("begin").addEventListener("change", () => this.copy(at("begin").value));
    at("own-title").addEventListener("input", () => this.edit(() => { this.design.title = at("own-title").value; }));
    at("add").addEventListener("click", () => this.add());
    at("keeper").addEventListener("change", () => this.edit(() => { this.design.record_kept_by = at("keeper").value || null; }));
    at("exceptions").addEventListener("change", () => this.edit(() => { this.design.approval.threshold = Number(at("exceptions").value); }));
    at("file").addEventListener("change", () => this.upload());
    at("cancel").addEventListener("click", () => this.dialog.close());
    at("editor-form").addEventListener("submit", (event) => {
      event.preventDefault();
      if (!at("use").disabled) { this.dialog.close(); this.done(this.own, this.design.title); }
    });
  }

  async open() {
    const { state, choices } = this.say();
    const known = Object.entries(choices.designs).map(([name, title]) => option(name, title));
    this.at("begin").replaceChildren(...(state.own ? [option("own", "the design I drew")] : []), ...known);
    this.at("begin").value = state.own ? "own" : state.designs[0];
    this.dialog.showModal();
    await this.copy(this.at("begin").value);
  }

  // A design spelled out for the company, to draw on.
  async copy(name) {
    const { state } = this.say();
    await this.take(() => ask(`/api/copy/${encodeURIComponent(name)}`, query({ ...state, designs: [name], own: state.own })), name !== "own");
  }

  async upload() {
    const [file] = this.at("file").files;
    this.at("file").value = "";
    if (!file) return;
    await this.take(async () => {
      const { own } = await ask("/api/upload", "", { method: "POST", body: file });
      const { state } = this.say();
      return ask("/api/copy/own", query({ ...state, designs: ["own"], own }));
    });
  }

  // Only the last design asked for counts; until it has come nothing can be changed.
  async take(get, renamed = false) {
    const ticket = (this.ticket = Symbol());
    this.at("board").inert = this.at("use").disabled = true;
    delete this.dialog.dataset.loaded;
    try {
      const found = await get();
      if (ticket !== this.ticket) return;
      this.design = found.design;
      if (renamed) this.design.description = "";
      if (renamed) this.design.title = `My ${this.design.title[0]?.toLowerCase() ?? ""}${this.design.title.slice(1)}`;
      this.chosen = Object.keys(this.design.units)[0];
      this.show();
      await this.check();
    } catch (error) {
      if (!(error instanceof Mistake)) throw error;
      if (ticket === this.ticket) this.mistake(error.message);
    } finally {
      if (ticket === this.ticket) { this.at("board").inert = false; this.dialog.dataset.loaded = this.design?.title ?? ""; }
    }
  }

  // Change something, draw it, have it checked.
  edit(change) {
    if (!this.design) return;
    change();
    this.show();
    clearTimeout(this.later);
    this.checking = null; // what is being checked is no longer what is drawn
    this.at("use").disabled = true;
    this.later = setTimeout(() => this.check(), 120);
  }

  async check() {
    const { state } = this.say(), design = this.design, own = encoded(design), ticket = (this.checking = Symbol());
    try {
      await ask("/api/scene", query({ ...state, designs: ["own"], own }));
      if (ticket !== this.checking) return;
      this.own = own;
      this.at("own-file").href = `/download/own.yaml?own=${own}`;
      this.mistake("");
    } catch (error) {
      if (!(error instanceof Mistake)) throw error;
      if (ticket === this.checking) this.mistake(error.message.replace(/^own: /, ""));
    }
  }

  mistake(said) {
    const place = this.at("own-mistake");
    place.textContent = said;
    place.hidden = !said;
    this.at("use").disabled = Boolean(said);
  }

  // Deeds

  add() {
    this.edit(() => {
      let name = "team", number = 2;
      while (name in this.design.units) name = `team ${number++}`;
      const above = Object.entries(this.design.units).find(([, unit]) => !unit.reports_to)?.[0] ?? null;
      this.design.units[name] = { ...structuredClone(EMPTY), reports_to: above };
      this.chosen = name;
    });
    this.at("unit").querySelector("input")?.focus();
  }

  remove(name) {
    const unit = this.design.units[name];
    if (unit.departments.length || unit.takes_in.length) {
      this.mistake(`${name} still has ${[...unit.departments, ...unit.takes_in].join(", ")}: give them to other units first`);
      return;
    }
    this.edit(() => {
      delete this.design.units[name];
      this.design.lines = this.design.lines.filter((line) => !line.between.includes(name));
      for (const each of Object.values(this.design.units)) {
        if (each.reports_to === name) each.reports_to = unit.reports_to;
        if (each.also_reports_to === name) each.also_reports_to = null;
      }
      if (this.design.record_kept_by === name) this.design.record_kept_by = null;
      this.chosen = Object.keys(this.design.units)[0];
    });
  }

  rename(name, fresh) {
    if (!fresh || fresh in this.design.units) return;
    const swap = (each) => (each === name ? fresh : each);
    this.edit(() => {
      this.design.units = Object.fromEntries(Object.entries(this.design.units).map(([each, unit]) => [swap(each), unit]));
      for (const unit of Object.values(this.design.units)) { unit.reports_to = swap(unit.reports_to); unit.also_reports_to = swap(unit.also_reports_to); }
      for (const line of this.design.lines) line.between = line.between.map(swap);
      this.design.record_kept_by = swap(this.design.record_kept_by);
      this.chosen = fresh;
    });
  }

  meets(a, b) {
    return this.design.lines.findIndex((line) => line.between.includes(a) && line.between.includes(b));
  }

  toggle(a, b) {
    if (a === b) return;
    this.edit(() => {
      const place = this.meets(a, b);
      if (place >= 0) this.design.lines.splice(place, 1); else this.design.lines.push({ between: [a, b] });
    });
  }

  // Of these only one unit can have each.
  give(key, what, name, on) {
    this.edit(() => {
      for (const unit of Object.values(this.design.units)) unit[key] = unit[key].filter((each) => each !== what);
      if (on) this.design.units[name][key].push(what);
    });
  }

  // Showing

  show() {
    const { design } = this, names = Object.keys(design.units);
    this.at("own-title").value = design.title;
    this.at("keeper").replaceChildren(option("", "nobody"), ...names.map((name) => option(name, name)));
    this.at("keeper").value = design.record_kept_by ?? "";
    this.at("exceptions").value = design.approval.threshold >= 1 ? "1" : "0";
    this.draw(names);
    this.form(this.chosen);
  }

  draw(names) {
    const units = names.map((name) => {
      const { departments, seconded, takes_in } = this.design.units[name];
      return { takes_in, coordinates: !(departments.length || seconded.length || takes_in.length) };
    });
    const { boxes, height } = layout({ units }, WIDTH), box = Object.fromEntries(names.map((name, i) => [name, boxes[i]]));
    this.svg.setAttribute("viewBox", `0 0 ${WIDTH} ${height}`);
    const parts = [];
    for (const name of names) {
      const above = box[this.design.units[name].reports_to];
      if (above) parts.push(make("path", { class: "reports", d: `M${above.x + above.w / 2} ${above.y + above.h}L${box[name].x + box[name].w / 2} ${box[name].y}` }));
    }
    for (const { between: [a, b] } of this.design.lines) {
      if (!box[a] || !box[b]) continue;
      const [x1, y1] = centre(box[a]), [x2, y2] = centre(box[b]);
      parts.push(make("path", { class: "meets", d: `M${x1} ${y1}Q${(x1 + x2) / 2 + (y2 - y1) * 0.12} ${(y1 + y2) / 2 - (x2 - x1) * 0.12} ${x2} ${y2}` }));
    }
    this.svg.replaceChildren(...parts, ...names.map((name) => this.box(name, box[name])));
  }

  box(name, { x, y, w, h }) {
    const unit = this.design.units[name], group = make("g", { class: `unit${name === this.chosen ? " chosen" : ""}`, tabindex: 0, role: "button", "aria-label": name, "aria-pressed": name === this.chosen, "data-unit": name });
    const title = make("text", { x: x + 7, y: y + 19, "font-weight": 600 }), note = make("text", { x: x + 7, y: y + 37, class: "note" }), more = make("text", { x: x + 7, y: y + 53, class: "note" });
    title.textContent = cut(name, w / 8);
    note.textContent = cut(unit.takes_in.length ? unit.takes_in.join(", ") : unit.departments.length ? "" : unit.seconded.length ? "seconded people" : "coordinates", w / 6.2);
    more.textContent = cut([...unit.departments, ...unit.seconded].join(", "), w / 6.2);
    group.append(make("rect", { x, y, width: w, height: h, rx: 6 }), title, note, more);
    group.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); this.choose(name); } });
    group.addEventListener("pointerdown", (event) => this.pull(event, name, [x + w / 2, y + h / 2]));
    return group;
  }

  choose(name) {
    this.chosen = name;
    this.show();
    this.svg.querySelector(`[data-unit="${CSS.escape(name)}"]`)?.focus();
  }

  // Pull a line from a unit to another; let go where it began, and the unit is chosen.
  pull(event, name, [x, y]) {
    event.preventDefault();
    const line = make("line", { class: "pulling", x1: x, y1: y, x2: x, y2: y });
    this.svg.append(line);
    const move = ({ clientX, clientY }) => {
      const spot = new DOMPoint(clientX, clientY).matrixTransform(this.svg.getScreenCTM().inverse());
      line.setAttribute("x2", spot.x); line.setAttribute("y2", spot.y);
    };
    const end = ({ clientX, clientY }) => {
      removeEventListener("pointermove", move);
      line.remove();
      const other = document.elementsFromPoint(clientX, clientY).map((each) => each.closest?.("g.unit")?.dataset.unit).find(Boolean);
      if (other && other !== name) this.toggle(name, other); else this.choose(name);
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", end, { once: true });
  }

  form(name) {
    const unit = this.design.units[name], root = this.at("unit");
    if (!unit) { root.replaceChildren(); return; }
    const { facts } = this.say(), others = Object.keys(this.design.units).filter((each) => each !== name);
    const change = (key) => (value) => this.edit(() => { unit[key] = value; });
    const superior = !unit.departments.length && !unit.takes_in.length;
    const parts = [
      this.text("Unit", name, (value) => this.rename(name, value.trim())),
      this.checks("Its departments", facts.departments, unit.departments, (what, on) => this.give("departments", what, name, on)),
      this.checks("Seconded from", facts.departments, unit.seconded, (what, on) => this.edit(() => { unit.seconded = toggled(unit.seconded, what, on); })),
      this.checks("Takes in", facts.channels, unit.takes_in, (what, on) => this.give("takes_in", what, name, on)),
      this.checks("May also answer for", ["*", ...facts.departments], unit.answers, (what, on) => this.edit(() => { unit.answers = toggled(unit.answers, what, on); }), { "*": "everybody" }),
      this.checks("Meets", others, others.filter((each) => this.meets(name, each) >= 0), (what) => this.toggle(name, what)),
      this.select("Reports to", unit.reports_to ?? "", [["", "nobody"], ...others.map((each) => [each, each])], (value) => change("reports_to")(value || null)),
      this.select("Its exceptions go to", unit.approved_by, [["head", "its own head, else its superior"], ["superior", "its superior"], ["nobody", "nobody"]], change("approved_by")),
      this.checks("", ["head"], unit.head ? ["head"] : [], (_, on) => change("head")(on), { head: "one of its people is its head" }),
      ...(superior || others.some((each) => this.design.units[each].reports_to === name)
        ? [this.select("Asks of those who report to it", unit.puts_first, [["function", "own work first"], ["customers", "customers first"], ["neither", "first come, first served"]], change("puts_first"))] : []),
    ];
    const remove = element("button", "", `Remove ${name}`);
    remove.type = "button";
    remove.addEventListener("click", () => this.remove(name));
    const focus = document.activeElement?.dataset?.key;
    root.replaceChildren(...parts, remove);
    if (focus) root.querySelector(`[data-key="${CSS.escape(focus)}"]`)?.focus();
  }

  text(title, value, change) {
    const label = element("label", "field", `${title} `), input = element("input");
    Object.assign(input, { value, maxLength: 30 });
    input.dataset.key = title;
    input.addEventListener("change", () => change(input.value));
    label.append(input);
    return label;
  }

  select(title, value, options, change) {
    const label = element("label", "field", `${title} `), select = element("select");
    select.append(...options.map(([each, said]) => option(each, said)));
    select.value = value;
    select.dataset.key = title;
    select.addEventListener("change", () => change(select.value));
    label.append(select);
    return label;
  }

  checks(title, all, on, change, words = {}) {
    const root = element("fieldset");
    if (title) root.append(element("legend", "", title));
    for (const each of all) {
      const label = element("label", "check"), input = element("input");
      Object.assign(input, { type: "checkbox", checked: on.includes(each) });
      input.dataset.key = `${title} ${each}`;
      input.addEventListener("change", () => change(each, input.checked));
      label.append(input, ` ${words[each] ?? each}`);
      root.append(label);
    }
    return root;
  }
}

const toggled = (list, what, on) => (on ? [...list, what] : list.filter((each) => each !== what));
const cut = (text, most) => (text.length <= most ? text : `${text.slice(0, Math.max(1, Math.floor(most) - 1))}…`);

export function option(value, text) {
  const made = element("option", "", text);
  made.value = value;
  return made;
}

// A design as it stands in an address: without what is empty anyway.
function encoded(design) {
  const said = JSON.stringify(design, (key, value) => (value === null || value === "" || (Array.isArray(value) && !value.length) || (value === false && key !== "record") ? undefined : value));
  const bytes = new TextEncoder().encode(said);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
