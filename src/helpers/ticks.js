// Keeps the ticks of an axis of days right when it is zoomed: the same choice as `ticks` in ticks.py, in a page.
// Comes in what `scale` returns; makes no markup: a text is put together of month names and numbers of the scale.
function ruznamaTicks(scale, low, high, width) {
  const RLE = "\u202b";
  const perDay = width / Math.max(high - low, 1e-6);

  function between(days) {
    if (Array.isArray(days)) return days.filter(day => low <= day && day <= high);
    const found = [], start = days.from + Math.ceil((low - days.from) / days.every) * days.every;
    for (let day = start; day <= Math.floor(high); day += days.every) found.push(day);
    return found;
  }

  function monthAt(line, day) {
    let from = 0, to = line.starts.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (line.starts[middle] <= day) from = middle + 1; else to = middle;
    }
    return from >= 1 && from <= line.months.length ? from - 1 : null;
  }

  function tick(day, form) {
    const texts = [];
    let letters = 0;
    for (const [place, line] of scale.lines.entries()) {
      const at = monthAt(line, day);
      if (at === null && place === 0) return null;
      if (at === null) continue;
      const month = line.months[at];
      let text = month, long = line.wide[at];
      if (place === 0 && form === "year") {
        text = line.years[Math.floor(at / 12)];
        long = 5;
      } else if (place > 0 || form === "day") {
        const mark = month[0] === RLE ? RLE : "";
        text = mark + scale.numbers[day - line.starts[at]] + " " + month.slice(mark.length);
        long += 3;
      }
      texts.push(text);
      letters = Math.max(letters, long);
    }
    return { day, text: texts.join("<br>"), width: letters * scale.letter };
  }

  let found = [], whole = [];
  for (const level of scale.levels) {
    if (level.gap * perDay < scale.least && level !== scale.levels[scale.levels.length - 1]) continue;
    found = between(level.days).map(day => tick(day, level.form)).filter(Boolean);
    whole = found.filter(({ day, width }) => Math.min(day - low, high - day) * perDay >= width / 2 - scale.out);
    const apart = whole.slice(1).every((b, i) =>
      (b.day - whole[i].day) * perDay >= (whole[i].width + b.width) / 2 + scale.space);
    if (apart) break;
  }
  const shown = whole.length ? whole : found.length ? found
    : [tick(Math.floor((low + high) / 2), "day")].filter(Boolean);
  return {
    tickvals: shown.map(({ day }) => new Date(day * 864e5).toISOString().slice(0, 10)),
    ticktext: shown.map(({ text }) => text),
  };
}

function ruznamaKeepTicks(plot, scale) {
  let shown = "";
  const update = () => {
    const axis = plot._fullLayout.xaxis;
    const [low, high] = axis.range.map(value => axis.r2l(value) / 864e5).sort((a, b) => a - b);
    const { tickvals, ticktext } = ruznamaTicks(scale, low, high, axis._length);
    const now = JSON.stringify([tickvals, ticktext]);
    if (now === shown) return;
    shown = now;
    Plotly.relayout(plot, { "xaxis.tickvals": tickvals, "xaxis.ticktext": ticktext });
  };
  plot.on("plotly_relayout", update);
  update();
}
