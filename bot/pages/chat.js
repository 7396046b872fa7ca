// The chat without leaving the page. Everything works without this file too: it only takes
// over the forms. Kept to what browsers of 2018 understand; texts are never read as HTML.
"use strict";

(function () {
  const log = document.getElementById("log");
  const status = document.getElementById("status");
  const PATIENCE = 30000; // Milliseconds after which a message counts as not sent.
  const LARGEST_PHOTO = 10 * 1024 * 1024; // Bytes that the server takes.
  const LONG_QUOTE = 1000; // Characters; parts.html folds longer clauses too.
  const LISTENING = 4000; // Milliseconds between two looks for what an officer has said.
  const NEWS = 30000; // The same where nobody is waited for: somebody else may sign in.
  let waiting = false;
  let listening = 0; // The next look.
  let mode = ""; // Whether an officer is waited for, or talks.
  let sent = 0; // Messages so far; what is fetched while one is sent comes with its answer.

  if (!window.fetch || !window.crypto || !window.FormData || !log) return;
  let heard = Number(log.dataset.heard); // The turn of the officer's last words shown.

  function word(name) {
    return document.getElementById("words").dataset[name];
  }

  function make(tag, attributes, children) {
    const element = document.createElement(tag);
    Object.keys(attributes || {}).forEach(function (name) {
      element.setAttribute(name, attributes[name]);
    });
    (children || []).forEach(function (child) {
      element.appendChild(typeof child === "string" ? document.createTextNode(child) : child);
    });
    return element;
  }

  // --- Messages, as parts.html builds them: change both together ---

  function form(option, numbered) {
    const inside = [];
    if (numbered && option.number) {
      inside.push(make("span", { class: "number" }, [String(option.number)]), " ");
    }
    inside.push(make("span", {}, [option.label]));
    return make("form", { method: "post", action: "/chat#answer" }, [
      make("input", { type: "hidden", name: "id", value: newId() }),
      make("input", { type: "hidden", name: "address", value: option.address }),
      make("input", { type: "hidden", name: "label", value: option.label }),
      make("button", {}, inside),
    ]);
  }

  function list(name, label, options) {
    const items = options.map(function (option) {
      return make("li", {}, [form(option, name === "options")]);
    });
    return make("ul", { class: name, "aria-label": label }, items);
  }

  function record(text) {
    const lines = text.split("\n").map(function (line, index) {
      const colon = line.indexOf(": ");
      if (line.startsWith("• ")) return make("p", { class: "member" }, [line.slice(2)]);
      if (colon >= 0) {
        return make("dl", {}, [
          make("dt", {}, [line.slice(0, colon)]),
          make("dd", {}, [line.slice(colon + 2)]),
        ]);
      }
      return make(index ? "p" : "h4", {}, [line]);
    });
    return make("div", { class: "record" }, lines);
  }

  function step(text) {
    const parts = [make("p", {}, [text])];
    const found = /(\d+)\/(\d+)$/.exec(text);
    if (found) {
      parts.push(make("progress", { value: found[1], max: found[2], "aria-label": text }));
    }
    return make("div", { class: "step" }, parts);
  }

  function paragraph(part) {
    if (part.kind === "step") return step(part.text);
    if (part.kind === "record") return record(part.text);
    if (part.kind !== "quote") return make("p", { class: part.kind }, [part.text]);
    const quote = make("blockquote", { lang: "vi" }, [part.text]);
    if (Array.from(part.text).length <= LONG_QUOTE) return quote;
    return make("details", {}, [make("summary", {}, [word("quote")]), quote]);
  }

  function screen(shown) {
    const parts = shown.paragraphs.map(paragraph);
    if (shown.qr) {
      const image = make("img", { src: shown.qr, alt: word("qrScan"), width: 232, height: 232 });
      parts.push(make("p", { class: "qr" }, [image]));
    }
    if (shown.card) {
      const link = make("a", { href: shown.card, target: "_blank" }, [word("card")]);
      parts.push(make("p", { class: "card" }, [link]));
    }
    if (shown.options.length) parts.push(list("options", word("choices"), shown.options));
    if (shown.nav.length) parts.push(list("nav", word("ways"), shown.nav));
    if (shown.listen) parts.push(soundLine(shown.listen));
    const whole = make("div", { class: "screen", lang: shown.language }, parts);
    if (shown.private) hideLater(whole, shown.lasts);
    return whole;
  }

  // Personal data do not stay on a screen that nobody watches any more. A clock that slept with
  // the device is late, so the time is looked at again when the page comes back.
  function hideLater(whole, minutes) {
    const until = Date.now() + minutes * 60000;
    function hide() {
      if (Date.now() < until) return;
      clearInterval(clock);
      document.removeEventListener("visibilitychange", hide);
      whole.textContent = "";
      whole.appendChild(make("p", { class: "note" }, [word("expired")]));
    }
    const clock = setInterval(hide, 1000);
    document.addEventListener("visibilitychange", hide);
  }

  // --- Listening: the server's voice, else the browser's ---

  const audio = new Audio();

  function soundLine(address) {
    const link = make("a", { href: address + "/sound", "data-listen": address }, [word("listen")]);
    const line = make("p", { class: "listen" }, [link]);
    line.hidden = !word("voice") && !window.speechSynthesis;
    return line;
  }

  function play(address, language) {
    audio.pause();
    if (window.speechSynthesis) speechSynthesis.cancel();
    if (word("voice")) {
      audio.src = address + "/sound";
      audio.play().catch(function () { return undefined; }); // Another one was asked for.
      return;
    }
    fetch(address).then(function (response) { return response.json(); }).then(function (said) {
      const words = new SpeechSynthesisUtterance(said.text);
      words.lang = language === "vi" ? "vi-VN" : "en-US";
      speechSynthesis.speak(words);
    });
  }

  document.addEventListener("click", function (event) {
    const link = event.target.closest("[data-listen]");
    if (!link) return;
    event.preventDefault();
    play(link.dataset.listen, link.closest("[lang]").lang);
  });
  if (window.speechSynthesis) {
    document.querySelectorAll(".listen").forEach(function (line) { line.hidden = false; });
  }

  // --- Sending ---

  // Made once for a message and kept when it is sent again, so that it has one effect.
  // randomUUID exists on secure origins only.
  function newId() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, function (byte) { return ("0" + byte.toString(16)).slice(-2); }).join("");
  }

  function post(message) {
    const stop = window.AbortController ? new AbortController() : null;
    const clock = setTimeout(function () { if (stop) stop.abort(); }, PATIENCE);
    const photo = message.photo;
    const url = photo ? "/chat/photo?id=" + message.id + "&heard=" + heard : "/chat/messages";
    const body = photo || JSON.stringify({
      id: message.id, text: message.text, address: message.address, heard: heard,
    });
    const type = photo ? "application/octet-stream" : "application/json";
    const options = { method: "POST", body: body, headers: { "Content-Type": type } };
    if (stop) options.signal = stop.signal;
    return fetch(url, options).then(function (response) {
      if (!response.ok) throw response;
      return response.json();
    }).then(
      function (answer) { clearTimeout(clock); return answer; },
      function (fault) { clearTimeout(clock); throw fault; }
    );
  }

  function send(message) {
    const bubble = make("span", {}, [message.said]);
    const turn = make("section", { class: "turn" }, [
      make("p", { class: "said" }, [make("span", { class: "unseen" }, [word("you") + ":"]), " ", bubble]),
    ]);
    Array.from(log.children).forEach(function (earlier) {
      earlier.classList.add("past");
      earlier.removeAttribute("id");
    });
    turn.id = "answer";
    log.appendChild(turn);
    turn.scrollIntoView({ block: "start" });
    attempt(message, turn, bubble);
  }

  function attempt(message, turn, bubble) {
    wait(true);
    sent += 1;
    post(message).then(
      function (answer) {
        wait(false);
        if (answer.hide) bubble.textContent = word("hidden");
        mode = answer.mode;
        listenOn();
        if (!answer.screens.length) return null; // An officer answers, and not at once.
        return show(answer.screens, turn, message);
      },
      function (fault) {
        wait(false);
        listenOn();
        fail(fault, message, turn, bubble);
      }
    );
  }

  function wait(whether) {
    waiting = whether;
    document.body.classList.toggle("waiting", whether);
    log.setAttribute("aria-busy", String(whether));
    status.textContent = whether ? word("sending") : "";
  }

  function show(screens, turn, message) {
    const language = screens.length ? screens[0].language : document.documentElement.lang;
    const same = language === document.documentElement.lang;
    // Where the words around cannot be fetched they stay as they are; the answer is shown anyway.
    const ready = same ? Promise.resolve() : changeLanguage().catch(function () { return null; });
    return ready.then(function () {
      const who = make("h3", { class: "who", tabindex: "-1" }, [word("assistant")]);
      turn.appendChild(who);
      screens.forEach(function (shown) { turn.appendChild(screen(shown)); });
      turn.scrollIntoView({ block: "start" });
      focus(who, message);
    });
  }

  // After a button, focus goes to the short name above the new answer: the next Tab reaches its
  // first button, and a screen reader, which speaks the whole answer because it is a live log,
  // does not speak it twice. After typing, focus stays in the box, for the next words; on a touch
  // screen it leaves, because the keyboard would cover the answer.
  function focus(who, message) {
    const typing = document.activeElement === document.getElementById("text");
    const touch = window.matchMedia && window.matchMedia("(pointer: coarse)").matches;
    if (!typing || touch || message.address) who.focus({ preventScroll: true });
  }

  function fail(fault, message, turn, bubble) {
    const large = fault && fault.status === 413;
    const box = make("div", { class: "failed", role: "alert" }, [
      make("p", {}, [large ? word("photoLarge") : word("offline")]),
    ]);
    if (!large) {
      const retry = make("button", { type: "button" }, [word("retry")]);
      retry.addEventListener("click", function () {
        if (waiting) return;
        box.remove();
        message.again = true;
        // A cookie that is gone comes back with the page.
        const ready = fault && fault.status === 400 ? fetch("/") : Promise.resolve();
        const once_more = function () { attempt(message, turn, bubble); };
        ready.then(once_more, once_more);
      });
      box.appendChild(retry);
    }
    turn.appendChild(box);
    box.scrollIntoView({ block: "nearest" });
  }

  // --- What an officer says, while one is waited for or talks ---

  function listenOn() {
    clearTimeout(listening);
    if (mode) listen();
    else listening = setTimeout(listen, NEWS);
  }

  function listen() {
    clearTimeout(listening);
    const before = sent;
    fetch("/chat/news?after=" + heard).then(function (response) {
      if (!response.ok) throw response;
      return response.json();
    }).then(function (news) {
      if (sent !== before) return;
      heard = news.after;
      const turn = log.lastElementChild;
      if (turn) news.screens.forEach(function (told) { turn.appendChild(screen(told)); });
      mode = news.mode;
      if (mode) listening = setTimeout(listen, LISTENING);
      else listenOn();
    }).catch(function () {
      if (sent === before) listening = setTimeout(listen, 5 * LISTENING);
    });
  }

  // The words around the conversation come from the page in the new language; the log stays.
  function changeLanguage() {
    return fetch("/").then(function (response) { return response.text(); }).then(function (html) {
      const page = new DOMParser().parseFromString(html, "text/html");
      const typed = document.getElementById("text").value;
      const typing = document.activeElement === document.getElementById("text");
      ["head", "composer", "foot"].forEach(function (id) {
        document.getElementById(id).replaceWith(page.getElementById(id));
      });
      document.documentElement.lang = page.documentElement.lang;
      document.title = page.title;
      document.querySelector(".skip").textContent = page.querySelector(".skip").textContent;
      log.setAttribute("aria-label", page.getElementById("log").getAttribute("aria-label"));
      document.getElementById("text").value = typed;
      if (typing) document.getElementById("text").focus({ preventScroll: true });
      offerPhoto();
    });
  }

  function offerPhoto() {
    document.querySelector(".photo").hidden = false;
  }

  // --- What the person does ---

  document.addEventListener("submit", function (event) {
    const sent = event.target;
    if (sent.getAttribute("method") !== "post") return;
    event.preventDefault();
    if (waiting) return; // A second tap on the same button; typed text stays in the box.
    // Not `sent.id`: that is the form's field of this name.
    if (sent.getAttribute("id") === "composer") {
      const box = document.getElementById("text");
      const text = box.value;
      if (!text.trim()) return;
      box.value = "";
      send({ id: newId(), text: text, said: text });
    } else {
      send({ id: newId(), address: sent.elements.address.value, said: sent.elements.label.value });
    }
  });

  document.addEventListener("change", function (event) {
    const file = event.target.type === "file" && event.target.files[0];
    if (!file || waiting) return;
    event.target.value = "";
    if (file.size > LARGEST_PHOTO) {
      status.textContent = word("photoLarge");
      return;
    }
    send({ id: newId(), photo: file, said: word("photo") });
  });

  // Folded clauses are printed too.
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (folded) { folded.open = true; });
  });

  document.querySelectorAll("[data-lasts]").forEach(function (whole) {
    hideLater(whole, Number(whole.dataset.lasts));
  });
  offerPhoto();
  mode = log.dataset.mode;
  listenOn();
})();
