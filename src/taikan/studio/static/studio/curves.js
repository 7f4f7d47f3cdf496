// The angles of a clip beside its video: dragging on a curve moves the video, the video moves the line.

const STYLE = getComputedStyle(document.documentElement);
const colour = (name) => STYLE.getPropertyValue(`--${name}`).trim();
const PAD = { left: 38, right: 10, top: 8, bottom: 20 };
const LEAST_RANGE = 20;

class Chart {
  constructor(series, data, seek) {
    Object.assign(this, { series, data, at: 0 });
    this.box = document.createElement("section");
    this.box.className = "curve";
    const head = document.createElement("header");
    const name = document.createElement("strong");
    name.textContent = series.name;
    this.output = document.createElement("output");
    head.append(name, this.output);
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", series.name);
    this.box.append(head, this.canvas);
    this.#scale();
    const move = (event) => {
      if (event.buttons !== 1 && event.type !== "pointerdown") return;
      if (event.type === "pointerdown") this.canvas.setPointerCapture(event.pointerId);
      seek(this.#time(event.offsetX));
    };
    this.canvas.addEventListener("pointerdown", move);
    this.canvas.addEventListener("pointermove", move);
    new ResizeObserver(() => this.#fit()).observe(this.canvas);
  }

  #scale() {
    const seen = this.series.values.filter((value) => value !== null);
    const band = (this.series.band ?? []).filter((edge) => edge !== null);
    let low = Math.min(...seen, ...band);
    let high = Math.max(...seen, ...band);
    const missing = Math.max(0, LEAST_RANGE - (high - low)) / 2 + 2;
    [this.low, this.high] = [low - missing, high + missing];
    const times = this.data.time_s;
    [this.start, this.end] = [times[0], times[times.length - 1]];
  }

  #fit() {
    const ratio = devicePixelRatio || 1;
    [this.width, this.height] = [this.canvas.clientWidth, this.canvas.clientHeight];
    [this.canvas.width, this.canvas.height] = [this.width * ratio, this.height * ratio];
    this.pen = this.canvas.getContext("2d");
    this.pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.draw();
  }

  #x(time) {
    return PAD.left + ((time - this.start) / (this.end - this.start)) * (this.width - PAD.left - PAD.right);
  }

  #y(value) {
    return this.height - PAD.bottom - ((value - this.low) / (this.high - this.low)) * (this.height - PAD.top - PAD.bottom);
  }

  #time(x) {
    const share = (x - PAD.left) / (this.width - PAD.left - PAD.right);
    return this.start + Math.min(1, Math.max(0, share)) * (this.end - this.start);
  }

  draw() {
    if (!this.pen) return;
    const { pen, series, data } = this;
    pen.clearRect(0, 0, this.width, this.height);
    this.#grounds();
    pen.lineWidth = 2;
    pen.lineJoin = "round";
    pen.strokeStyle = colour("accent");
    pen.beginPath();
    let isDown = false;
    series.values.forEach((value, i) => {
      if (value === null) isDown = false;
      else {
        pen[isDown ? "lineTo" : "moveTo"](this.#x(data.time_s[i]), this.#y(value));
        isDown = true;
      }
    });
    pen.stroke();
    this.#playhead();
  }

  #grounds() {
    const { pen, data, series } = this;
    const bottom = this.height - PAD.bottom;
    pen.fillStyle = colour("accent-pale");
    for (const [start, end] of data.repetitions) pen.fillRect(this.#x(start), PAD.top, this.#x(end) - this.#x(start), bottom - PAD.top);
    if (series.band) {
      const [low, high] = [series.band[0] ?? this.low, series.band[1] ?? this.high];
      pen.fillStyle = "rgb(31 95 139 / 14%)";
      pen.fillRect(PAD.left, this.#y(high), this.width - PAD.left - PAD.right, this.#y(low) - this.#y(high));
    }
    pen.fillStyle = colour("care");
    for (const [start, end] of data.faults) pen.fillRect(this.#x(start), bottom + 2, Math.max(3, this.#x(end) - this.#x(start)), 3);
    pen.fillStyle = colour("soft");
    pen.font = `12px ${colour("font")}`;
    pen.textAlign = "right";
    for (const value of this.#ticks()) {
      pen.fillText(`${value}${series.unit}`.replace("-", "−"), PAD.left - 6, this.#y(value) + 4);
      pen.fillRect(PAD.left, this.#y(value), this.width - PAD.left - PAD.right, 0.5);
    }
    pen.textAlign = "center";
    for (const [start, end, number] of data.repetitions) pen.fillText(number, this.#x((start + end) / 2), this.height - 4);
  }

  #ticks() {
    const step = [5, 10, 20, 30, 45, 60, 90].find((size) => (this.high - this.low) / size <= 4) ?? 90;
    const ticks = [];
    for (let value = Math.ceil(this.low / step) * step; value <= this.high; value += step) ticks.push(value);
    return ticks;
  }

  #playhead() {
    const { pen, data } = this;
    const x = this.#x(Math.min(this.end, Math.max(this.start, this.at)));
    pen.fillStyle = colour("ink");
    pen.fillRect(x - 0.75, PAD.top, 1.5, this.height - PAD.top - PAD.bottom);
    let i = data.time_s.findIndex((time) => time >= this.at);
    if (i < 0) i = data.time_s.length - 1;
    const value = this.series.values[i];
    this.output.textContent = value === null ? "–" : `${Math.round(value)}${this.series.unit}`.replace("-", "−");
    if (value === null) return;
    pen.beginPath();
    pen.arc(x, this.#y(value), 4.5, 0, 2 * Math.PI);
    pen.fill();
  }
}

const watch = document.getElementById("watch");
const video = watch?.querySelector("video");

async function start() {
  const place = watch.querySelector("[data-charts]");
  const data = await (await fetch(watch.dataset.curves)).json();
  place.replaceChildren();
  if (!data.series.length) place.remove();
  const seek = (time) => {
    video.pause();
    video.currentTime = time;
    move(time);
  };
  const charts = data.series.map((series) => new Chart(series, data, seek));
  const move = (time) => {
    for (const chart of charts) {
      chart.at = time;
      chart.draw();
    }
  };
  place.append(...charts.map((chart) => chart.box));
  const follow = () => {
    move(video.currentTime);
    if (!video.paused) requestAnimationFrame(follow);
  };
  video.addEventListener("play", follow);
  video.addEventListener("seeked", follow);
  const first = watch.querySelector("[data-seek]:not(.fault)");
  seek(first ? Number(first.dataset.seek) : 0);
  watch.addEventListener("click", (event) => {
    const button = event.target.closest("[data-seek]");
    if (button) seek(Number(button.dataset.seek));
  });
}

if (video) start();
