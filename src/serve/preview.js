// The preview's script: loads the page again when its bytes changed, swaps styles, follows a page that moved, and
// shows what is wrong. It is in no site that is built.
(() => {
  "use strict";
  const me = document.currentScript.dataset;
  const here = "here" in me;
  const key = "kazipot-preview";
  let state = me.state;

  // Where the reader was, from before the page was loaded again.
  const path = (element) => {
    const steps = [];
    for (let at = element; at && at.parentElement; at = at.parentElement) {
      steps.unshift([...at.parentElement.children].indexOf(at));
    }
    return steps;
  };
  const find = (steps) => steps.reduce((at, step) => at && at.children[step], document.documentElement);
  const remember = () => {
    const active = document.activeElement;
    const field = active && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
    const details = [...document.querySelectorAll("details")].map((one) => one.open);
    const kept = {
      page: location.pathname,
      x: scrollX,
      y: scrollY,
      focus: active && active !== document.body ? path(active) : null,
      field,
      details,
    };
    sessionStorage.setItem(key, JSON.stringify(kept));
  };
  const again = (to) => {
    remember();
    if (to) location.replace(to);
    else location.reload();
  };
  const restore = () => {
    const kept = JSON.parse(sessionStorage.getItem(key) || "null");
    sessionStorage.removeItem(key);
    if (!kept) return;
    [...document.querySelectorAll("details")].forEach((one, turn) => {
      if (turn < kept.details.length) one.open = kept.details[turn];
    });
    const element = kept.focus && find(kept.focus);
    if (element && element.focus) {
      element.focus({ preventScroll: true });
      try {
        if (kept.field) element.setSelectionRange(...kept.field);
      } catch {
        // Not every field has a selection.
      }
    }
    scrollTo(kept.x, kept.y);
  };
  restore();

  // Styles under another address: the new one is laid beside the old one until it is there.
  const swap = (styles) => {
    const stem = (href) => href.replace(/\.[0-9a-f]{10}\.css$/, ".css");
    for (const link of document.querySelectorAll("link[rel=stylesheet]")) {
      const old = link.getAttribute("href");
      const now = styles.find((style) => stem(style) === stem(old) && style !== old);
      if (!now) continue;
      const next = link.cloneNode();
      next.href = now;
      next.onload = next.onerror = () => link.remove();
      link.after(next);
    }
  };

  const host = document.getElementById("kazipot-preview");
  const root = host && host.shadowRoot;
  const overlay = root && root.querySelector(".overlay");
  const count = root && root.querySelector(".count");
  const dismissed = `${key}-dismissed`;
  const close = () => {
    sessionStorage.setItem(dismissed, overlay.dataset.mark);
    const inside = root.activeElement && overlay.contains(root.activeElement);
    overlay.hidden = true;
    if (inside || root.activeElement === overlay) count.focus();
  };
  const show = async (opened) => {
    if (!overlay) return;
    let text;
    try {
      const answer = await fetch("/_kazipot/problems");
      if (!answer.ok) return;
      text = await answer.text();
    } catch {
      return;
    }
    const problems = new DOMParser().parseFromString(text, "text/html").querySelector("main");
    const mark = problems.textContent;
    const wrong = problems.querySelectorAll("li.error").length > 0;
    count.textContent = problems.querySelector("h1").textContent;
    count.className = `count ${wrong ? "wrong" : problems.querySelector("li") ? "warned" : "fine"}`;
    if (!wrong) sessionStorage.removeItem(dismissed);
    if (!opened && (!wrong || sessionStorage.getItem(dismissed) === mark)) {
      overlay.hidden = true;
      return;
    }
    const button = document.createElement("button");
    button.type = "button";
    button.className = "close";
    button.textContent = overlay.dataset.close;
    button.addEventListener("click", close);
    overlay.dataset.mark = mark;
    overlay.className = `overlay is-${count.className.slice(6)}`;
    overlay.replaceChildren(button, ...problems.childNodes);
    overlay.setAttribute("role", "region");
    overlay.hidden = false;
    if (opened) overlay.focus();
  };
  if (overlay) {
    overlay.setAttribute("aria-live", "polite");
    count.addEventListener("click", (event) => {
      event.preventDefault();
      if (overlay.hidden) show(true);
      else close();
    });
    root.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !overlay.hidden) close();
    });
    show(false);
  }

  // Only a page that can be seen holds a stream: a browser has six connections to a server for all its windows.
  let stream = null;
  const listen = () => {
    if (stream || document.visibilityState === "hidden") return;
    const page = encodeURIComponent(location.pathname);
    stream = new EventSource(`/_kazipot/events?page=${page}&mark=${me.mark}&state=${state}`);
    stream.addEventListener("page", () => again());
    stream.addEventListener("moved", (event) => again(event.data));
    stream.addEventListener("styles", (event) => swap(JSON.parse(event.data)));
    stream.addEventListener("problems", (event) => {
      state = event.data;
      if (here) show(false);
      else if ("bare" in me) again();
    });
  };
  const stop = () => {
    if (stream) stream.close();
    stream = null;
  };
  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? stop() : listen()));
  addEventListener("pagehide", stop);
  addEventListener("pageshow", listen);
  listen();
})();
