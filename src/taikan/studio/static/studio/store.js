// What waits on this phone, in the browser's own database: it outlives a closed page, a crash and a dead battery.

const open = () =>
  new Promise((resolve, reject) => {
    const asked = indexedDB.open("taikan", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("waiting", { keyPath: "id" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });

async function within(mode, work) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const change = database.transaction("waiting", mode, { durability: "strict" });
      const asked = work(change.objectStore("waiting"));
      change.oncomplete = () => resolve(asked.result);
      change.onerror = change.onabort = () => reject(change.error);
    });
  } finally {
    database.close();
  }
}

export const all = () => within("readonly", (store) => store.getAll());
export const keep = (one) => within("readwrite", (store) => store.put(one));
export const drop = (id) => within("readwrite", (store) => store.delete(id));
