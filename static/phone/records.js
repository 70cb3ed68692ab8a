// Records that are not sent: each sealed for whoever made it, under an id made on this phone.
import { nameOf } from './drafts.js'
import { all, change } from './store.js'
import { seal, unseal } from './sealing.js'

export const WAITING = 'waiting', PARKED = 'parked'

// Return the holder's records, oldest first; one that does not open has no content.
export async function recordsOf(who) {
  const rows = (await all('records')).filter((row) => row.owner === who?.owner)
  const opened = rows.map(async (row) => ({ ...row, content: await contentOf(who, row) }))
  return (await Promise.all(opened)).sort((one, other) => one.at - other.at)
}

// Return how many records lie here that the holder cannot open, because others made them.
export async function countOfOthers(who) {
  return (await all('records')).filter((row) => row.owner !== who?.owner).length
}

// Keep records, all or none: new ones, the same with other content, one in place of another. What
// was typed of them (`draft`) is forgotten with it.
export async function keepRecords(who, kept, { inPlaceOf = null, draft = null } = {}) {
  const rows = await Promise.all(kept.map((record) => sealed(who, record)))
  await change(({ records, state }) => {
    for (const row of rows) records.put(row)
    if (inPlaceOf) records.delete(inPlaceOf)
    if (draft) state.delete(nameOf(who, draft))
  })
}

// Put what became of a record in its place (null: nothing is left to do), unless somebody has
// changed it while it was on its way.
export async function settleRecord(who, before, after) {
  const row = after && (await sealed(who, after))
  await change(({ records }) => {
    const asked = records.get(before.id)
    asked.onsuccess = () => {
      if (String(asked.result?.iv) !== String(before.iv)) return
      if (row) records.put(row)
      else records.delete(before.id)
    }
  })
}

export function dropRecord(id) {
  return change(({ records }) => records.delete(id))
}

async function sealed(who, { id, at, state, content }) {
  const closed = await seal(who.key, `${who.owner} ${id}`, content)
  return { id, at, state, owner: who.owner, ...closed }
}

function contentOf(who, row) {
  return unseal(who.key, `${row.owner} ${row.id}`, row).catch(() => null)
}
