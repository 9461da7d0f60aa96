"use strict";
// Filters, copies, unfolds and changes the theme; the page reads without it.
{
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (id) => document.getElementById(id);

  // Filter: a card shows when it has the area, one of the pressed severities, and every word.
  const form = one("filter");
  if (form) {
    const cards = all(".finding"), chips = all(".chip"), text = one("text"), area = one("area");
    const words = new Map();
    const wordsOf = (card) => {
      if (!words.has(card)) words.set(card, card.textContent.toLowerCase());
      return words.get(card);
    };
    const apply = () => {
      const pressed = chips.filter((c) => c.ariaPressed === "true").map((c) => c.dataset.severity);
      const wanted = text.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const card of cards) {
        card.hidden = !((!area.value || card.dataset.area === area.value)
          && (!pressed.length || pressed.includes(card.dataset.severity))
          && wanted.every((w) => wordsOf(card).includes(w)));
        if (!card.hidden) shown++;
      }
      for (const section of all(".area")) section.hidden = !section.querySelector(".finding:not([hidden])");
      one("none").hidden = shown > 0;
      one("shown").value = shown === cards.length ? `${shown} shown` : `${shown} of ${cards.length}`;
    };
    const reset = () => {
      form.reset();
      for (const chip of chips) chip.ariaPressed = "false";
      apply();
    };
    for (const chip of chips) {
      chip.addEventListener("click", () => {
        chip.ariaPressed = chip.ariaPressed === "true" ? "false" : "true";
        apply();
      });
    }
    text.addEventListener("input", apply);
    area.addEventListener("change", apply);
    form.addEventListener("submit", (e) => e.preventDefault());
    one("reset").addEventListener("click", reset);
    document.addEventListener("keydown", (e) => {
      if (e.key === "/" && !e.target.closest("input, select")) {
        e.preventDefault();
        text.focus();
      }
    });
    const expand = one("expand");
    expand.addEventListener("click", () => {
      const open = expand.textContent === "Expand all";
      for (const d of all(".finding > details")) d.open = open;
      expand.textContent = open ? "Collapse all" : "Expand all";
    });
    window.addEventListener("hashchange", () => {
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (target?.closest(".finding[hidden], .area[hidden]")) {
        reset();
        target.scrollIntoView();
      }
    });
    form.hidden = false;
    apply();
  }

  // A target inside a folded part unfolds it, also where the browser does not do so itself.
  const reveal = () => {
    for (let d = document.getElementById(location.hash.slice(1))?.closest("details"); d; d = d.parentElement.closest("details")) d.open = true;
  };
  window.addEventListener("hashchange", reveal);
  reveal();

  // Copy: the clipboard where the page may use it, else a selection.
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const area = document.body.appendChild(document.createElement("textarea"));
      area.value = text;
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  };
  for (const button of all(".copy")) {
    button.hidden = false;
    button.setAttribute("aria-label", "Copy this SQL");
    button.addEventListener("click", async () => {
      const done = await copy(button.parentElement.querySelector("code").textContent);
      button.textContent = done ? "Copied" : "Not copied";
      button.classList.toggle("done", done);
      setTimeout(() => {
        button.textContent = "Copy";
        button.classList.remove("done");
      }, 1600);
    });
  }

  // Theme: what the system asks for, until the reader asks for the other.
  const theme = one("theme"), root = document.documentElement, system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => root.dataset.theme ? root.dataset.theme === "dark" : system.matches;
  const name = () => { theme.textContent = isDark() ? "Light" : "Dark"; };
  try { root.dataset.theme = localStorage.getItem("pgadept-theme") ?? ""; } catch { /* storage is off: nothing to remember */ }
  theme.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    try { localStorage.setItem("pgadept-theme", root.dataset.theme); } catch { /* storage is off */ }
    name();
  });
  system.addEventListener("change", name);
  theme.hidden = false;
  name();

  // Print: browsers without ::details-content print only what is open.
  let folded = [];
  window.addEventListener("beforeprint", () => {
    folded = all("details:not([open])");
    for (const d of folded) d.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const d of folded) d.open = false;
  });
}
