(() => {
  "use strict";
  const d = document, $ = (s, r = d) => r.querySelector(s);
  const focus = (e) => {
    if (!e) return;
    if (e.tabIndex < 0 && !e.hasAttribute("tabindex")) e.tabIndex = -1;
    e.focus();
  };
  const free = (f) => {
    delete f.dataset.sent;
    f.querySelectorAll("[data-idle]").forEach((b) => {
      b.textContent = b.dataset.idle;
      delete b.dataset.idle;
      b.removeAttribute("aria-disabled");
    });
  };
  // One press sends once; the button stays and says what happens.
  d.addEventListener("submit", (e) => {
    const f = e.target, b = e.submitter;
    if (f.method !== "post") return;
    if (f.dataset.sent) { e.preventDefault(); e.stopImmediatePropagation(); return; }
    f.dataset.sent = "1";
    if (b && b.dataset.busy) {
      b.dataset.idle = b.textContent;
      b.textContent = b.dataset.busy;
      b.setAttribute("aria-disabled", "true");
    }
  }, true);
  addEventListener("pageshow", (e) => e.persisted && d.querySelectorAll("[data-sent]").forEach(free));
  d.addEventListener("htmx:beforeRequest", (e) => e.detail.target.setAttribute("aria-busy", "true"));
  d.addEventListener("htmx:afterRequest", (e) => {
    e.detail.target.removeAttribute("aria-busy");
    const f = e.detail.elt.closest("form");
    if (f) free(f);
  });
  // A swap may remove the focused element: the fragment names the next.
  d.addEventListener("htmx:afterSettle", (e) => {
    const t = e.detail.elt;
    const next = t.matches("[data-focus]") ? t : $("[data-focus]", t);
    if (next) { focus(next); next.removeAttribute("data-focus"); }
    else if (d.activeElement === d.body) focus(t);
  });
  focus($(".ik-sum"));
  d.querySelectorAll("[data-once]").forEach((a) => a.click());
  let row = -1, shifts = [];
  const step = (n) => {
    const rows = d.querySelectorAll("[data-row]");
    if (!rows.length) return;
    row = Math.max(0, Math.min(rows.length - 1, row + n));
    focus($("a", rows[row]) || rows[row]);
  };
  d.addEventListener("keydown", (e) => {
    const out = $("[data-exit]");
    if (e.key === "Shift" && out && !e.repeat) {
      shifts = shifts.concat(e.timeStamp).slice(-3);
      if (shifts.length > 2 && shifts[2] - shifts[0] < 2000) out.click();
      return;
    }
    if (e.key !== "Shift") shifts = [];
    if (e.key === "Escape") {
      const o = e.target.closest("details[open]");
      if (o) { o.open = false; focus($("summary", o)); }
    }
    if (!("keys" in d.body.dataset) || e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return;
    if (e.target.matches("textarea,select,input:not([type=checkbox]):not([type=radio])")) return;
    const k = e.key;
    if (k === "j") step(1);
    else if (k === "k") step(-1);
    else if (k === "x") e.target.closest("[data-row]")?.querySelector("[type=checkbox]")?.click();
    else {
      const to = $(`[data-key="${CSS.escape(k)}"]`);
      if (!to) return;
      e.preventDefault();
      to.matches("input") ? to.focus() : to.click();
    }
  });
})();
