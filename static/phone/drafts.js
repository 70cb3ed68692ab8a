// What is typed and not saved yet, sealed like a record, so that a reload finds it again.
import { all, change, one } from './store.js'
import { seal, unseal } from './sealing.js'

const DRAFT = 'draft'
const HOUR = 3_600_000

export async function draftOf(who, key) {
  const sealed = await one('state', nameOf(who, key))
  return sealed ? unseal(who.key, sealed.name, sealed).catch(() => null) : null
}

// Keep what is typed; where there is no room it stays on the page alone, as on any other.
export async function keepDraft(who, key, pairs) {
  const name = nameOf(who, key)
  const sealed = await seal(who.key, name, pairs)
  await change(({ state }) => state.put({ name, since: Date.now(), ...sealed })).catch(() => {})
}

export function nameOf(who, key) {
  return `${DRAFT} ${who.owner} ${key}`
}

// Forget what was typed so many hours ago and never saved, whoever typed it.
export async function forgetOldDrafts(hours) {
  const old = (await all('state')).filter((row) => row.name.startsWith(DRAFT) && Math.abs(Date.now() - row.since) > hours * HOUR)
  if (old.length) await change(({ state }) => old.forEach((row) => state.delete(row.name)))
}
