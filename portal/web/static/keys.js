// Single keys on the pages of staff. Nothing needs them; who switches them off (/medewerker/toetsen) does not get this file.
(() => {
  "use strict";
  const rows = [...document.querySelectorAll("[data-row]")];
  const here = () => rows.indexOf(document.activeElement.closest("[data-row]"));
  const go = (n) => rows[Math.max(0, Math.min(n, rows.length - 1))]?.querySelector("a, button").focus();
  const mark = (key) => rows[here()]?.querySelector(`[data-key="${key}"] button`)?.click();
  const link = (key) => document.querySelector(`nav [data-key="${key}"]`);

  const field = document.querySelector("[data-search] [type=text]");
  const search = () => {
    if (field) field.focus();
    else location.href = `${link("/").href}#code`;
  };
  const keys = {
    j: () => go(here() + 1),
    k: () => go(here() - 1),
    g: mark,
    n: mark,
    a: mark,
    h: mark,
    "/": search,
    "?": () => link("?").click(),
  };

  // Not while somebody types, and never together with Ctrl, Alt or Cmd: those are the browser's.
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.target.closest("input, select, textarea, [contenteditable]")) return;
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key](event.key);
  });

  // Back from marking somebody: on at the same row. Or at the field for which "/" came. Not before "load": when the
  // browser has gone to the row by itself, it takes the focus away.
  addEventListener("load", () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    if (target && target === field) field.focus();
    else if (target && rows.includes(target)) go(rows.indexOf(target));
  });
})();
