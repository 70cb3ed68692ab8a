// The phone's database: opened in one place, and changed as a whole or not at all.
const NAME = 'payback-phone'
const STORES = { state: 'name', records: 'id' }
const PATIENCE = 3000

// There is no room: nothing of the change was kept, and nothing that was there is gone.
export class StorageFull extends Error {}

let opening = null

// Return every row of a store.
export async function all(store) {
  const database = await open()
  return answered(database.transaction(store).objectStore(store).getAll())
}

// Return one row, or undefined.
export async function one(store, key) {
  const database = await open()
  return answered(database.transaction(store).objectStore(store).get(key))
}

// Change both stores at once: `work` is given them and asks for its changes without waiting.
export async function change(work) {
  const database = await open()
  const wanted = database.transaction(Object.keys(STORES), 'readwrite', { durability: 'strict' })
  const kept = finished(wanted)
  try {
    work({ state: wanted.objectStore('state'), records: wanted.objectStore('records') })
  } catch (error) {
    wanted.abort()
    kept.catch(() => {})
    throw asOurs(error)
  }
  return kept
}

function open() {
  opening ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1)
    asked.onupgradeneeded = () => {
      for (const [store, keyPath] of Object.entries(STORES)) {
        asked.result.createObjectStore(store, { keyPath })
      }
    }
    asked.onsuccess = () => {
      asked.result.onclose = () => { opening = null }
      resolve(asked.result)
    }
    asked.onerror = () => reject(asOurs(asked.error))
    window.setTimeout(() => reject(new Error('the database of this phone does not open')), PATIENCE)
  })
  opening.catch(() => { opening = null })
  return opening
}

function answered(asked) {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result)
    asked.onerror = () => reject(asOurs(asked.error))
  })
}

function finished(wanted) {
  return new Promise((resolve, reject) => {
    wanted.oncomplete = () => resolve()
    wanted.onabort = () => reject(asOurs(wanted.error))
  })
}

function asOurs(error) {
  const full = error?.name === 'QuotaExceededError'
  return full ? new StorageFull() : error ?? new Error('the change was not kept')
}
