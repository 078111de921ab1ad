// The sliders: each sets one key of the world, the same for every design.

import { element } from "./panel.js";

export class Controls {
  constructor(root, controls, changed) {
    this.controls = controls;
    this.changed = changed;
    this.parts = {};
    root.replaceChildren(...Object.entries(controls).map(([name, control]) => this.control(name, control)));
  }

  control(name, control) {
    const root = element("div", "control"), label = element("label"), value = element("output"), input = element("input");
    Object.assign(input, { type: "range", id: `control-${name}`, min: 0, max: steps(control), step: 1 });
    label.htmlFor = value.htmlFor = input.id;
    label.append(control.title, " ", value);
    const ends = element("div", "ends");
    ends.append(element("span", "", control.low_means), element("span", "", control.high_means));
    input.addEventListener("input", () => {
      this.say(name, of(control, Number(input.value)));
      this.changed(name, of(control, Number(input.value)));
    });
    root.append(label, input, ends);
    this.parts[name] = { input, value };
    return root;
  }

  say(name, value) {
    const { value: out, input } = this.parts[name], said = text(this.controls[name], value);
    out.textContent = said;
    input.setAttribute("aria-valuetext", said);
  }

  // positions: {control: value}, null where the company has several
  set(positions) {
    for (const [name, value] of Object.entries(positions)) {
      if (document.activeElement !== this.parts[name].input && value !== null) this.parts[name].input.value = place(this.controls[name], value);
      if (value === null) this.parts[name].value.textContent = "several"; else this.say(name, value);
    }
  }
}

const steps = ({ low, high, step, log }) => Math.round(log ? Math.log(high / low) / Math.log(step) : (high - low) / step);

function of(control, place) {
  const { low, high, step, log } = control;
  const value = log ? low * step ** place : low + step * place;
  return Number(Math.min(high, Math.max(low, place === steps(control) ? high : value)).toPrecision(log ? 2 : 6));
}

const place = ({ low, step, log }, value) => Math.round(log ? Math.log(value / low) / Math.log(step) : (value - low) / step);

function text({ unit }, value) {
  return unit.startsWith("%") ? `${Math.round(100 * value)} ${unit}` : `${Number(value.toPrecision(2))}${unit}`;
}
