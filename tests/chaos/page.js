// Runs before the app in each page. Tells the driver, on a way that no fault of the test can cut, which operations the
// app has put on the disk, and lets the driver close the database's connections and set the clock.
(() => {
  const told = { saved: 0, dropped: 0 };
  const connections = new Set();
  const kept = (name) => {
    try {
      return Number(localStorage.getItem(name) ?? 0);
    } catch {
      return 0;
    }
  };
  let shiftMs = kept("chaos-shift");
  const RealDate = Date;
  class ShiftedDate extends RealDate {
    constructor(...given) {
      if (given.length === 0) super(RealDate.now() + shiftMs);
      else super(...given);
    }
    static now() {
      return RealDate.now() + shiftMs;
    }
  }
  globalThis.Date = ShiftedDate;

  // What the app seals, by the bytes that it became: the page is told what was saved, and not what lies on the disk.
  const plain = new WeakMap();
  // A page without an origin has no cryptography, and no app.
  const cipher = globalThis.SubtleCrypto?.prototype;
  if (cipher !== undefined) {
    const { encrypt } = cipher;
    cipher.encrypt = async function (how, key, data) {
      const sealed = await encrypt.call(this, how, key, data);
      plain.set(sealed, data);
      return sealed;
    };
  }
  const readWhole = (row) => {
    if (!("sealed" in row)) return row;
    const { sealed, ...open } = row;
    return { ...open, ...JSON.parse(new TextDecoder().decode(plain.get(sealed.data))) };
  };

  const { add } = IDBObjectStore.prototype;
  const waiting = new WeakMap();
  IDBObjectStore.prototype.add = function (value, ...rest) {
    const request = add.call(this, value, ...rest);
    if (this.name === "operations") {
      const { transaction } = this;
      if (!waiting.has(transaction)) {
        const list = [];
        waiting.set(transaction, list);
        transaction.addEventListener("complete", () => {
          told.saved += 1;
          chaosNote(JSON.stringify({ strict: transaction.durability === "strict", ops: list }));
        });
      }
      waiting.get(transaction).push(readWhole(value));
    }
    return request;
  };

  const { open } = IDBFactory.prototype;
  IDBFactory.prototype.open = function (...given) {
    const request = open.apply(this, given);
    request.addEventListener("success", () => connections.add(request.result));
    return request;
  };

  globalThis.chaos = {
    told,
    closeDatabases() {
      for (const one of connections) one.close();
      connections.clear();
    },
    shiftClock(ms) {
      shiftMs = ms;
      localStorage.setItem("chaos-shift", String(ms));
    },
    // What is on the disk, read past the app. Opening a database that is not there would make it: asked for by name first.
    async readStandings() {
      const found = await indexedDB.databases();
      if (!found.some((one) => one.name === "ljuspunkt")) return null;
      const asked = open.call(indexedDB, "ljuspunkt");
      const db = await new Promise((resolve, reject) => {
        asked.onsuccess = () => resolve(asked.result);
        asked.onerror = () => reject(asked.error);
      });
      try {
        if (!db.objectStoreNames.contains("standings")) return null;
        const all = db.transaction("standings").objectStore("standings").getAll();
        return await new Promise((resolve, reject) => {
          all.onsuccess = () => resolve(all.result.map(({ op_id, state, author }) => ({ op_id, state, author })));
          all.onerror = () => reject(all.error);
        });
      } finally {
        db.close();
      }
    },
  };
})();
