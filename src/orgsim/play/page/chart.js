// A design's chart: where its units stand, and how they are drawn, those that customers come to at the bottom.

export const INK = "#1a1a1a", FAINT = "#555c66", RULE = "#c9ced6", MEETS = "#7a3e9d", GLOW = "#e07b00";
const NARROW = 72, WIDE = 132, SMALL = 92, TALL = 78, GAP = 6, BETWEEN = 26;
const FULL = 5; // pieces waiting for every person fill the bar

// Boxes of units for a picture of this width: those that only coordinate on top, then those behind, then the doors.
export function layout(chart, width) {
  const rows = [[], [], []];
  chart.units.forEach((unit, u) => rows[unit.takes_in.length ? 2 : unit.coordinates ? 0 : 1].push(u));
  const most = Math.max(1, Math.floor((width + GAP) / (NARROW + GAP)));
  const wrapped = rows.flatMap((row) => split(row, most));
  const boxes = new Array(chart.units.length);
  wrapped.forEach((row, place) => {
    const wide = Math.min(WIDE, (width - 2) / row.length - GAP);
    const left = (width - row.length * (wide + GAP) + GAP) / 2;
    row.forEach((u, i) => { boxes[u] = { x: left + i * (wide + GAP), y: 4 + place * (TALL + BETWEEN), w: wide, h: TALL }; });
  });
  return { boxes, height: wrapped.length * (TALL + BETWEEN) + 4 };
}

function split(row, most) {
  const parts = Math.ceil(row.length / most), found = [];
  for (let i = 0; i < parts; i++) found.push(row.slice(Math.round((i * row.length) / parts), Math.round(((i + 1) * row.length) / parts)));
  return found;
}

export const centre = (box) => [box.x + box.w / 2, box.y + box.h / 2];

// What does not move: boxes, names, who reports to whom, who meets whom.
export function drawStill(pen, chart, boxes) {
  pen.lineWidth = 1.3;
  pen.strokeStyle = RULE;
  chart.units.forEach((unit, u) => { if (unit.superior >= 0) elbow(pen, boxes[unit.superior], boxes[u]); });
  pen.setLineDash([2, 3]);
  chart.units.forEach((unit, u) => { if (unit.second >= 0) elbow(pen, boxes[unit.second], boxes[u]); });
  pen.setLineDash([6, 4]);
  pen.strokeStyle = MEETS;
  pen.lineWidth = 1.8;
  pen.globalAlpha = chart.lines.length > 12 ? 0.35 : 0.8;
  for (const line of chart.lines) bow(pen, centre(boxes[line.a]), centre(boxes[line.b]));
  pen.globalAlpha = 1;
  pen.setLineDash([]);
  chart.units.forEach((unit, u) => drawBox(pen, unit, boxes[u]));
}

function elbow(pen, above, below) {
  const x = above.x + above.w / 2, y = above.y + above.h, to = below.x + below.w / 2;
  const end = below.y > y ? below.y : below.y + below.h, half = below.y > y ? end - BETWEEN / 2 : y + BETWEEN / 3;
  pen.beginPath(); pen.moveTo(x, y); pen.lineTo(x, half); pen.lineTo(to, half); pen.lineTo(to, end); pen.stroke();
}

function bow(pen, [x1, y1], [x2, y2]) {
  const bend = 0.12, mx = (x1 + x2) / 2 + (y2 - y1) * bend, my = (y1 + y2) / 2 - (x2 - x1) * bend;
  pen.beginPath(); pen.moveTo(x1, y1); pen.quadraticCurveTo(mx, my, x2, y2); pen.stroke();
}

function drawBox(pen, unit, { x, y, w, h }) {
  pen.fillStyle = unit.coordinates ? "#f6ebdf" : "#eef2f7";
  pen.strokeStyle = "#8a919c";
  pen.lineWidth = 1.2;
  if (!unit.seats) pen.setLineDash([4, 3]);
  pen.beginPath(); pen.roundRect(x, y, w, h, 6); pen.fill(); pen.stroke();
  pen.setLineDash([]);
  pen.fillStyle = INK;
  const edge = w < SMALL ? 4 : 6;
  pen.font = `600 ${w < SMALL ? 10.5 : 13}px system-ui, DejaVu Sans, sans-serif`;
  pen.textAlign = "left";
  pen.textBaseline = "top";
  pen.fillText(fitted(pen, unit.name, w - 2 * edge), x + edge, y + 5);
  pen.font = "11px system-ui, DejaVu Sans, sans-serif";
  pen.fillStyle = FAINT;
  const note = !unit.seats ? "nobody" : unit.record ? "keeps record" : unit.takes_in.length ? unit.takes_in.join(", ") : unit.coordinates ? "coordinates" : "";
  if (note) pen.fillText(fitted(pen, note, w - 2 * edge - 30), x + edge, y + 20);
}

function fitted(pen, text, width) {
  if (pen.measureText(text).width <= width) return text;
  while (text.length > 1 && pen.measureText(`${text}…`).width > width) text = text.slice(0, -1);
  return `${text}…`;
}

// What moves: people at work (pale once they have gone home), what waits, the glow of the bottleneck.
export function drawMoving(pen, chart, boxes, now, bottleneck, atWork, pulse) {
  chart.units.forEach((unit, u) => {
    if (!unit.seats) return;
    const box = boxes[u];
    if (u === bottleneck) glow(pen, box, pulse);
    people(pen, box, unit.seats, now.busy[u], atWork);
    queue(pen, box, unit.seats, now.cases[u], now.other[u]);
  });
}

function glow(pen, { x, y, w, h }, pulse) {
  pen.save();
  pen.strokeStyle = GLOW;
  pen.lineWidth = 3.5;
  pen.shadowColor = GLOW;
  pen.shadowBlur = 8 + 10 * pulse;
  pen.beginPath(); pen.roundRect(x, y, w, h, 6); pen.stroke();
  pen.restore();
}

function people(pen, { x, y, w }, seats, busy, atWork) {
  const room = w - 12, rows = seats > 16 ? 2 : 1, each = Math.ceil(seats / rows), step = Math.min(9, room / each);
  const size = Math.max(1.4, Math.min(3.6, step * 0.42));
  for (const full of [true, false]) {
    pen.beginPath();
    for (let i = 0; i < seats; i++) {
      if (i < busy !== full) continue;
      const cx = x + 6 + step * ((i % each) + 0.5), cy = y + 41 + Math.floor(i / each) * 8 - (rows - 1) * 4;
      pen.moveTo(cx + size, cy); pen.arc(cx, cy, size, 0, 7);
    }
    if (full) { pen.fillStyle = atWork ? INK : "#b9c0ca"; pen.fill(); } else { pen.strokeStyle = "#7d8590"; pen.lineWidth = 1; pen.stroke(); }
  }
}

// How much waits, as a number and as a bar.
function queue(pen, { x, y, w, h }, seats, cases, other) {
  const edge = w < SMALL ? 4 : 6, left = x + edge, top = y + h - 20, room = w - 2 * edge, all = cases + other, share = Math.min(1, all / (FULL * seats));
  pen.fillStyle = "#fff"; pen.fillRect(left, top, room, 12);
  const dark = all ? (room * share * cases) / all : 0;
  pen.fillStyle = cases > FULL * seats ? "#b34700" : INK; pen.fillRect(left, top, dark, 12);
  pen.fillStyle = "#9aa3af"; pen.fillRect(left + dark, top, room * share - dark, 12);
  pen.strokeStyle = "#8a919c"; pen.lineWidth = 0.8; pen.strokeRect(left, top, room, 12);
  pen.fillStyle = INK; pen.font = "600 12px system-ui, DejaVu Sans, sans-serif"; pen.textAlign = "right"; pen.textBaseline = "top";
  pen.fillText(all > 9999 ? `${Math.round(all / 1000)}k` : String(all), x + w - edge, y + 20);
}
