// The page: what is set stands in the address; what is played is recorded by the server and drawn here.

import * as address from "./address.js";
import { ask, columns, Mistake } from "./ask.js";
import { Controls } from "./controls.js";
import { Curves } from "./curves.js";
import { Editor, option } from "./editor.js";
import { element, Panel } from "./panel.js";
import { fill, tenWorlds } from "./score.js";

const at = (id) => document.getElementById(id);
const COLOURS = ["#1a1a1a", "#a6561d", "#6a3d9a"], DASHES = ["", "9 4", "3 3"], MOST = 3;
const SPEEDS = [[0.25, "¼ day a second"], [0.5, "½ day a second"], [1, "1 day a second"], [2, "2 days a second"], [4, "4 days a second"], [8, "8 days a second"]];
const NARROW = 832; // CSS pixels
const DAY = 1440, HOUR = 60, DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const PAUSE = 250; // milliseconds without a move of a control before the server plays all of it through

let choices, facts, controls, curves, editor, people;
let panels = [], recordings = null, times = null;
let clock = { playing: false, place: 0, before: 0 }, told = 0, frames = [];
let scored = null, running = new AbortController(), luck = new AbortController(), asked = 0, settling = null, preparing = null, again = false;
const state = { company: "", designs: [], moved: {}, seed: 1, own: "" };

// Setting

async function begin() {
  choices = await ask("/api/choices");
  controls = new Controls(at("controls"), choices.controls, (name, value) => { state.moved[name] = value; settle(PAUSE); });
  curves = new Curves(at("curves"));
  editor = new Editor(() => ({ state, facts, choices }), (own, title) => useOwn(own, title));
  at("company").replaceChildren(...Object.entries(choices.companies).map(([name, title]) => option(name, title)));
  at("examples").replaceChildren(...Object.values(choices.examples).map(example));
  at("speed").replaceChildren(...SPEEDS.map(([speed, said]) => option(speed, said)));
  at("speed").value = "0.5";
  if (innerWidth < NARROW) for (const id of ["setting", "world"]) at(id).open = false;
  listen();
  requestAnimationFrame(tick);
  Object.assign(state, start());
  const said = address.read();
  if (!Object.keys(said).length) return settle();
  try {
    const { own = "", company = state.company, designs, seed = state.seed, ...moved } = said;
    facts = await ask("/api/scene", location.search);
    Object.assign(state, { company, designs: facts.designs, seed: Number(seed), own, moved });
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    await settle();
    return mistake(`This address cannot be played: ${error.message}. Shown instead is the page as it begins.`);
  }
  return settle();
}

// A question to try: sets designs and controls at one click.
function example({ title, designs, controls: moved }) {
  const button = element("button", "", title);
  button.type = "button";
  button.addEventListener("click", () => {
    state.moved = { ...moved };
    if (designs.length) state.designs = [...designs];
    settle();
  });
  return button;
}

const start = () => ({ company: choices.first.company, designs: [...choices.first.designs], seed: choices.first.seed, moved: {}, own: "" });

// Have the server work out what is set now, one question at a time; what was recorded before no longer counts.
async function settle(pause = 0) {
  stop();
  luck.abort();
  running.abort();
  clearTimeout(preparing);
  if (settling) { again = true; return settling; }
  settling = (async () => {
    do { again = false; await settleNow(); } while (again);
  })();
  await settling;
  settling = null;
  if (facts && !at("mistake").textContent) preparing = setTimeout(() => prepare(address.query(state)), pause);
}

async function settleNow() {
  asked++;
  try {
    const found = await ask("/api/scene", address.query(state));
    if (again) return;
    facts = found;
    mistake("");
    address.write(state);
    show();
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    mistake(error.message);
    forget();
  }
}

function forget() {
  running.abort();
  recordings = null;
  clock.place = 0;
  at("score").hidden = true;
}

function show() {
  forget();
  at("company").value = state.company;
  at("seed").value = state.seed;
  controls.set(facts.positions);
  pickers();
  at("data").href = `/download/data.zip${address.query(state)}`;
  at("configuration").href = `/download/configuration.zip${address.query(state)}`;
  at("panels").style.setProperty("--columns", facts.designs.length);
  const titles = facts.designs.map((name) => facts.charts[name].title);
  if (String(titles) !== String(panels.map((panel) => panel.title))) {
    panels = titles.map((title, i) => new Panel(title, COLOURS[i], i));
    at("panels").replaceChildren(...panels.map((panel) => panel.root));
    bets();
  }
  facts.designs.forEach((name, i) => panels[i].show(facts.charts[name], people?.of === facts.crowd ? people : null));
  at("curves").replaceChildren(element("p", "faint", "They are drawn as the play goes on."));
  label();
  document.body.dataset.settled = String(asked);
}

function pickers() {
  const known = { ...choices.designs, ...(state.own ? { own: "Your own design" } : {}) };
  const picks = [0, 1, 2].map((place) => {
    const label = element("label", "field", ["Left: ", "Beside it: ", "And: "][place]), select = element("select");
    select.id = `design-${place}`;
    if (place) select.append(option("", "nothing"));
    for (const [name, title] of Object.entries(known)) if (name === state.designs[place] || !state.designs.includes(name)) select.append(option(name, title));
    select.value = state.designs[place] ?? "";
    select.addEventListener("change", () => {
      const chosen = [...state.designs];
      chosen[place] = select.value;
      state.designs = chosen.filter(Boolean).slice(0, MOST);
      settle().then(() => at(`design-${place}`)?.focus());
    });
    label.append(select);
    return label;
  });
  at("designs").replaceChildren(...picks.slice(0, Math.min(MOST, state.designs.length + 1)));
}

// The visitor's own prediction, held against the score.
function bets() {
  const legend = at("bet").querySelector("legend"), all = [...facts.designs.map((name) => [name, facts.charts[name].title]), ["", "no difference"]];
  at("bet").hidden = facts.designs.length < 2;
  at("bet").replaceChildren(legend, ...all.map(([value, title]) => {
    const label = element("label"), input = element("input");
    Object.assign(input, { type: "radio", name: "bet", value });
    label.append(input, title);
    return label;
  }));
}

function held(score) {
  const bet = at("bet").querySelector("input:checked"), row = score.table.find((each) => each.measure === "response_latency");
  if (!bet || !row || facts.designs.length < 2) return "";
  const won = row.best.length ? row.best.map((name) => facts.charts[name].title).join(" and ") : "no difference beyond the margin";
  const right = bet.value ? row.best.includes(bet.value) : !row.best.length;
  return `You predicted ${bet.value ? facts.charts[bet.value].title : "no difference"}: ${right ? "so it came, in this world" : "it came otherwise, in this world"} (${won}).`;
}

function useOwn(own) {
  state.own = own;
  if (!state.designs.includes("own")) state.designs = state.designs.length < MOST ? [...state.designs, "own"] : [...state.designs.slice(0, MOST - 1), "own"];
  settle();
}

// Recording

async function prepare(query) {
  running.abort();
  const control = (running = new AbortController()), { signal } = control, number = asked;
  const names = facts.designs;
  say("");
  const late = setTimeout(() => say("The server plays it through …"), 400);
  try {
    if (people?.of !== facts.crowd) {
      const found = await columns("/api/customers", query, { signal });
      people = { ...found, of: facts.crowd };
      panels.forEach((panel, i) => panel.show(facts.charts[names[i]], people));
    }
    const found = [];
    for (const name of names) {
      found.push(await columns(`/api/recording/${encodeURIComponent(name)}`, query, { signal }));
      if (names.length > 1) say(`Played through: ${found.length} of ${names.length} designs`);
    }
    const score = await ask("/api/score", query, { signal });
    if (number === asked && !signal.aborted) ready(found, score);
  } catch (error) {
    if (error.name === "AbortError") return;
    if (!(error instanceof Mistake)) throw error;
    mistake(error.message);
  } finally {
    clearTimeout(late);
    if (running === control) say("");
  }
}

function ready(found, score) {
  recordings = found;
  times = found[0].times;
  at("time").max = times.length;
  panels.forEach((panel, i) => panel.play(found[i]));
  const titles = Object.fromEntries(facts.designs.map((name) => [name, facts.charts[name].title]));
  curves.show(found.map((days, i) => ({ days, colour: COLOURS[i], dash: DASHES[i], title: facts.charts[facts.designs[i]].title })), times.at(-1) / DAY, facts.surge);
  at("answer").textContent = score.answer;
  scored = score;
  fill(at("table"), score.table, facts.designs, titles);
  at("found").replaceChildren();
  at("left").textContent = "";
  document.body.dataset.ready = String(asked);
  goTo(0);
  if (clock.wanted) play();
}

// Playing

function play() {
  if (!at("mistake").hidden && !recordings) return;
  if (!recordings) { clock.wanted = true; say("In a moment: the server plays it through …"); return; }
  if (clock.place >= times.length) goTo(0);
  clock.wanted = false;
  clock.playing = true;
  at("play").textContent = "Pause";
}

function stop() {
  clock.playing = clock.wanted = false;
  at("play").textContent = "▶ Play";
}

// The play's clock counts looks: a working day has many, a night few, so nights pass quickly.
const looksADay = () => { const open = facts.weeks * 5 || 1; return times.length / open; };

function tick(now) {
  const passed = Math.min(100, now - (clock.before || now));
  clock.before = now;
  if (clock.playing && recordings) {
    const speed = Number(at("speed").value) * looksADay();
    panels.forEach((panel) => panel.cases.thin(perLook(panel) * speed));
    goTo(clock.place + (speed * passed) / 1000, now);
    if (clock.place >= times.length) stop();
  }
  for (const panel of panels) if (panel.chart) panel.draw(now);
  frames.push(now);
  while (frames[0] < now - 1000) frames.shift();
  document.body.dataset.fps = String(frames.length);
  requestAnimationFrame(tick);
}

const perLook = (panel) => panel.recording.move_look.length / panel.recording.looks;

// To a place of the clock; cases set out only where it moves on a little.
function goTo(place, now = null) {
  if (!recordings) return;
  clock.place = Math.max(0, Math.min(times.length, place));
  const look = Math.floor(clock.place) - 1;
  for (const panel of panels) if (look < 0) panel.rewind(); else panel.goTo(look, now ?? performance.now(), now !== null);
  curves.goTo(look < 0 ? 0 : times[look] / DAY);
  const over = clock.place >= times.length;
  if (over) at("kept").textContent = held(scored);
  if (over === at("score").hidden) at("score").hidden = !over;
  label();
}

function step(minutes) {
  if (!recordings) return;
  stop();
  const look = Math.floor(clock.place) - 1, from = look < 0 ? 0 : times[look], to = from + minutes;
  let place = 0;
  while (place < times.length && times[place] <= to) place++;
  goTo(Math.max(place, minutes > 0 ? Math.min(look + 2, times.length) : 0), minutes > 0 ? performance.now() : null);
}

function label() {
  const look = Math.floor(clock.place) - 1, minutes = look < 0 || !times ? 0 : times[look];
  const since = minutes + (facts?.begins ?? 0), day = Math.max(0, Math.floor((since - 0.001) / DAY)), hour = since - day * DAY;
  const shut = look > 0 && times[look] - times[look - 1] > 10 ? ", closed" : "";
  const when = look < 0 ? "Week 1, before opening" : `Week ${Math.floor(day / 7) + 1}, ${DAYS[day % 7]} ${String(Math.floor(hour / HOUR)).padStart(2, "0")}:${String(Math.round(hour % HOUR)).padStart(2, "0")}${shut}`;
  at("now").textContent = when;
  at("time").setAttribute("aria-valuetext", when);
  if (document.activeElement !== at("time") || clock.playing) at("time").value = clock.place;
  const now = performance.now();
  if (now - told > 250 || !clock.playing) { told = now; for (const panel of panels) panel.tell(when); }
}

// Words

function say(text) { at("waiting").textContent = text; at("waiting").hidden = !text; }

function mistake(text) { at("mistake").textContent = text; at("mistake").hidden = !text; }

// Listening

function listen() {
  at("company").addEventListener("change", () => { state.company = at("company").value; settle(); });
  at("seed").addEventListener("change", () => { state.seed = Math.floor(Math.abs(Number(at("seed").value))) || 0; settle(); });
  at("another").addEventListener("click", () => { state.seed = (Number(state.seed) + 1) % 2 ** 32; settle(); });
  at("afresh").addEventListener("click", () => { state.moved = {}; settle(); });
  at("draw").addEventListener("click", () => editor.open());
  at("share").addEventListener("click", share);
  at("play").addEventListener("click", () => (clock.playing || clock.wanted ? stop() : play()));
  at("reset").addEventListener("click", () => { stop(); goTo(0); });
  at("end").addEventListener("click", () => { stop(); goTo(Infinity); });
  at("step").addEventListener("click", () => step(HOUR));
  at("back").addEventListener("click", () => step(-HOUR));
  at("time").addEventListener("input", () => { stop(); goTo(Number(at("time").value)); });
  at("luck").addEventListener("click", more);
  addEventListener("keydown", key);
  let later;
  addEventListener("resize", () => { clearTimeout(later); later = setTimeout(() => panels.forEach((panel) => { if (panel.chart) { panel.cases.clear(); panel.fit(); } }), 120); });
  addEventListener("popstate", () => location.reload());
}

async function share() {
  const link = new URL(address.query(state), location.href).href;
  let how = "The link is in the address bar:";
  try { await navigator.clipboard.writeText(link); how = "Copied. Whoever has orgsim play running opens it:"; } catch { /* no clipboard: the link is shown */ }
  const made = element("a", "", link);
  made.href = link;
  at("shared").replaceChildren(how, " ", made);
}

async function more() {
  luck.abort();
  luck = new AbortController();
  const titles = Object.fromEntries(facts.designs.map((name) => [name, facts.charts[name].title]));
  at("luck").disabled = true;
  try {
    await tenWorlds(address.query(state), { progress: at("progress"), left: at("left"), found: at("found") }, facts.designs, titles, luck.signal);
  } catch (error) {
    if (error.name !== "AbortError") { if (!(error instanceof Mistake)) throw error; mistake(error.message); }
  } finally {
    at("luck").disabled = false;
  }
}

const OURS = { " ": () => (clock.playing ? stop() : play()), ArrowRight: () => step(HOUR), ArrowLeft: () => step(-HOUR), Home: () => { stop(); goTo(0); }, End: () => { stop(); goTo(Infinity); }, "+": () => faster(1), "-": () => faster(-1) };

function key(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || at("editor").open || event.target.closest("input, select, textarea, button, a, summary")) return;
  const deed = OURS[event.key];
  if (deed) { event.preventDefault(); deed(); }
}

function faster(by) {
  const speed = at("speed");
  speed.selectedIndex = Math.max(0, Math.min(speed.options.length - 1, speed.selectedIndex + by));
}

begin().catch((error) => { mistake(error.message); throw error; });
