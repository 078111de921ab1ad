// The customers of one design: a dot each in an oval, coloured by what they would say; influencers are larger.

const COLOURS = { "-1": "#d55e00", 0: "#c3c8d0", 1: "#0072b2" };

export class Crowd {
  constructor(people) {
    this.places = people.places;
    this.influencers = people.influencers;
    this.number = people.influencers.length;
    this.standing = new Int8Array(this.number);
    this.counts = { "-1": 0, 0: this.number, 1: 0 };
    this.canvas = document.createElement("canvas");
    this.large = [];
    for (let i = 0; i < this.number; i++) if (this.influencers[i]) this.large.push(i);
  }

  // Room for the oval: half-axes in CSS pixels, and how many device pixels each has.
  fit(rx, ry, ratio) {
    Object.assign(this, { rx, ry, ratio });
    this.canvas.width = Math.ceil(2 * rx * ratio);
    this.canvas.height = Math.ceil(2 * ry * ratio);
    this.size = Math.max(1 / ratio, 0.86 * Math.sqrt((Math.PI * rx * ry) / Math.max(this.number, 1)));
    this.redraw();
  }

  at(person) {
    return [this.rx * (1 + 0.985 * this.places[2 * person]), this.ry * (1 + 0.985 * this.places[2 * person + 1])];
  }

  begin(start) {
    this.standing.set(start);
    this.counts = { "-1": 0, 0: 0, 1: 0 };
    for (const each of start) this.counts[each]++;
  }

  become(person, standing) {
    this.counts[this.standing[person]]--;
    this.counts[standing]++;
    this.standing[person] = standing;
  }

  redraw() {
    if (!this.ratio) return;
    const pen = this.canvas.getContext("2d");
    pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    pen.clearRect(0, 0, 2 * this.rx, 2 * this.ry);
    for (const standing of [0, 1, -1]) {
      pen.fillStyle = COLOURS[standing];
      for (let i = 0; i < this.number; i++) if (this.standing[i] === standing) this.dot(pen, i);
    }
  }

  // Only those who changed.
  touch(persons) {
    const pen = this.canvas.getContext("2d");
    pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    for (const person of persons) { pen.fillStyle = COLOURS[this.standing[person]]; this.dot(pen, person); }
  }

  dot(pen, person) {
    const [x, y] = this.at(person), half = this.size / 2;
    pen.fillRect(x - half, y - half, this.size, this.size);
  }

  draw(pen, left, top) {
    pen.drawImage(this.canvas, left, top, 2 * this.rx, 2 * this.ry);
    const radius = Math.max(3, this.size * 1.5);
    pen.strokeStyle = "#333"; pen.lineWidth = 1;
    for (const standing of [0, 1, -1]) {
      pen.fillStyle = COLOURS[standing];
      pen.beginPath();
      for (const i of this.large) {
        if (this.standing[i] !== standing) continue;
        const [x, y] = this.at(i);
        pen.moveTo(left + x + radius, top + y); pen.arc(left + x, top + y, radius, 0, 7);
      }
      pen.fill(); pen.stroke();
    }
  }
}
