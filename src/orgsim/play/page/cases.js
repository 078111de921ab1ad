// Cases on their way: each move of the recording is a dot that travels for a moment.

const COMES = 0, PASSES = 1, RIGHT = 2, GIVES_UP = 4;
const LASTS = 700, MOST = 260; // milliseconds on the way; dots at once
const GOOD = "#0f7a5a", BAD = "#b34700";

export class Cases {
  constructor() { this.on = []; this.every = 1; }

  clear() { this.on = []; }

  // One in so many is drawn, always the same ones, so that a case can be followed from unit to unit.
  thin(perSecond) { this.every = Math.max(1, Math.ceil((perSecond * LASTS) / 1000 / MOST)); }

  add(from, to, how, issue, now) {
    if (issue % this.every === 0 && this.on.length < 2 * MOST) this.on.push({ from, to, how, begun: now });
  }

  draw(pen, now) {
    this.on = this.on.filter((each) => now - each.begun < LASTS);
    for (const { from, to, how, begun } of this.on) {
      const t = (now - begun) / LASTS, ease = t * t * (3 - 2 * t);
      mark(pen, from[0] + (to[0] - from[0]) * ease, from[1] + (to[1] - from[1]) * ease, how);
    }
  }
}

function mark(pen, x, y, how) {
  pen.beginPath();
  if (how === COMES || how === PASSES) {
    pen.fillStyle = how === COMES ? "#1a1a1a" : "#7a3e9d";
    pen.arc(x, y, 3.2, 0, 7); pen.fill();
  } else if (how === RIGHT) {
    pen.strokeStyle = GOOD; pen.lineWidth = 2.2; pen.moveTo(x - 4, y); pen.lineTo(x - 1, y + 3); pen.lineTo(x + 4, y - 4); pen.stroke();
  } else if (how === GIVES_UP) {
    pen.strokeStyle = BAD; pen.lineWidth = 1.8; pen.arc(x, y, 3, 0, 7); pen.stroke();
  } else {
    pen.strokeStyle = BAD; pen.lineWidth = 2.2; pen.moveTo(x - 3.2, y - 3.2); pen.lineTo(x + 3.2, y + 3.2); pen.moveTo(x + 3.2, y - 3.2); pen.lineTo(x - 3.2, y + 3.2); pen.stroke();
  }
}
