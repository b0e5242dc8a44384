"use strict";
// Draws what the data say; every number on the page comes from them.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const find = (id) => document.getElementById(id);
  const colours = ["#0072b2", "#b34e00"];
  const people = data.people.length;
  const labels = data.strategies.map((one) => one.label);
  const reduced = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let step = 0,
    playing = false,
    due = 0,
    chosen = -1,
    guessed = null;

  const heard = Array.from({ length: people }, () => []);
  const hearing = Array.from({ length: people }, () => []);
  for (const [one, other] of data.ties) {
    hearing[one].push(other);
    heard[other].push(one);
    if (data.both_ways) {
      hearing[other].push(one);
      heard[one].push(other);
    }
  }
  // For each strategy and step: what happened in it, and how many are adopters after it.
  for (const strategy of data.strategies) {
    strategy.at = Array.from({ length: data.steps + 1 }, () => []);
    for (const change of strategy.changes) strategy.at[change[0]].push(change);
    let count = 0;
    strategy.counts = strategy.at.map(
      (changes) => (count += changes.reduce((sum, change) => sum + (change[2] ? 1 : -1), 0)),
    );
    strategy.seeded = new Set(strategy.seeds);
  }
  const last = Math.max(0, ...data.strategies.flatMap((one) => one.changes.map((change) => change[0])));

  // 0: has not changed, 1: has, 2: gave up again.
  function state(strategy, upTo) {
    const found = new Uint8Array(people);
    for (let t = 0; t <= upTo; t++) for (const change of strategy.at[t]) found[change[1]] = change[2] ? 1 : 2;
    return found;
  }

  function fitted(canvas, height) {
    const ratio = window.devicePixelRatio || 1,
      width = canvas.clientWidth;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      canvas.style.height = height + "px";
    }
    const pen = canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    return [pen, width, height];
  }

  // Both pictures end on the first screen, if that leaves enough of them.
  function side(canvas) {
    const pair = find("pair"),
      heads = [...pair.querySelectorAll(".head")].map((one) => one.offsetHeight);
    const room = window.innerHeight - pair.getBoundingClientRect().top - window.scrollY - Math.max(...heads) - 8;
    return Math.min(canvas.clientWidth * 0.82, Math.max(300, Math.min(window.innerHeight * 0.55, room)));
  }
  const place = (person, width, height) => [data.places[person][0] * width, (1 - data.places[person][1]) * height];

  function drawNetwork(number) {
    const strategy = data.strategies[number],
      canvas = find("net-" + number);
    const [pen, width, height] = fitted(canvas, side(canvas));
    const now = state(strategy, step),
      size = Math.max(3, Math.min(11, 0.27 * Math.sqrt((width * height) / people)));
    const line = (one, other) => {
      const [x, y] = place(one, width, height),
        [u, v] = place(other, width, height);
      pen.beginPath();
      pen.moveTo(x, y);
      pen.lineTo(u, v);
      pen.stroke();
    };
    // Few ties are to be seen from the last row, many must not cover the people.
    const ties = data.ties.length,
      shade = ties > 1500 ? 0.07 : ties > 300 ? 0.16 : 0.4;
    pen.lineWidth = ties > 300 ? 0.6 : 1;
    pen.strokeStyle = "rgba(0,0,0," + shade + ")";
    for (const [one, other] of data.ties) line(one, other);
    pen.lineWidth = 1.6;
    pen.strokeStyle = "#e69f00";
    for (const change of strategy.at[step]) if (change[2]) for (const peer of change[4]) line(peer, change[1]);
    if (chosen >= 0) {
      pen.lineWidth = 1.6;
      pen.strokeStyle = "#1d1d1d";
      for (const peer of heard[chosen]) line(peer, chosen);
    }
    for (let person = 0; person < people; person++) {
      const [x, y] = place(person, width, height);
      pen.beginPath();
      if (strategy.seeded.has(person)) pen.rect(x - size, y - size, 2 * size, 2 * size);
      else pen.arc(x, y, size, 0, 2 * Math.PI);
      pen.fillStyle = now[person] === 1 ? colours[number] : "#ffffff";
      pen.fill();
      pen.lineWidth = 1.4;
      pen.strokeStyle = now[person] === 0 ? "#8a8a8a" : now[person] === 1 ? "#ffffff" : colours[number];
      pen.stroke();
      if (now[person] === 2) {
        pen.beginPath();
        pen.moveTo(x - size * 0.6, y - size * 0.6);
        pen.lineTo(x + size * 0.6, y + size * 0.6);
        pen.moveTo(x + size * 0.6, y - size * 0.6);
        pen.lineTo(x - size * 0.6, y + size * 0.6);
        pen.stroke();
      }
    }
    if (chosen >= 0) {
      const [x, y] = place(chosen, width, height);
      pen.beginPath();
      pen.arc(x, y, size + 5, 0, 2 * Math.PI);
      pen.lineWidth = 4;
      pen.strokeStyle = "#1d1d1d";
      pen.stroke();
    }
  }

  function count(strategy, number) {
    const told = strategy.counts[step] + " of " + people + " people have changed";
    find("count-" + number).textContent = told;
    find("net-" + number).setAttribute("aria-label", labels[number] + ", step " + step + ": " + told);
  }

  function drawCurve() {
    // As large as the words around it: 17 is the least size of letters.
    const unit = parseFloat(getComputedStyle(document.documentElement).fontSize) / 17;
    const canvas = find("curve"),
      [pen, width, height] = fitted(canvas, 210 * unit);
    const left = 64 * unit,
      right = 20 * unit,
      top = 14 * unit,
      bottom = 40 * unit;
    const x = (t) => left + ((width - left - right) * t) / Math.max(1, data.steps);
    const y = (count) => top + (height - top - bottom) * (1 - count / people);
    pen.font = 15 * unit + "px system-ui, 'DejaVu Sans', sans-serif";
    pen.fillStyle = "#595959";
    pen.strokeStyle = "#e2e2e2";
    pen.lineWidth = 1;
    pen.textAlign = "right";
    pen.textBaseline = "middle";
    for (const share of [0, 0.5, 1]) {
      pen.beginPath();
      pen.moveTo(left, y(share * people));
      pen.lineTo(width - right, y(share * people));
      pen.stroke();
      pen.fillText(Math.round(100 * share) + " %", left - 8, y(share * people));
    }
    pen.textAlign = "center";
    pen.textBaseline = "alphabetic";
    const every = Math.max(1, Math.ceil(data.steps / 10));
    for (let t = 0; t <= data.steps; t += every) pen.fillText(String(t), x(t), height - 20 * unit);
    pen.fillText("step", (left + width - right) / 2, height - 4 * unit);
    // What is still to come is kept back, so that a guess stays a guess.
    data.strategies.forEach((strategy, number) => {
      pen.strokeStyle = colours[number];
      pen.lineWidth = 3.5;
      pen.setLineDash(number ? [9, 6] : []);
      pen.beginPath();
      pen.moveTo(x(0), y(strategy.counts[0]));
      for (let t = 1; t <= step; t++) pen.lineTo(x(t), y(strategy.counts[t]));
      pen.stroke();
      pen.setLineDash([]);
      pen.beginPath();
      pen.fillStyle = colours[number];
      if (number) pen.rect(x(step) - 6, y(strategy.counts[step]) - 6, 12, 12);
      else pen.arc(x(step), y(strategy.counts[step]), 7, 0, 7);
      pen.fill();
    });
    canvas.setAttribute(
      "aria-label",
      "Share of people who have changed, by step: " +
        data.strategies
          .map((one) => one.label + " " + Math.round((100 * one.counts[step]) / people) + " %")
          .join(", ") +
        " in step " +
        step,
    );
  }

  const share = (value) => (value >= 0.995 ? "100 %" : Math.round(100 * value) + " %");
  // A name with a comma, a semicolon or a quote in it stands in quotes among others, as in sim why.
  const named = (name) => (/[,;"]/.test(name) ? '"' + name.replaceAll('"', '""') + '"' : name);
  function pushed(change) {
    if (change[3] === null) return "";
    const parts = change[3]
      .map((value, k) => [value, data.words[k]])
      .filter(([value]) => value >= 0.005)
      .sort((a, b) => b[0] - a[0]);
    const who = change[4].map((peer) => named(data.people[peer]));
    const some = who.length > 12 ? who.slice(0, 12).join(", ") + " and " + (who.length - 12) + " more" : who.join(", ");
    return (
      ", pushed by " +
      parts.map(([value, words]) => words + (parts.length > 1 ? " (" + share(value) + ")" : "")).join(", ") +
      (who.length ? (who.length > 1 ? ". Peers" : ". Peer") + " who had changed before: " + some : "")
    );
  }

  function story(strategy, person) {
    const mine = strategy.changes.filter((change) => change[1] === person && change[0] <= step);
    const seed = strategy.seeded.has(person);
    if (!mine.length)
      return (
        (seed ? "is to start with a wave that has not begun up to step " : "has not changed up to step ") + step + "."
      );
    return (
      mine
        .map((change, k) => {
          if (!change[2]) return "gives up in step " + change[0];
          if (seed && change[3] === null && (data.explained || change[0] === 0))
            return "is one of those it starts with (step " + change[0] + ")";
          return "changes " + (k ? "again " : "") + "in step " + change[0] + pushed(change);
        })
        .join("; then ") + "."
    );
  }

  function needed(threshold) {
    if (!data.threshold_share) return threshold + " of those listened to";
    return threshold > 1
      ? "above 100 %: all of those listened to are not enough"
      : share(Math.max(0, threshold)) + " of those listened to";
  }

  function tell() {
    const box = find("why");
    box.replaceChildren();
    if (chosen < 0) return;
    const say = (text, strong) => {
      const line = document.createElement("p");
      if (strong) {
        const name = document.createElement("strong");
        name.textContent = strong;
        line.append(name);
      }
      line.append(text);
      box.append(line);
    };
    const about = [];
    if (data.tribe) about.push("tribe: " + data.tribe[chosen]);
    about.push("listens to " + heard[chosen].length + ", is heard by " + hearing[chosen].length);
    if (data.threshold && data.threshold[chosen] !== null) about.push("threshold " + needed(data.threshold[chosen]));
    if (data.passion) about.push("passion " + data.passion[chosen].toFixed(2));
    say(" \u2013 " + about.join("; ") + ".", data.people[chosen]);
    data.strategies.forEach((strategy) =>
      say(": " + data.people[chosen] + " " + story(strategy, chosen), strategy.label),
    );
  }

  function show() {
    // Counts first: how much room there is for pictures hangs on the words above them.
    data.strategies.forEach(count);
    data.strategies.forEach((_, number) => drawNetwork(number));
    drawCurve();
    tell();
    find("scrub").value = step;
    find("step").textContent = step + " of " + data.steps;
    find("back").disabled = step === 0;
    find("forward").disabled = step === data.steps;
    find("play").textContent = playing ? "Pause" : step === data.steps ? "Play again" : "Play";
  }
  function go(to) {
    step = Math.max(0, Math.min(data.steps, to));
    show();
  }
  function play(on) {
    if (on && step === data.steps) step = 0;
    playing = on;
    due = performance.now() + (reduced ? 1200 : 700) / Number(find("speed").value);
    show();
    if (on) requestAnimationFrame(tick);
  }
  function tick(now) {
    if (!playing) return;
    if (now >= due) {
      due = now + (reduced ? 1200 : 700) / Number(find("speed").value);
      // Where nothing more will change there is nothing to wait for.
      if (step > last) {
        playing = false;
        go(data.steps);
        return;
      }
      if (step >= data.steps) {
        playing = false;
        show();
        return;
      }
      go(step + 1);
    }
    requestAnimationFrame(tick);
  }
  function choose(person) {
    chosen = person;
    show();
    // Who is typing a name may want a longer one that begins alike.
    if (document.activeElement !== find("person")) find("person").value = data.people[person];
  }
  function reveal() {
    const box = find("told");
    box.replaceChildren();
    const say = (text, strong) => {
      const line = document.createElement("p");
      if (strong) {
        const part = document.createElement("strong");
        part.textContent = text;
        line.append(part);
      } else line.textContent = text;
      box.append(line);
    };
    const known = data.answer.best !== null;
    if (guessed !== null)
      say(
        !known
          ? "These runs do not settle who guessed right."
          : guessed === data.answer.best
            ? "Your guess was right."
            : "Your guess was different.",
        true,
      );
    data.answer.lines.forEach((line, k) => say(line, k === 0));
    box.hidden = false;
    find("reveal").hidden = true;
  }

  find("title").textContent = data.title;
  find("setting").textContent = data.setting;
  find("made").textContent = data.made;
  labels.forEach((label, k) => (find("name-" + k).textContent = label));
  [...labels, "about the same"].forEach((label, k) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => {
      guessed = k === 2 ? -1 : k;
      for (const other of find("choices").children) other.setAttribute("aria-pressed", String(other === button));
      if (!find("told").hidden) reveal();
    });
    find("choices").append(button);
  });
  for (const name of data.people) {
    const option = document.createElement("option");
    option.value = name;
    find("people").append(option);
  }
  find("scrub").max = data.steps;
  find("play").addEventListener("click", () => play(!playing));
  find("back").addEventListener("click", () => {
    playing = false;
    go(step - 1);
  });
  find("forward").addEventListener("click", () => {
    playing = false;
    go(step + 1);
  });
  find("scrub").addEventListener("input", (event) => {
    playing = false;
    go(Number(event.target.value));
  });
  find("reveal").addEventListener("click", reveal);
  find("person").addEventListener("input", (event) => {
    const number = data.people.indexOf(event.target.value.trim());
    if (number >= 0) choose(number);
  });
  find("previous").addEventListener("click", () => choose((chosen + people - (chosen < 0 ? 0 : 1)) % people));
  find("next").addEventListener("click", () => choose((chosen + 1) % people));
  for (const number of labels.keys()) {
    find("net-" + number).addEventListener("click", (event) => {
      const canvas = event.currentTarget,
        box = canvas.getBoundingClientRect();
      let best = -1,
        nearest = 22 * 22;
      for (let person = 0; person < people; person++) {
        const [x, y] = place(person, canvas.clientWidth, canvas.clientHeight);
        const away = (x - event.clientX + box.left) ** 2 + (y - event.clientY + box.top) ** 2;
        if (away < nearest) {
          nearest = away;
          best = person;
        }
      }
      if (best >= 0) choose(best);
    });
  }
  document.addEventListener("keydown", (event) => {
    // The slider goes by the arrow keys itself.
    const slider = event.target === find("scrub");
    if (
      event.ctrlKey ||
      event.altKey ||
      event.metaKey ||
      (["INPUT", "SELECT"].includes(event.target.tagName) && !slider)
    )
      return;
    const to = { ArrowLeft: step - 1, ArrowRight: step + 1, Home: 0, End: data.steps }[event.key];
    if (event.key === " " && event.target.tagName !== "BUTTON") {
      event.preventDefault();
      play(!playing);
    } else if (to !== undefined && !slider) {
      event.preventDefault();
      playing = false;
      go(to);
    }
  });
  window.addEventListener("resize", show);
  if (data.strategies.length < 2) {
    for (const id of ["guess", "answer", "side-1"]) find(id).hidden = true;
    find("pair").classList.add("alone");
  }
  show();
})();
