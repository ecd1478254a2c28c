"""What lies in the phone's IndexedDB: as it lies there, and read as the app reads it.

The reader opens the vault as anybody can who runs script on the page: by the device's key, which the browser lends, or
by the PIN. The app has no door for tests.
"""

from __future__ import annotations

#: `open()` -> {store: rows, keys}; a store that this version of the app does not have is left out.
_READ_ALL = """
  const promise = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const readAll = async () => {
    const opening = indexedDB.open("ljuspunkt");
    // A look makes no empty store where there is none: the app would take it for its own.
    opening.onupgradeneeded = () => opening.transaction.abort();
    const db = await promise(opening);
    const names = [...db.objectStoreNames];
    const tx = db.transaction(names);
    const found = await Promise.all(names.map(async (name) => {
      const store = tx.objectStore(name);
      const [keys, rows] = await Promise.all([promise(store.getAllKeys()), promise(store.getAll())]);
      return [name, rows.map((row, index) => ({ key: keys[index], row }))];
    }));
    db.close();
    return Object.fromEntries(found);
  };
"""

_UNSEAL = """
  const text = (words) => new TextEncoder().encode(words);
  const open = async (key, { iv, data }, context) =>
    crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: text(context) }, key, data);
  const aes = (raw) => crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["decrypt"]);
  const readKey = async (row, pin) => {
    if (row.device !== null) return open(row.device.key, row.device.wrapped, "device");
    if (pin === null) return null;
    const words = await crypto.subtle.importKey("raw", text(pin), "PBKDF2", false, ["deriveBits"]);
    const { salt, rounds, wrapped } = row.pin;
    const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
    return open(await aes(await crypto.subtle.deriveBits(how, words, 256)), wrapped, "pin");
  };
  const openVault = async (all, pin) => {
    const row = (all.keys ?? []).map((each) => each.row).find(({ name }) => name === "vault");
    const raw = row === undefined ? null : await readKey(row, pin);
    if (raw === null) return null;
    const key = await aes(raw);
    const pkcs8 = await open(key, row.inbox.privateKey, "inbox");
    const curve = { name: "ECDH", namedCurve: "P-256" };
    const inbox = await crypto.subtle.importKey("pkcs8", pkcs8, curve, false, ["deriveBits"]);
    return { key, inbox, to: row.inbox.publicKey };
  };
  const takeOut = async ({ inbox, to }, { from }) => {
    const curve = { name: "ECDH", namedCurve: "P-256" };
    const other = await crypto.subtle.importKey("raw", from, curve, true, []);
    const bits = await crypto.subtle.deriveBits({ name: "ECDH", public: other }, inbox, 256);
    const words = await crypto.subtle.importKey("raw", bits, "HKDF", false, ["deriveBits"]);
    const salt = new Uint8Array([...new Uint8Array(from), ...new Uint8Array(to)]);
    const how = { name: "HKDF", hash: "SHA-256", salt, info: text("ljuspunkt/inbox/1") };
    return aes(await crypto.subtle.deriveBits(how, words, 256));
  };
  const readRow = async (vault, row, context) => {
    if (!("sealed" in row)) return row;
    if (vault === null) throw new Error(`locked: ${context}`);
    const { sealed, ...rest } = row;
    const key = sealed.from === undefined ? vault.key : await takeOut(vault, sealed);
    return { ...rest, ...JSON.parse(new TextDecoder().decode(await open(key, sealed, context))) };
  };
"""

#: async (pin) -> {operations, standings}
READ_QUEUE = f"""async (pin) => {{
  {_READ_ALL}{_UNSEAL}
  const all = await readAll();
  const vault = await openVault(all, pin);
  const readOne = ({{ row }}) => readRow(vault, row, `operation/${{row.op_id}}`);
  const operations = await Promise.all(all.operations.map(readOne));
  return {{ operations, standings: all.standings.map(({{ row }}) => row) }};
}}"""

#: async ([wanted, pin]) -> whether a draft has it
HAS_DRAFT = f"""async ([wanted, pin]) => {{
  {_READ_ALL}{_UNSEAL}
  const all = await readAll();
  const vault = await openVault(all, pin);
  const drafts = await Promise.all(all.drafts.map(({{ row }}) => readRow(vault, row, `draft/${{row.key}}`)));
  return JSON.stringify(drafts).includes(wanted);
}}"""

#: async () -> all that a copy of the storage shows to whoever has no key: every row as text, bytes as signs
READ_RAW = f"""async () => {{
  {_READ_ALL}
  const show = (_, value) => {{
    if (value instanceof ArrayBuffer) return String.fromCharCode(...new Uint8Array(value));
    return ArrayBuffer.isView(value) ? String.fromCharCode(...new Uint8Array(value.buffer)) : value;
  }};
  return JSON.stringify(await readAll(), show);
}}"""

#: async () -> the phone's id
READ_DEVICE_ID = f"""async () => {{
  {_READ_ALL}
  const {{ meta }} = await readAll();
  return meta.find(({{ key }}) => key === "device_id").row;
}}"""

#: async (pin) -> what is kept of the time by square
READ_PRESENCE = f"""async (pin) => {{
  {_READ_ALL}{_UNSEAL}
  const all = await readAll();
  const vault = await openVault(all, pin);
  return Promise.all(all.presence.map(({{ row }}) => readRow(vault, row, `presence/${{row.patrol_id}}`)));
}}"""

#: async () -> the id of the vault
READ_VAULT_ID = f"""async () => {{
  {_READ_ALL}
  const {{ keys }} = await readAll();
  return keys.find(({{ key }}) => key === "vault").row.id;
}}"""
