// What is kept on this device: drafts written without a network, one a form, in IndexedDB.
const NAME = "thuocdo";
const STORE = "drafts";

function open() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "url" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

async function run(mode, act) {
  const base = await open();
  try {
    return await new Promise((done, failed) => {
      const asked = act(base.transaction(STORE, mode).objectStore(STORE));
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
  } finally {
    base.close();
  }
}

const plain = (url) => url.split("?")[0];
export const keep = (draft) => run("readwrite", (store) => store.put({ ...draft, url: plain(draft.url) }));
export const kept = (url) => run("readonly", (store) => store.get(plain(url)));
export const forget = (url) => run("readwrite", (store) => store.delete(plain(url)));
export const all = () => run("readonly", (store) => store.getAll());
export const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
