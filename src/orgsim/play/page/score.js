// The score at the end, and whether it is luck.

import { lines } from "./ask.js";
import { element } from "./panel.js";

export function fill(table, rows, names, titles) {
  const head = element("tr");
  head.append(element("th", "", ""), ...names.map((name) => header(titles[name])));
  const body = rows.map(({ title, texts, best }) => {
    const row = element("tr"), first = element("th", "", title);
    first.scope = "row";
    row.append(first, ...names.map((name) => element("td", best?.includes(name) ? "number best" : "number", texts[name] ?? "–")));
    return row;
  });
  table.replaceChildren(head, ...body);
}

function header(text) {
  const made = element("th", "", text);
  made.scope = "col";
  return made;
}

export async function tenWorlds(query, { progress, left, found }, names, titles, signal) {
  progress.hidden = false;
  progress.value = 0;
  found.replaceChildren();
  try {
    for await (const line of lines("/api/worlds", query, { signal })) {
      if (line.found) return show(line.found, found, left, names, titles);
      progress.max = line.total;
      progress.value = line.done;
      left.textContent = `${Math.floor(line.done)} of ${line.total} worlds, about ${Math.ceil(line.left)} s left`;
    }
  } finally {
    progress.hidden = true;
  }
}

function show({ replications, answer, table }, found, left, names, titles) {
  left.textContent = "";
  const list = element("ul"), wide = element("div", "wide"), grid = element("table");
  list.append(...answer.map((each) => element("li", "", each)));
  fill(grid, table, names, titles);
  wide.append(grid);
  found.append(element("h3", "", `Over ${replications} worlds`), list, wide, element("p", "faint", "Means with 95 % intervals over worlds; sentences rest on differences within the same worlds."));
}
