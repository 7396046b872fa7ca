// Verifies signed cards without a network: base45, CBOR, COSE_Sign1, Ed25519, and which law holds.
// What the browser knows (WebCrypto's Ed25519) is used; what it lacks stands below, on BigInt.
"use strict";

const CuTru = (function () {
  const MARK = "%CT1-SEAL ";
  const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  const text = new TextEncoder();

  // --- Bytes ---

  function concat(parts) {
    const all = new Uint8Array(parts.reduce(function (sum, part) { return sum + part.length; }, 0));
    let at = 0;
    parts.forEach(function (part) { all.set(part, at); at += part.length; });
    return all;
  }

  function same(a, b) {
    return a.length === b.length && a.every(function (byte, at) { return byte === b[at]; });
  }

  function hex(bytes) {
    return Array.from(bytes, function (byte) { return ("0" + byte.toString(16)).slice(-2); }).join("");
  }

  function fromHex(digits) {
    return Uint8Array.from(digits.match(/../g) || [], function (pair) { return parseInt(pair, 16); });
  }

  function base45(letters) {
    const out = [];
    for (let at = 0; at < letters.length; at += 3) {
      const group = letters.slice(at, at + 3);
      let number = 0;
      for (let place = group.length - 1; place >= 0; place--) {
        const digit = DIGITS.indexOf(group[place]);
        if (digit < 0) throw new Error("no base45");
        number = number * 45 + digit;
      }
      if (group.length === 1 || number >= Math.pow(256, group.length - 1)) throw new Error("no base45");
      if (group.length === 3) out.push(number >> 8);
      out.push(number & 255);
    }
    return Uint8Array.from(out);
  }

  function base64url(letters) {
    const plain = atob(letters.replace(/-/g, "+").replace(/_/g, "/"));
    const bytes = Uint8Array.from(plain, function (letter) { return letter.charCodeAt(0); });
    const again = btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
    if (again !== letters) throw new Error("no base64");
    return bytes;
  }

  // --- CBOR: what cards hold, in its shortest form only ---

  function head(kind, number) {
    if (number < 24) return Uint8Array.of((kind << 5) | number);
    if (number < 256) return Uint8Array.of((kind << 5) | 24, number);
    if (number < 65536) return Uint8Array.of((kind << 5) | 25, number >> 8, number & 255);
    throw new Error("too long");
  }

  function byteString(bytes) { return concat([head(2, bytes.length), bytes]); }

  function cbor(bytes) {
    let at = 0;
    function take(count) {
      if (at + count > bytes.length) throw new Error("cut off");
      at += count;
      return bytes.subarray(at - count, at);
    }
    function number(short) {
      if (short < 24) return short;
      if (short === 24) return take(1)[0];
      if (short === 25) { const two = take(2); return two[0] * 256 + two[1]; }
      throw new Error("too long");
    }
    function value(depth) {
      if (depth > 8) throw new Error("too deep");
      const first = take(1)[0], kind = first >> 5, count = number(first & 31);
      if (kind === 0) return count;
      if (kind === 1) return -1 - count;
      if (kind === 2) return take(count);
      if (kind === 3) return new TextDecoder("utf-8", { fatal: true }).decode(take(count));
      if (kind === 4) return Array.from({ length: count }, function () { return value(depth + 1); });
      if (kind === 5) {
        const map = {};
        for (let i = 0; i < count; i++) { const key = value(depth + 1); map[key] = value(depth + 1); }
        return map;
      }
      if (kind === 6) return { tag: count, value: value(depth + 1) };
      throw new Error("not of a card");
    }
    const found = value(0);
    if (at !== bytes.length) throw new Error("too much");
    return found;
  }

  // --- SHA-512 (FIPS 180-4); its constants are roots of primes ---

  const M64 = (1n << 64n) - 1n;

  function root(number, power) {
    let low = 0n, high = 1n << 80n;
    while (high - low > 1n) {
      const middle = (low + high) >> 1n;
      if (middle ** power <= number) low = middle; else high = middle;
    }
    return low & M64;
  }

  const PRIMES = [];
  for (let n = 2n; PRIMES.length < 80; n++) {
    if (PRIMES.every(function (prime) { return n % prime; })) PRIMES.push(n);
  }
  const START = PRIMES.slice(0, 8).map(function (prime) { return root(prime << 128n, 2n); });
  const ROUND = PRIMES.map(function (prime) { return root(prime << 192n, 3n); });

  function turn(word, by) { return ((word >> by) | (word << (64n - by))) & M64; }

  function sha512(message) {
    const length = message.length, blocks = Math.ceil((length + 17) / 128);
    const padded = new Uint8Array(blocks * 128);
    padded.set(message);
    padded[length] = 128;
    const view = new DataView(padded.buffer);
    view.setBigUint64(blocks * 128 - 8, BigInt(length) * 8n);
    let state = START;
    for (let block = 0; block < blocks; block++) {
      const w = [];
      for (let t = 0; t < 80; t++) {
        if (t < 16) { w.push(view.getBigUint64(block * 128 + t * 8)); continue; }
        const x = w[t - 15], y = w[t - 2];
        const s0 = turn(x, 1n) ^ turn(x, 8n) ^ (x >> 7n), s1 = turn(y, 19n) ^ turn(y, 61n) ^ (y >> 6n);
        w.push((w[t - 16] + s0 + w[t - 7] + s1) & M64);
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let t = 0; t < 80; t++) {
        const s1 = turn(e, 14n) ^ turn(e, 18n) ^ turn(e, 41n), s0 = turn(a, 28n) ^ turn(a, 34n) ^ turn(a, 39n);
        const t1 = h + s1 + ((e & f) ^ (~e & M64 & g)) + ROUND[t] + w[t];
        const t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
        h = g; g = f; f = e; e = (d + t1) & M64; d = c; c = b; b = a; a = (t1 + t2) & M64;
      }
      state = [a, b, c, d, e, f, g, h].map(function (word, i) { return (word + state[i]) & M64; });
    }
    const out = new DataView(new ArrayBuffer(64));
    state.forEach(function (word, i) { out.setBigUint64(i * 8, word); });
    return new Uint8Array(out.buffer);
  }

  // --- Ed25519 (RFC 8032), for browsers that do not know it ---

  const P = (1n << 255n) - 19n;
  const ORDER = (1n << 252n) + 27742317777372353535851937790883648493n;

  function mod(a) { const rest = a % P; return rest < 0n ? rest + P : rest; }

  function power(base, exponent) {
    let result = 1n;
    for (base = mod(base); exponent > 0n; exponent >>= 1n, base = mod(base * base)) {
      if (exponent & 1n) result = mod(result * base);
    }
    return result;
  }

  const D = mod(-121665n * power(121666n, P - 2n));

  function little(bytes) { return BigInt("0x" + hex(bytes.slice().reverse())); }

  function point(bytes) {
    const number = little(bytes), y = number & ((1n << 255n) - 1n);
    const square = mod((y * y - 1n) * power(D * y * y + 1n, P - 2n));
    let x = power(square, (P + 3n) / 8n);
    if (mod(x * x) !== square) x = mod(x * power(2n, (P - 1n) / 4n));
    if (y >= P || mod(x * x) !== square) throw new Error("no point");
    if ((x & 1n) !== number >> 255n) x = mod(-x);
    return [x, y, 1n, mod(x * y)];
  }

  function add(p, q) {
    const a = mod((p[1] - p[0]) * (q[1] - q[0])), b = mod((p[1] + p[0]) * (q[1] + q[0]));
    const c = mod(2n * D * p[3] * q[3]), d = mod(2n * p[2] * q[2]);
    const e = b - a, f = d - c, g = d + c, h = b + a;
    return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
  }

  function multiply(p, times) {
    let result = [0n, 1n, 1n, 0n];
    for (; times > 0n; times >>= 1n, p = add(p, p)) if (times & 1n) result = add(result, p);
    return result;
  }

  function verifySlowly(key, signature, message) {
    try {
      const s = little(signature.slice(32));
      if (signature.length !== 64 || s >= ORDER) return false;
      const y = mod(4n * power(5n, P - 2n)), even = new Uint8Array(32);
      for (let i = 0; i < 32; i++) even[i] = Number((y >> BigInt(8 * i)) & 255n);
      const k = little(sha512(concat([signature.slice(0, 32), key, message]))) % ORDER;
      const [x1, y1, z1] = add(multiply(point(even), s), multiply(negative(point(key)), k));
      const inverse = power(z1, P - 2n), x = mod(x1 * inverse);
      const number = mod(y1 * inverse) | ((x & 1n) << 255n);
      return number === little(signature.slice(0, 32));
    } catch (fault) { return false; }
  }

  function negative(p) { return [mod(-p[0]), p[1], p[2], mod(-p[3])]; }

  async function verify(key, signature, message) {
    try {
      const known = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
      return await crypto.subtle.verify("Ed25519", known, signature, message);
    } catch (unknown) { return verifySlowly(key, signature, message); }
  }

  // --- Tokens and files ---

  async function open(token, keys) {
    if (!token.startsWith("CT1:") || token.length > 4296) throw new Error("no token");
    const message = base45(token.slice(4)), tagged = cbor(message);
    const [covered, plain, payload, signature] = tagged.value;
    const again = concat([head(6, 18), head(4, 4), byteString(covered), head(5, 0), byteString(payload), byteString(signature)]);
    const header = cbor(covered);
    if (!same(again, message) || Object.keys(plain).length || header[1] !== -8) throw new Error("not ours");
    const signed = concat([head(4, 4), head(3, 10), text.encode("Signature1"), byteString(covered), head(2, 0), byteString(payload)]);
    const key = keys.find(function (each) { return each.id === hex(header[4]); });
    if (!key || !(await verify(fromHex(key.key), signature, signed))) throw new Error("not signed by us");
    const stream = new Blob([payload]).stream().pipeThrough(new DecompressionStream("deflate"));
    return cbor(new Uint8Array(await new Response(stream).arrayBuffer()));
  }

  // The token of a sealed file; null where there is no seal.
  async function unseal(bytes, keys) {
    const letters = Array.from(bytes, function (byte) { return String.fromCharCode(byte); }).join("");
    const at = letters.lastIndexOf(MARK);
    if (at < 0) return null;
    const found = /^%CT1-SEAL (CT1:[0-9A-Z $%*+\-./:]+)\|([A-Za-z0-9_-]{86})(?:-->)?\n$/.exec(letters.slice(at));
    if (!found) throw new Error("a damaged seal");
    const begin = at + MARK.length + found[1].length + 1, signature = base64url(found[2]);
    const signed = concat([text.encode("CT1-FILE\0"), bytes.subarray(0, begin), bytes.subarray(begin + 86)]);
    for (const key of keys) if (await verify(fromHex(key.key), signature, signed)) return found[1];
    throw new Error("changed after it was sealed");
  }

  // --- The law: [id, first day, last day or "", digest] of every wording ---

  function leaves(law, id) {
    const below = id + (id.includes("/") ? "." : "/");
    return law.filter(function (row) { return row[0] === id || row[0].startsWith(below); });
  }

  function fingerprint(rows, day) {
    const held = rows.filter(function (row) { return row[1] <= day && (!row[2] || day <= row[2]); });
    held.sort(function (a, b) { return a[0] < b[0] ? -1 : 1; });
    return hex(sha512(concat(held.map(function (row) { return fromHex(row[3]); }))).slice(0, 8));
  }

  function nextDay(day) {
    return new Date(Date.parse(day + "T00:00:00Z") + 86400000).toISOString().slice(0, 10);
  }

  function changed(rows, mark, made, day) {
    const turns = [];
    rows.forEach(function (row) { turns.push(row[1]); if (row[2]) turns.push(nextDay(row[2])); });
    turns.sort();
    if (mark === NOTHING) return turns.filter(function (t) { return t <= made; }).pop() || made;
    const later = turns.filter(function (t) { return made < t && t <= day; });
    return later.find(function (t) { return fingerprint(rows, t) !== mark; }) || made;
  }

  const NOTHING = hex(sha512(new Uint8Array(0)).slice(0, 8));

  async function judge(token, data, day) {
    let said;
    try { said = await open(token, data.keys); } catch (fault) { return { truth: "forged" }; }
    const changes = said.c.map(function (pair) {
      const rows = leaves(data.law, pair[0]), mark = hex(pair[1]);
      const holds = mark !== NOTHING && fingerprint(rows, day) === mark;
      return holds ? null : { since: changed(rows, mark, said.d, day), cited: pair[0] };
    }).filter(Boolean);
    changes.sort(function (a, b) { return a.since < b.since ? -1 : 1; });
    if (changes.length) return { truth: "superseded", said: said, since: changes[0].since, cited: changes[0].cited };
    return { truth: "in_force", said: said };
  }

  return { judge: judge, unseal: unseal, sha512: sha512, verifySlowly: verifySlowly, verify: verify, hex: hex, fromHex: fromHex };
})();

(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const day = document.getElementById("day"), token = document.getElementById("token");
  const file = document.getElementById("file"), result = document.getElementById("result");
  const local = new Date(Date.now() - new Date().getTimezoneOffset() * 60000);
  day.value = local.toISOString().slice(0, 10);

  function shown(iso) { return iso.split("-").reverse().join("/"); }

  function name(id) {
    const parts = id.split("/"), path = (parts[1] || "").split(".");
    const steps = ["Điều ", "khoản ", "điểm "].map(function (step, i) { return path[i] ? step + path[i] : ""; });
    return steps.reverse().concat(data.names[parts[0]] || parts[0]).filter(Boolean).join(" ");
  }

  function say(kind, lines) {
    result.className = kind;
    result.replaceChildren.apply(result, lines.map(function (line, at) {
      const element = document.createElement(at ? "p" : "h2");
      element.textContent = line;
      return element;
    }));
  }

  function tell(verdict) {
    if (verdict.truth === "forged") return say("forged", [data.words.forged]);
    const said = verdict.said, cited = said.c.map(function (pair) { return name(pair[0]); });
    const values = { day: shown(day.value), made: shown(said.d), since: shown(verdict.since || said.d), name: name(verdict.cited || "") };
    const key = said.k === "residence" ? "residence" : verdict.truth;
    const first = data.words[key].replace(/\{(\w+)\}/g, function (_, each) { return values[each]; });
    const rest = [data.words.compare, said.t, said.x].concat(cited);
    rest.push(data.words.made.replace("{made}", values.made), CuTru.hex(said.h).slice(0, 16).replace(/(.{4})(?=.)/g, "$1 "));
    return say(verdict.truth, [first].concat(rest));
  }

  function check() {
    const typed = token.value.trim();
    if (!typed) return Promise.resolve();
    return CuTru.judge(typed, data, day.value).then(tell);
  }

  function read() {
    const chosen = file.files[0];
    if (!chosen) return;
    chosen.arrayBuffer().then(function (buffer) {
      return CuTru.unseal(new Uint8Array(buffer), data.keys);
    }).then(function (found) {
      if (!found) { say("", [data.words.unsealed]); return; }
      token.value = found;
      check();
    }, function () { token.value = ""; tell({ truth: "forged" }); });
  }

  token.addEventListener("input", check);
  day.addEventListener("change", check);
  file.addEventListener("change", read);
})();
