// The desk works without any of this. It closes the menu, warns of unsaved words, and never builds HTML from text.
"use strict";

// What was typed and not saved is not lost by a stray click.
for (const form of document.querySelectorAll("form[data-guard]")) {
  let isChanged = form.dataset.guard === "changed";
  form.addEventListener("input", () => {
    isChanged = true;
  });
  form.addEventListener("submit", () => {
    isChanged = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (isChanged) event.preventDefault();
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// The question before something that is hard to take back.
for (const form of document.querySelectorAll("form[data-ask]")) {
  form.addEventListener("submit", (event) => {
    if (!window.confirm(form.dataset.ask)) event.preventDefault();
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector(".topbar details[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
