// The example on /beheer/huisstijl follows what somebody types or picks. Without this file "Bekijk" does the same.
(() => {
  "use strict";
  const form = document.querySelector("[data-style]");
  const sheet = document.querySelector("link[data-example]");
  if (!form || !sheet) return;

  const isColour = (text) => /^#[0-9a-f]{6}$/i.test(text);
  const show = () => {
    const typed = new FormData(form);
    const [primary, action] = [typed.get("hoofdkleur").trim(), typed.get("knopkleur").trim()];
    if (!isColour(primary) || (action && !isColour(action))) return;
    const asked = new URLSearchParams({ primary, action, font: typed.get("lettertype"), radius: typed.get("hoeken") });
    sheet.href = `${sheet.dataset.example}?${asked}`;
  };
  let wait;
  form.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(show, 150);
  });

  for (const label of form.querySelectorAll("[data-colour]")) {
    const [text, picker] = [document.getElementById(label.dataset.colour), label.querySelector("input")];
    label.hidden = false;
    picker.addEventListener("input", () => (text.value = picker.value));
    text.addEventListener("input", () => {
      if (isColour(text.value.trim())) picker.value = text.value.trim();
    });
  }
})();
