// Without a network: the shell and every form opened before are shown from here; drafts are kept by the pages.
const SHELL = "thuocdo-shell-{{ version }}";
const PAGES = "thuocdo-pages";
const FILES = [{% for file in shell %}"{{ file|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const kept = (path) => path === "/" || /^\/forms\/\d+\/$/.test(path);

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith("thuocdo-shell-") && name !== SHELL);
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});

async function fromNetwork(request) {
  const cache = await caches.open(PAGES);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) await cache.put(request.url.split("?")[0], answer.clone());
    return answer;
  } catch {
    const page = await cache.match(request.url.split("?")[0], { ignoreVary: true });
    return page ?? (await caches.match("/offline/", { ignoreVary: true })) ?? Response.error();
  }
}

async function fromShell(request) {
  const found = await caches.match(request, { ignoreVary: true });
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(SHELL)).put(request, answer.clone());
  return answer;
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === "POST" && (url.pathname.startsWith("/accounts/") || url.pathname === "/post/")) {
    event.waitUntil(caches.delete(PAGES)); // pages of one person or post are not kept for the next
    return;
  }
  if (request.method !== "GET") return;
  if (url.pathname.startsWith("/static/")) event.respondWith(fromShell(request));
  else if (request.mode === "navigate") event.respondWith(kept(url.pathname) ? fromNetwork(request) : fetch(request).catch(() => caches.match("/offline/", { ignoreVary: true })));
});

self.addEventListener("message", (event) => {
  const path = event.data?.keep;
  if (path && kept(path)) event.waitUntil(fetch(path).then(async (answer) => {
    if (answer.ok && !answer.redirected) await (await caches.open(PAGES)).put(answer.url, answer);
  }));
});
