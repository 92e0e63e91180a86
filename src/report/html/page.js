"use strict";
(() => {
  const form = document.getElementById("filter");
  if (!form) return;
  const drifts = [...document.querySelectorAll("details[data-level]")];
  const rules = [...document.querySelectorAll("section[data-rule]")];
  const told = document.getElementById("filtered");
  const apply = () => {
    const words = form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const levels = new Set([...form.querySelectorAll("input[type=checkbox]:checked")].map((box) => box.value));
    let shown = 0;
    for (const drift of drifts) {
      const text = drift.textContent.toLowerCase();
      drift.hidden = !levels.has(drift.dataset.level) || !words.every((word) => text.includes(word));
      shown += drift.hidden ? 0 : 1;
    }
    for (const rule of rules) rule.hidden = !rule.querySelector("details[data-level]:not([hidden])");
    told.textContent = `${shown} of ${drifts.length} shown`;
  };
  const open = (isOpen) => drifts.forEach((drift) => { if (!drift.hidden) drift.open = isOpen; });
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("open-all").addEventListener("click", () => open(true));
  document.getElementById("close-all").addEventListener("click", () => open(false));
  const follow = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target || target.tagName !== "DETAILS") return;
    if (target.hidden) { form.reset(); apply(); }
    target.open = true;
    target.querySelector("summary").focus();
    target.scrollIntoView();
  };
  addEventListener("hashchange", follow);
  addEventListener("beforeprint", () => open(true));
  form.hidden = false;
  apply();
  follow();
})();
