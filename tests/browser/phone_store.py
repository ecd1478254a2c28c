"""What lies in the phone's IndexedDB: as it lies there, and read as the app reads it.

The reader opens a vault as anybody can who runs script on the page: by the device's key, which the browser lends, or by
the PIN. The app has no door for tests.
"""

from __future__ import annotations

#: `open()` -> {store: rows, keys}; a store that this version of the app does not have is left out.
_READ_ALL = """
  const promise = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const readAll = async () => {
    const db = await promise(indexedDB.open("ljuspunkt"));
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
  const openVault = async (row, pin) => {
    let raw;
    if (row.device !== null) raw = await open(row.device.key, row.device.wrapped, "device");
    else if (pin !== null) {
      const words = await crypto.subtle.importKey("raw", text(pin), "PBKDF2", false, ["deriveKey"]);
      const { salt, iterations, wrapped } = row.pin;
      const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
      const key = await crypto.subtle.deriveKey(how, words, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
      raw = await open(key, wrapped, "pin");
    } else return null;
    const key = await aes(raw);
    const pkcs8 = await open(key, row.inbox.privateKey, "inbox");
    const curve = { name: "ECDH", namedCurve: "P-256" };
    const inbox = await crypto.subtle.importKey("pkcs8", pkcs8, curve, false, ["deriveBits"]);
    return { key, inbox };
  };
  const takeOut = async (vault, sealed) => {
    const curve = { name: "ECDH", namedCurve: "P-256" };
    const other = await crypto.subtle.importKey("raw", sealed.from, curve, true, []);
    const bits = await crypto.subtle.deriveBits({ name: "ECDH", public: other }, vault.inbox, 256);
    const words = await crypto.subtle.importKey("raw", bits, "HKDF", false, ["deriveKey"]);
    const how = { name: "HKDF", hash: "SHA-256", salt: sealed.from, info: text("ljuspunkt/inbox/1") };
    return crypto.subtle.deriveKey(how, words, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
  };
  const openVaults = async (all, pin) => {
    const vaults = {};
    for (const { row } of all.keys ?? []) {
      const vault = await openVault(row, pin);
      if (vault !== null) vaults[row.person] = vault;
    }
    return vaults;
  };
  const unseal = async (vaults, sealed, context) => {
    const vault = vaults[sealed.by];
    if (vault === undefined) throw new Error(`locked: ${context}`);
    const key = sealed.from === undefined ? vault.key : await takeOut(vault, sealed);
    return JSON.parse(new TextDecoder().decode(await open(key, sealed, context)));
  };
  const readOperation = async (vaults, row) => {
    if (!("sealed" in row)) return row;
    const { sealed, ...open } = row;
    return { ...open, ...(await unseal(vaults, sealed, `operation/${row.op_id}`)) };
  };
"""

#: async (pin) -> {operations, standings}
READ_QUEUE = f"""async (pin) => {{
  {_READ_ALL}{_UNSEAL}
  const all = await readAll();
  const vaults = await openVaults(all, pin);
  const operations = await Promise.all(all.operations.map(({{ row }}) => readOperation(vaults, row)));
  return {{ operations, standings: all.standings.map(({{ row }}) => row) }};
}}"""

#: async (wanted) -> whether a draft has it
HAS_DRAFT = f"""async (wanted) => {{
  {_READ_ALL}{_UNSEAL}
  const all = await readAll();
  const vaults = await openVaults(all, null);
  const drafts = await Promise.all(all.drafts.map(({{ row }}) =>
    "sealed" in row ? unseal(vaults, row.sealed, `draft/${{row.key}}`) : row.values));
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

#: async () -> what is kept of the time by square
READ_PRESENCE = f"""async () => {{
  {_READ_ALL}
  const {{ presence }} = await readAll();
  return presence.map(({{ row }}) => row);
}}"""
