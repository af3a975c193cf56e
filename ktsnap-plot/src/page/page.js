"use strict";
(() => {
  const page = JSON.parse(document.getElementById("data").textContent);
  const parts = page.sections.flatMap((section) => section.parts);
  const text = (value) => (value === null || value === undefined ? "no value" : String(value));
  const element = (name, content, kind) => {
    const made = document.createElement(name);
    if (content !== undefined) made.textContent = content;
    if (kind) made.className = kind;
    return made;
  };

  // A table of numbers is built when it is opened, since it can have as many cells as the page has values.
  const table = (heading, columns, rows) => {
    const made = element("table");
    const head = made.createTHead().insertRow();
    for (const name of [heading, ...columns]) {
      const cell = element("th", name, name === heading ? "" : "number");
      cell.scope = "col";
      head.append(cell);
    }
    const body = made.createTBody();
    for (const [name, values] of rows) {
      const row = body.insertRow();
      const first = element("th", name);
      first.scope = "row";
      row.append(first);
      for (const value of values) row.append(element("td", text(value), value === null || value === undefined ? "number missing" : "number"));
    }
    return made;
  };
  const tables = {
    lines: (part) => table(part.x.name, part.lines.map((line) => line.name), part.xs.map((x, at) => [text(x), part.lines.map((line) => line.values[at])])),
    heat: (part) => table("", part.columns.map((column) => part.columns_name + " " + column), part.rows.map((name, at) => [name, part.columns.map((_, column) => part.cells[at][column])])),
    bars: (part) => table(part.label, [part.count || "count"], part.bars.map((bar) => [bar.label, [bar.count]])),
  };

  const setUp = (figure) => {
    const part = parts[Number(figure.dataset.part)];
    const picture = figure.querySelector(".picture");
    const svg = figure.querySelector("svg");
    const values = figure.querySelector(".values");
    const details = figure.querySelector("details");
    details.addEventListener("toggle", () => {
      const scroll = details.querySelector(".scroll");
      if (details.open && !scroll.firstChild) scroll.append(tables[part.kind](part));
    });
    if (!values || !svg || !svg.dataset.area) return;
    const [left, top, right, bottom] = svg.dataset.area.split(" ").map(Number);
    if (right <= left) return;

    const cursor = document.createElementNS("http://www.w3.org/2000/svg", "line");
    cursor.setAttribute("class", "cursor");
    const mark = (x1, y1, x2, y2) => {
      Object.entries({ x1, y1, x2, y2 }).forEach(([name, value]) => cursor.setAttribute(name, value));
      svg.append(cursor);
    };
    const show = (entries) => {
      values.replaceChildren(...entries.map(([name, value]) => {
        const entry = element("span", name + ": ");
        entry.append(element("b", text(value)));
        return entry;
      }));
    };
    const hide = () => {
      cursor.remove();
      values.replaceChildren();
    };
    const at = (event) => {
      const box = svg.getBoundingClientRect();
      const scale = svg.viewBox.baseVal.width / box.width;
      return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
    };
    const within = (value, last) => Math.max(0, Math.min(last, value));

    let place, count, draw, find;
    if (part.kind === "lines") {
      const [from, to] = svg.dataset.range.split(" ").map(Number);
      const pixel = (x) => left + ((x - from) / (to - from)) * (right - left);
      count = [part.xs.length, 1];
      draw = ([index]) => {
        const x = pixel(part.xs[index]);
        mark(x, top, x, bottom);
        show([[part.x.name, part.xs[index]], ...part.lines.map((line) => [line.name, line.values[index]])]);
      };
      find = ([x]) => {
        let best = 0;
        part.xs.forEach((value, index) => {
          if (Math.abs(pixel(value) - x) < Math.abs(pixel(part.xs[best]) - x)) best = index;
        });
        return [best, 0];
      };
    } else {
      const group = Number(svg.dataset.group);
      const cells = Math.ceil(part.columns.length / group);
      const height = (bottom - top) / part.rows.length;
      count = [cells, part.rows.length];
      draw = ([cell, row]) => {
        const y = top + row * height + height - 2;
        mark(left + (cell * (right - left)) / cells, y, left + ((cell + 1) * (right - left)) / cells, y);
        const columns = part.columns.slice(cell * group, (cell + 1) * group);
        show(columns.map((name, offset) => [part.rows[row] + ", " + part.columns_name + " " + name, part.cells[row][cell * group + offset]]));
      };
      find = ([x, y]) => [Math.floor(((x - left) / (right - left)) * cells), Math.floor((y - top) / height)];
    }
    if (count[0] === 0 || count[1] === 0) return;
    const go = (to) => {
      place = [within(to[0], count[0] - 1), within(to[1], count[1] - 1)];
      draw(place);
    };
    picture.addEventListener("pointermove", (event) => go(find(at(event))));
    picture.addEventListener("pointerleave", hide);
    picture.addEventListener("blur", hide);
    picture.addEventListener("keydown", (event) => {
      const [x, y] = place || [-1, 0];
      const steps = {
        ArrowLeft: [x - 1, y],
        ArrowRight: [x + 1, y],
        ArrowUp: [Math.max(x, 0), y - 1],
        ArrowDown: [Math.max(x, 0), y + 1],
        Home: [0, y],
        End: [count[0] - 1, y],
      };
      if (event.key === "Escape") return hide();
      const to = steps[event.key];
      if (!to) return;
      event.preventDefault();
      go(to);
    });
  };
  document.querySelectorAll("figure[data-part]").forEach(setUp);
})();
