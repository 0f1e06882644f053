// On every page: installs the service worker, and sends what was written on this device without a network.
import { all, forget, token } from "./drafts.js";

const words = document.body.dataset;

async function keepThisPage() {
  const ready = await navigator.serviceWorker.ready;
  ready.active?.postMessage({ keep: location.pathname });
}

function tell(text, href) {
  const line = document.createElement("div");
  line.className = "notice";
  line.setAttribute("role", "status");
  const link = document.createElement("a");
  link.href = href;
  link.textContent = text;
  line.append(link);
  document.querySelector("main").prepend(line);
}

const post = (draft, entries, headers = {}) =>
  fetch(draft.url, { method: "POST", headers: { "X-CSRFToken": token(), ...headers }, body: new URLSearchParams(entries) });

async function bring(draft) {
  const saved = await post(draft, draft.entries, { "X-Autosave": "1" });
  if (!saved.ok) { tell(words.lookAgain.replace("__", draft.name), draft.url); return; }
  const { revision } = await saved.json();
  await forget(draft.url);
  if (!draft.send) { tell(words.savedLater.replace("__", draft.name), draft.url); return; }
  const entries = [...draft.entries.filter(([name]) => name !== "revision" && name !== "act"), ["revision", revision], ["act", "send"], ["channel", "offline"]];
  const sent = await post(draft, entries);
  const arrived = sent.redirected && sent.url.includes("/receipt/");
  tell((arrived ? words.sentLater : words.lookAgain).replace("__", draft.name), arrived ? sent.url : draft.url);
}

async function bringAll() {
  if (!navigator.onLine || !words.user) return;
  for (const draft of await all()) {
    const open = draft.url === location.href.split(/[?#]/)[0];
    if (draft.user === words.user && !open) await bring(draft).catch(() => {});
  }
}

if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register(words.worker).then(keepThisPage).catch(() => {});
}
window.addEventListener("online", bringAll);
await bringAll();
