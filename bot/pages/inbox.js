// Looks every few seconds for who has come and what was said, and leaves what is being typed alone.
// Everything works without this file too. What is looked at by itself does not keep the session.
"use strict";

(function () {
  const EVERY = 5000; // Milliseconds.
  if (!window.fetch || !window.DOMParser) return;

  function look() {
    fetch(location.pathname + "?tu-dong=1", { redirect: "manual" }).then(function (response) {
      // 409: the talk is over, or another's; the list is shown instead.
      return response.ok || response.status === 409 ? response.text() : "";
    }).then(function (html) {
      const page = new DOMParser().parseFromString(html, "text/html");
      const fresh = page.getElementById("live");
      const live = document.getElementById("live");
      if (!fresh || fresh.getAttribute("role") !== live.getAttribute("role")) {
        // Another page now: it says why, unless something is being typed.
        const typed = document.getElementById("text");
        if (html && !(typed && typed.value)) location.assign(location.pathname + "?tu-dong=1");
        return;
      }
      document.title = page.title;
      if (fresh.innerHTML === live.innerHTML) return;
      if (live.getAttribute("role") === "log") add(live, fresh);
      else if (!live.contains(document.activeElement)) live.replaceWith(fresh);
    }).catch(function () { return undefined; }).then(function () { setTimeout(look, EVERY); });
  }

  // A log only grows, so that a screen reader says what is new and nothing else.
  function add(live, fresh) {
    const had = live.querySelectorAll("article").length;
    const all = Array.from(fresh.querySelectorAll("article"));
    if (!had) live.textContent = "";
    all.slice(had).forEach(function (line) { live.appendChild(line); });
  }

  setTimeout(look, EVERY);
})();
