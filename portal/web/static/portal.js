// Small comforts. Every page works without this file; nothing here is needed to book or to leave.
(() => {
  "use strict";

  // Leaving. The page is blank before the next one has arrived, and the address is replaced,
  // so that "back" does not lead here again.
  const link = document.querySelector("[data-leave]");
  const blank = () => document.documentElement.classList.add("sp-gone");
  const leave = () => {
    blank();
    document.title = "\u200b";
    location.replace(link.href);
  };
  if (link) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      leave();
    });
    // Shift three times within five seconds: fewer than the five that start Sticky Keys.
    // Shift together with another key is typing, and starts the count again.
    let presses = [];
    let alone = false;
    addEventListener("keydown", (event) => {
      alone = event.key === "Shift" && !event.repeat;
      if (event.key !== "Shift") presses = [];
    });
    addEventListener("keyup", (event) => {
      if (event.key !== "Shift" || !alone) return;
      const now = Date.now();
      presses = presses.filter((at) => now - at < 5000).concat(now);
      if (presses.length === 3) leave();
    });
  }

  // A page that the browser keeps in memory is kept blank. When "back" brings it up, the server is asked
  // again: perhaps somebody left the site in the meantime.
  addEventListener("pagehide", (event) => {
    if (event.persisted) blank();
  });
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    blank();
    location.reload();
  });

  // A second press on a button sends nothing twice. The button is not disabled: a disabled
  // button does not send its own value along.
  addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if ("sent" in form.dataset) event.preventDefault();
    else form.dataset.sent = "";
  });
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  // A button that prints is only there when it can do so.
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }

  // After a fault the reader starts at the summary, which links to the fields.
  document.querySelector("[data-errors]")?.focus();
})();
