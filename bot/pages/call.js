// The telephone on the page: sound from the server, else from the browser, else captions only.
"use strict";

(function () {
  const call = document.getElementById("call");
  const captions = document.getElementById("captions");
  const state = document.getElementById("state");
  const entry = document.getElementById("entry");
  const dial = document.getElementById("dial");
  const hangup = document.getElementById("hangup");
  const silent = document.getElementById("silent");
  const aloud = document.getElementById("aloud");
  const audio = new Audio();
  const LONGEST_GAP = 8000; // Milliseconds between two digits, after which the entry ends.
  let at = "", most = 0, entered = "", timer = 0, turn = 0, busy = false;

  function word(name) { return call.dataset[name]; }

  function caption(text, kind, language) {
    const line = document.createElement("li");
    line.textContent = text;
    if (kind) line.className = kind;
    if (language) line.lang = language;
    captions.appendChild(line);
    captions.scrollTop = captions.scrollHeight;
    return line;
  }

  function quiet() {
    turn += 1;
    clearTimeout(timer);
    audio.pause();
    if (window.speechSynthesis) speechSynthesis.cancel();
    captions.querySelectorAll(".speaking").forEach(function (line) { line.classList.remove("speaking"); });
  }

  function playing(url) {
    return new Promise(function (done, failed) {
      audio.onended = done;
      audio.onerror = failed;
      audio.src = url;
      audio.play().catch(failed);
    });
  }

  function speaking(prompt) {
    return new Promise(function (done, failed) {
      if (!window.speechSynthesis || !speechSynthesis.getVoices().length) { failed(); return; }
      const words = new SpeechSynthesisUtterance(prompt.text);
      words.lang = prompt.language === "vi" ? "vi-VN" : "en-US";
      words.onend = done;
      words.onerror = failed;
      speechSynthesis.speak(words);
    });
  }

  function say(prompt) {
    if (!aloud.checked) return Promise.reject();
    if (!word("voice")) return speaking(prompt);
    const accent = call.querySelector("[name=accent]:checked").value;
    return playing("/demo/call/sound/" + prompt.sound + "?accent=" + accent);
  }

  // Say the prompts one after the other; then wait, as a real telephone does, unless nothing was heard.
  function tell(prompts, wait) {
    const mine = turn;
    const lines = prompts.map(function (prompt) { return caption(prompt.text, "", prompt.language); });
    if (lines.length) captions.scrollTop = lines[0].offsetTop - captions.offsetTop;
    let heard = 0;
    prompts.reduce(function (before, prompt, index) {
      return before.then(function () {
        if (mine !== turn) return undefined;
        lines[index].classList.add("speaking");
        return say(prompt).then(
          function () { heard += 1; lines[index].classList.remove("speaking"); },
          function () { lines[index].classList.remove("speaking"); }
        );
      });
    }, Promise.resolve()).then(function () {
      if (mine !== turn || !most || !heard || entered) return;
      timer = setTimeout(function () { send(""); }, wait * 1000);
    });
  }

  function over(text) {
    most = 0;
    at = "";
    entered = "";
    entry.textContent = "";
    state.textContent = text;
    dial.disabled = false;
    hangup.disabled = silent.disabled = true;
  }

  function send(keys) {
    if (busy) return;
    quiet();
    busy = true;
    const shown = keys.length > 1 ? "•".repeat(keys.length) : keys; // An ID or a code is not left on the screen.
    if (at) caption(keys ? word("pressed") + " " + shown : word("silence"), "pressed");
    entered = "";
    entry.textContent = "";
    fetch("/demo/call", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ at: at, keys: keys }),
    }).then(function (response) {
      if (!response.ok) throw response;
      return response.json();
    }).then(function (answer) {
      busy = false;
      if (hangup.disabled && !dial.disabled) return; // Hung up meanwhile.
      at = answer.at;
      most = answer.most;
      state.textContent = "";
      if (!most) over(answer.connected ? word("connected") + " " + answer.connected : word("ended"));
      tell(answer.prompts, answer.wait);
    }, function () {
      busy = false;
      over(word("failed"));
    });
  }

  function press(key) {
    if (!most) return;
    quiet();
    if (most === 1) { send(key); return; }
    if (key === "#") { if (entered) send(entered); return; }
    entered += key;
    entry.textContent = entered;
    if (entered.length >= most) { send(entered); return; }
    timer = setTimeout(function () { send(entered); }, LONGEST_GAP);
  }

  function start() {
    captions.textContent = "";
    at = "";
    dial.disabled = true;
    hangup.disabled = silent.disabled = false;
    document.getElementById("keys").focus();
    send("");
  }

  dial.addEventListener("click", start);
  hangup.addEventListener("click", function () { quiet(); over(word("ended")); dial.focus(); });
  silent.addEventListener("click", function () { if (most) send(entered); });
  call.querySelectorAll("[data-key]").forEach(function (button) {
    button.addEventListener("click", function () { press(button.dataset.key); });
  });
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (/^[0-9*#]$/.test(event.key)) { event.preventDefault(); press(event.key); }
    if (event.key === "Enter" && most > 1 && entered && !event.target.closest("button, a, input")) press("#");
    if (event.key === "Escape" && !hangup.disabled) hangup.click();
  });
})();
