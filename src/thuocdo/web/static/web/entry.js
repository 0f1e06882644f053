// A form that keeps itself: saves a moment after typing, adds up, moves on with Enter. Without a network it is kept on
// this device and sent when there is one again. Everything here is a comfort: the form works without it.
import { keep, forget, kept, token } from "./drafts.js";

const form = document.querySelector("#entry");
const said = document.querySelector("#saved");
const words = form.dataset;
const WAIT = 1200;
let timer = 0;
let busy = false;
let again = false;
let leaving = false;

const clock = () => new Date().toTimeString().slice(0, 5);
const tell = (text, bad = false) => {
  said.textContent = text;
  said.classList.toggle("say", bad);
  said.classList.toggle("error", bad);
};

// ------------------------------------------------------------------ numbers as an office types them
function number(text) {
  const typed = text.trim().replace(/[\u00a0\u202f]/g, " ");
  if (/^-?\d+(,\d+)?$/.test(typed)) return Number(typed.replace(",", "."));
  if (/^-?\d{1,3}([ .]\d{3}){2,}(,\d+)?$/.test(typed)) return Number(typed.replace(/[ .]/g, "").replace(",", "."));
  if (/^-?\d{1,3}( \d{3})+(,\d+)?$/.test(typed)) return Number(typed.replace(/ /g, "").replace(",", "."));
  return null;
}
const write = (value, decimals = 2) =>
  value.toLocaleString(document.documentElement.lang === "en" ? "en-GB" : "vi-VN", { maximumFractionDigits: decimals });

function addUp() {
  for (const total of form.querySelectorAll("[data-total]")) {
    const parts = [...form.querySelectorAll("input[data-number]")].filter((one) => {
      const [, element, category] = one.name.slice(2).split("|");
      return element === total.dataset.total && category;
    });
    const numbers = parts.map((one) => number(one.value));
    const known = numbers.filter((one) => one !== null);
    total.textContent = known.length ? write(known.reduce((a, b) => a + b, 0)) + (known.length < parts.length ? " …" : "") : "–";
  }
  for (const out of form.querySelectorAll("[data-so-far]")) {
    const input = form.querySelector(`[name="v:${CSS.escape(out.dataset.soFar)}"]`);
    const [top, bottom] = out.dataset.base.split("/").map(Number);
    const now = input ? number(input.value) : null;
    out.textContent = write(top / (bottom || 1) + (now ?? 0));
  }
  for (const input of form.querySelectorAll("[data-money]")) {
    const value = number(input.value);
    const reading = input.closest(".answer").querySelector("[data-reading]");
    reading.textContent = value ? words.million.replace("__", write(value / 1e6, 6)) : "";
  }
}

// ------------------------------------------------------------------ keeping
function body() {
  const data = new FormData(form);
  data.delete("csrfmiddlewaretoken");
  return [...data.entries()];
}

async function save() {
  if (busy) { again = true; return; }
  busy = true;
  tell(words.saving);
  const entries = body();
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      headers: { "X-Autosave": "1", "X-CSRFToken": token(), "Content-Type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(entries),
      redirect: "manual",
    });
    await saved(answer, entries);
  } catch {
    await keep(here(entries));
    tell(words.offline.replace("__", clock()));
  }
  busy = false;
  if (again) { again = false; await save(); }
}

async function saved(answer, entries) {
  if (answer.status === 409) {
    await keep(here(entries));
    tell(words.conflict, true);
    return;
  }
  if (!answer.ok) {
    await keep(here(entries));
    tell(answer.type === "opaqueredirect" || answer.status === 403 ? words.gone : words.refused, true);
    return;
  }
  const told = await answer.json();
  form.elements.revision.value = told.revision;
  await forget(form.action);
  tell(words.saved.replace("__", told.saved_at));
  show(told.messages);
}

const here = (entries, more = {}) => ({ url: form.action, user: words.user, name: words.name, at: clock(), entries, ...more });

function show(messages) {
  for (const place of form.querySelectorAll("[data-cell]")) {
    const box = place.querySelector("[data-says]");
    const mine = messages.filter((one) => one.at === place.dataset.cell);
    const back = [...box.querySelectorAll(".back")];
    box.replaceChildren(...back, ...mine.map((one) => {
      const line = document.createElement("p");
      line.className = `say ${one.strength}`;
      line.textContent = one.text;
      return line;
    }));
    const input = place.querySelector("input, select");
    if (mine.some((one) => one.strength === "error")) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }
}

// ------------------------------------------------------------------ what people do
function later() {
  clearTimeout(timer);
  timer = setTimeout(save, WAIT);
}
form.addEventListener("input", () => { addUp(); later(); });
form.addEventListener("change", later);

form.addEventListener("keydown", (event) => {
  const input = event.target;
  if (event.key !== "Enter" || !input.matches("input:not([type=checkbox])") || event.isComposing) return;
  event.preventDefault(); // Enter goes on to the next cell; only the button sends
  const cells = [...form.querySelectorAll("[data-cell] input, [data-cell] select")].filter((one) => one.offsetParent && !one.closest("details"));
  const next = cells[cells.indexOf(input) + (event.shiftKey ? -1 : 1)];
  if (next) { next.focus(); next.select?.(); } else form.querySelector("[value=send]").focus();
});

form.addEventListener("submit", async (event) => {
  clearTimeout(timer);
  if (leaving || navigator.onLine) return;
  event.preventDefault();
  const act = event.submitter?.value ?? "save";
  await keep(here(body(), { send: act === "send" }));
  tell(act === "send" ? words.willSend : words.offline.replace("__", clock()));
});

window.addEventListener("online", async () => {
  const mine = await kept(form.action);
  if (!mine) return;
  if (!mine.send) { await save(); return; }
  await save();
  if (await kept(form.action)) return; // still not taken: the words say why
  leaving = true;
  const channel = document.createElement("input");
  channel.type = "hidden"; channel.name = "channel"; channel.value = "offline";
  form.append(channel);
  form.requestSubmit(form.querySelector("[value=send]"));
});

function fill(entries) {
  const values = new Map(entries);
  for (const field of form.elements) {
    if (!field.name || field.name === "csrfmiddlewaretoken" || field.type === "submit") continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = values.get(field.name) === field.value;
    else if (values.has(field.name)) field.value = values.get(field.name);
  }
}

const mine = await kept(form.action);
if (mine && mine.user === words.user) {
  fill(mine.entries); // written here without a network, and not yet on the server
  addUp();
  if (navigator.onLine) await save();
  else tell(words.offline.replace("__", mine.at));
} else addUp();
