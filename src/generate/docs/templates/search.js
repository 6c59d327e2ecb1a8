// Search without a server: names that begin with, contain or resemble what is typed. The index is a script beside this one.
"use strict";
(() => {
  const root = document.body.dataset.root;
  const form = document.querySelector("header form");
  const input = document.getElementById("site:search");
  const list = document.getElementById("site:found");
  if (!form || typeof SEARCH_INDEX === "undefined") return;
  form.hidden = false;
  const kinds = ["element", "recipe", "page", "attribute", "value", "rule", "gone"];
  const entries = SEARCH_INDEX.map(([kind, name, said, address]) => ({ kind, name, said, address, key: name.toLowerCase(), text: (name + " " + said).toLowerCase() }));
  // Damerau-Levenshtein, given up beyond `most`
  const distance = (a, b, most) => {
    if (Math.abs(a.length - b.length) > most) return most + 1;
    let before = [], row = Array.from({ length: b.length + 1 }, (_, i) => i);
    for (let i = 1; i <= a.length; i++) {
      const next = [i];
      let least = i;
      for (let j = 1; j <= b.length; j++) {
        let best = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, before[j - 2] + 1);
        next.push(best);
        if (best < least) least = best;
      }
      if (least > most) return most + 1;
      before = row;
      row = next;
    }
    return row[b.length];
  };
  const rank = (entry, query, words) => {
    const bonus = kinds.indexOf(entry.kind) / 100;
    if (entry.key === query) return bonus;
    if (entry.key.startsWith(query)) return 1 + bonus + entry.key.length / 1000;
    if (entry.key.includes(query)) return 2 + bonus + entry.key.length / 1000;
    if (words.every((word) => entry.text.includes(word))) return 3 + bonus;
    return Infinity;
  };
  // names that are nearly what is typed: asked for only where nothing holds it, since it takes much longer
  const near = (entry, query) => {
    const most = query.length < 4 ? 1 : 2;
    const far = distance(entry.key, query, most);
    return far <= most ? 4 + far + kinds.indexOf(entry.kind) / 100 : Infinity;
  };
  let selected = -1;
  const select = (index) => {
    const items = list.children;
    if (items[selected]) items[selected].setAttribute("aria-selected", "false");
    selected = items.length ? (index + items.length) % items.length : -1;
    if (items[selected]) {
      items[selected].setAttribute("aria-selected", "true");
      items[selected].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", items[selected].id);
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  };
  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    select(-1);
    selected = -1;
  };
  const search = () => {
    let query = input.value.trim().toLowerCase();
    let only = "";
    const filter = /^(element|attribute|value|rule|page|recipe|gone):\s*(.*)$/.exec(query) || (query.startsWith("@") ? ["", "attribute", query.slice(1)] : null);
    if (filter) [, only, query] = filter;
    list.replaceChildren();
    selected = -1;
    if (!query) return close();
    const words = query.split(/\s+/);
    const asked = only ? entries.filter((entry) => entry.kind === only) : entries;
    const found = (score) => asked.map((entry) => [score(entry, query, words), entry]).filter(([score]) => score < Infinity);
    let all = found(rank);
    if (!all.length) all = found(near);
    const best = all.sort((a, b) => a[0] - b[0]).slice(0, 20);
    best.forEach(([, entry], index) => {
      const item = document.createElement("li");
      item.id = "site:found-" + index;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      const link = document.createElement("a");
      link.href = root + entry.address;
      link.tabIndex = -1;
      const name = document.createElement("b");
      name.textContent = entry.name;
      const said = document.createElement("small");
      said.textContent = " " + entry.kind + (entry.said ? ": " + entry.said : "");
      link.append(name, said);
      item.append(link);
      list.append(item);
    });
    if (!best.length) {
      const item = document.createElement("li");
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.textContent = "nothing found";
      list.append(item);
    }
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    if (best.length) select(0);
  };
  input.addEventListener("input", search);
  input.addEventListener("focus", () => { if (input.value) search(); });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") select(selected + 1);
    else if (event.key === "ArrowUp") select(selected - 1);
    else if (event.key === "Escape") { input.value = ""; close(); input.blur(); }
    else if (event.key === "Enter") {
      const link = list.children[selected] && list.children[selected].querySelector("a");
      if (link) location.href = link.href;
    } else return;
    event.preventDefault();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("click", (event) => { if (!form.contains(event.target)) close(); });
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) { input.focus(); event.preventDefault(); }
  });
  const asked = new URLSearchParams(location.search).get("search");
  if (asked) { input.value = asked; input.focus(); search(); }
  // the table of rules
  const filter = document.getElementById("filter");
  if (!filter) return;
  filter.hidden = false;
  const rows = [...document.querySelectorAll("#rules tbody tr")];
  const selects = [...filter.querySelectorAll("select")];
  for (const one of selects) {
    for (const value of [...new Set(rows.map((row) => row.dataset[one.name]))].sort()) one.add(new Option(value, value));
    const wanted = new URLSearchParams(location.search).get(one.name);
    if (wanted) one.value = wanted;
  }
  const show = () => {
    let shown = 0;
    for (const row of rows) {
      row.hidden = selects.some((one) => one.value && row.dataset[one.name] !== one.value);
      if (!row.hidden) shown++;
    }
    filter.querySelector("output").textContent = shown + " of " + rows.length;
  };
  filter.addEventListener("change", show);
  show();
})();
