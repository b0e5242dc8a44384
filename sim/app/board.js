// The pictures of the live page: a network for each strategy, and the curves; everything is drawn in one go a frame.
const PALE = "#c9cdd2",
  INK = "#222222",
  FAINT = "#5f6368",
  LINE = "#9aa0a6";
const DASHES = [[], [9, 5]];
const KEYS = [" ", "ArrowRight", "Home"];
// What has a use of its own for keys: always; for arrows; only for those who came by keyboard, not for who clicked it.
const WRITES = "input:not([role=combobox]), textarea",
  MOVES = "[role=slider], .q-slider";
const PRESSED = "button, [role=button], [role=radio], [role=combobox]";

export default {
  template: `
    <div class="gs-board">
      <figure v-for="(label, side) in labels" :key="side" class="gs-network">
        <figcaption><i :style="{background: colours[side]}"></i><b>{{ label }}</b>
          <span class="gs-count" :data-side="side">{{ counts[side] }}</span></figcaption>
        <canvas ref="networks" :data-side="side" :aria-label="'network: ' + label + ', ' + counts[side]" role="img"
          @click="event => pick(event)"></canvas>
      </figure>
      <figure class="gs-curves">
        <figcaption><b>Share of people who are adopters</b> <span>{{ note }}</span></figcaption>
        <canvas ref="curves" role="img" :aria-label="'curves of adopters: ' + counts.join('; ')"></canvas>
      </figure>
      <slot></slot>
    </div>`,
  data: () => ({ labels: [], colours: [], counts: [], note: "" }),
  mounted() {
    this.frames = 0;
    this.observer = new ResizeObserver(() => this.draw());
    this.observer.observe(this.$el);
    this.clicked = false;
    document.addEventListener("keydown", this.key, true);
    document.addEventListener("pointerdown", this.click, true);
    this.$emit("ready");
  },
  beforeUnmount() {
    this.observer.disconnect();
    document.removeEventListener("keydown", this.key, true);
    document.removeEventListener("pointerdown", this.click, true);
  },
  methods: {
    // `world`: people, places, ties [who, listener], sizes, steps; labels and colours of the strategies.
    async setup(world) {
      this.world = world;
      this.frame = null;
      this.picked = null;
      this.colours = world.colours;
      this.labels = world.labels;
      this.counts = world.labels.map(() => "");
      await this.$nextTick();
      this.draw();
    },
    // `frame`: step; states, a letter a person for each strategy; curves, before and worlds: numbers of adopters.
    async show(frame) {
      this.last = this.frame && this.frame.step < frame.step ? this.frame : null;
      this.frame = frame;
      const all = this.world.people;
      this.counts = frame.curves.map((curve) => {
        const now = curve[curve.length - 1];
        return `${now} of ${all} (${Math.round((100 * now) / all)} %)`;
      });
      const notes = [];
      if (frame.before) notes.push("thin: before the last change of settings");
      if (frame.worlds) notes.push(`faint: ${frame.worlds[0].length} simulated worlds`);
      this.note = notes.length ? `(${notes.join("; ")})` : "";
      await this.$nextTick();
      this.draw();
      this.frames += 1;
      this.$el.dataset.frames = this.frames;
      this.$el.dataset.step = frame.step;
    },
    mark(person) {
      this.picked = person;
      this.draw();
    },
    draw() {
      if (!this.world || !this.frame || !this.$refs.networks) return;
      // Their order in the list of references is not that of the sides.
      this.$refs.networks.forEach((canvas) => this.network(canvas, Number(canvas.dataset.side)));
      this.lines(this.$refs.curves);
    },
    fit(canvas) {
      const scale = window.devicePixelRatio || 1;
      const [width, height] = [canvas.clientWidth, canvas.clientHeight];
      if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
        canvas.width = Math.round(width * scale);
        canvas.height = Math.round(height * scale);
      }
      const pen = canvas.getContext("2d");
      pen.setTransform(scale, 0, 0, scale, 0, 0);
      pen.clearRect(0, 0, width, height);
      return [pen, width, height];
    },
    places(width, height) {
      const edge = 14;
      return this.world.places.map(([x, y]) => [edge + x * (width - 2 * edge), edge + y * (height - 2 * edge)]);
    },
    network(canvas, side) {
      const [pen, width, height] = this.fit(canvas);
      if (!canvas.width || !canvas.height) return;
      const at = this.places(width, height);
      pen.drawImage(this.ties(canvas, at), 0, 0, width, height);
      const states = this.frame.states[side];
      const base = Math.min(9, Math.max(1.8, 0.17 * Math.sqrt((width * height) / at.length)));
      for (const kind of [".", "n", "q", "a", "s"]) {
        for (let i = 0; i < at.length; i++) {
          if (states[i] === kind) this.person(pen, at[i], base * this.world.sizes[i], kind, side, i);
        }
      }
      if (this.picked === null) return;
      const near = this.world.ties.filter((tie) => tie.includes(this.picked));
      this.segments(pen, at, near, INK, 1.4);
      for (const i of new Set([...near.flat(), this.picked])) {
        this.person(pen, at[i], base * this.world.sizes[i], states[i], side, i);
      }
      this.ring(pen, at[this.picked], base * this.world.sizes[this.picked] + 5);
    },
    // Ties are drawn once for a world and a size; a frame copies them.
    ties(canvas, at) {
      const kept = this.drawn;
      if (kept && kept.world === this.world && kept.width === canvas.width && kept.height === canvas.height) {
        return kept.layer;
      }
      const layer = document.createElement("canvas");
      [layer.width, layer.height] = [canvas.width, canvas.height];
      const pen = layer.getContext("2d");
      const scale = window.devicePixelRatio || 1;
      pen.setTransform(scale, 0, 0, scale, 0, 0);
      pen.globalAlpha = Math.min(0.5, Math.max(0.06, 250 / this.world.ties.length));
      this.segments(pen, at, this.world.ties, LINE, 1);
      this.drawn = { world: this.world, width: canvas.width, height: canvas.height, layer };
      return layer;
    },
    segments(pen, at, ties, colour, width) {
      pen.strokeStyle = colour;
      pen.lineWidth = width;
      pen.beginPath();
      for (const [one, other] of ties) {
        pen.moveTo(...at[one]);
        pen.lineTo(...at[other]);
      }
      pen.stroke();
    },
    person(pen, [x, y], radius, kind, side, number) {
      const colour = this.colours[side];
      const before = this.last ? this.last.states[side][number] : kind;
      if ("as".includes(kind) && before !== kind) {
        pen.globalAlpha = 0.35;
        pen.fillStyle = colour;
        pen.beginPath();
        pen.arc(x, y, radius + 5, 0, 7);
        pen.fill();
        pen.globalAlpha = 1;
      }
      pen.beginPath();
      if (kind === "n") pen.rect(x - radius, y - radius, 2 * radius, 2 * radius);
      else pen.arc(x, y, radius, 0, 7);
      pen.fillStyle = { ".": PALE, n: FAINT, q: "#ffffff", a: colour, s: colour }[kind];
      pen.fill();
      if (kind === "s" || kind === "q") {
        pen.lineWidth = kind === "s" ? 2.2 : 1.6;
        pen.strokeStyle = kind === "s" ? INK : colour;
        pen.stroke();
      }
    },
    ring(pen, [x, y], radius) {
      for (const [colour, width] of [
        ["#ffffff", 6],
        [INK, 2.5],
      ]) {
        pen.beginPath();
        pen.arc(x, y, radius, 0, 7);
        pen.strokeStyle = colour;
        pen.lineWidth = width;
        pen.stroke();
      }
    },
    lines(canvas) {
      const [pen, width, height] = this.fit(canvas);
      const font = Math.max(12, Math.min(18, height / 13));
      pen.font = `${font}px Roboto, sans-serif`;
      const names = this.labels.map((label, side) => `${label} ${this.counts[side].replace(/.*\(|\)/g, "")}`);
      const widest = Math.max(...names.map((name) => pen.measureText(name).width));
      const right = Math.min(widest + 16, width * 0.4);
      const box = { left: 3.2 * font, right: width - right, top: font * 0.7, bottom: height - 2.1 * font };
      const x = (step) => box.left + ((box.right - box.left) * step) / this.world.steps;
      const y = (count) => box.bottom - ((box.bottom - box.top) * count) / this.world.people;
      this.axes(pen, box, font, x, y);
      const trace = (curve, side, look) => {
        pen.globalAlpha = look.alpha;
        pen.lineWidth = look.width;
        pen.strokeStyle = this.colours[side];
        pen.setLineDash(DASHES[side]);
        pen.beginPath();
        curve.forEach((count, step) => pen.lineTo(x(step), y(count)));
        pen.stroke();
        pen.globalAlpha = 1;
        pen.setLineDash([]);
      };
      const { before, worlds, curves } = this.frame;
      (worlds || []).forEach((some, side) => some.forEach((one) => trace(one, side, { alpha: 0.25, width: 1.2 })));
      (before || []).forEach((curve, side) => trace(curve, side, { alpha: 0.6, width: 1.3 }));
      curves.forEach((curve, side) => trace(curve, side, { alpha: 1, width: 3.2 }));
      this.names(pen, names, box, font, y, width);
    },
    axes(pen, box, font, x, y) {
      pen.strokeStyle = "#e3e5e8";
      pen.fillStyle = FAINT;
      pen.lineWidth = 1;
      pen.textBaseline = "middle";
      pen.textAlign = "right";
      for (const share of [0, 0.5, 1]) {
        const level = y(share * this.world.people);
        pen.beginPath();
        pen.moveTo(box.left, level);
        pen.lineTo(box.right, level);
        pen.stroke();
        pen.fillText(`${100 * share} %`, box.left - 6, level);
      }
      pen.textBaseline = "top";
      pen.textAlign = "center";
      const every = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((gap) => this.world.steps / gap <= 8) || 5000;
      for (let step = 0; step <= this.world.steps; step += every) {
        pen.fillText(`${step}`, x(step), box.bottom + 5);
      }
      pen.textAlign = "right";
      pen.fillText("step", box.left - 8, box.bottom + 5);
    },
    // Names stand where curves end, above each other where these are near.
    names(pen, names, box, font, y, width) {
      const ends = this.frame.curves.map((curve, side) => ({ side, at: y(curve[curve.length - 1]) }));
      ends.sort((one, other) => one.at - other.at);
      const gap = 1.25 * font;
      ends.forEach((end, place) => {
        if (place > 0) end.at = Math.max(end.at, ends[place - 1].at + gap);
      });
      const over = ends.length ? ends[ends.length - 1].at - (box.bottom + 0.2 * font) : 0;
      pen.textAlign = "left";
      pen.textBaseline = "middle";
      for (const end of ends) {
        pen.fillStyle = this.colours[end.side];
        const name = names[end.side];
        pen.fillText(
          name,
          box.right + 8,
          Math.max(font * 0.7, over > 0 ? end.at - over : end.at),
          width - box.right - 10,
        );
      }
    },
    click() {
      this.clicked = true;
    },
    key(event) {
      if (event.key === "Tab") this.clicked = false;
      const within = (what) => event.target.closest(what);
      const taken = within(WRITES) || (event.key !== " " && within(MOVES)) || (!this.clicked && within(PRESSED));
      if (taken || event.ctrlKey || event.altKey || event.metaKey || document.querySelector(".q-dialog, .q-menu"))
        return;
      if (!KEYS.includes(event.key) || (event.repeat && event.key === " ")) return;
      event.preventDefault();
      event.stopPropagation();
      // Else a button that was clicked would be pressed once more when the key is let go.
      if (within(PRESSED)) event.target.blur();
      this.$emit("key", { key: event.key });
    },
    pick(event) {
      if (!this.world) return;
      const canvas = event.target,
        box = canvas.getBoundingClientRect();
      const [x, y] = [event.clientX - box.left, event.clientY - box.top];
      const away = this.places(canvas.clientWidth, canvas.clientHeight).map(([a, b]) => Math.hypot(a - x, b - y));
      const nearest = away.indexOf(Math.min(...away));
      if (away[nearest] <= 24) this.$emit("pick", { person: nearest });
    },
  },
};
