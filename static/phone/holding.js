// Who holds the phone: their key, and the lists that it opens, until they sign out or time is up.
import { change, one } from './store.js'
import { keyOf, seal, unseal } from './sealing.js'

const HOLDER = 'holder', LISTS = 'lists', LEAVING = 'leaving'
const HOUR = 3_600_000
const SET_RIGHT = 600_000 // a phone's clock may be set right by this much and nothing goes

// Return the holder, or null. Where the time is up, or the phone's clock went back behind the
// moment at which the lists were fetched, key and lists are taken off the phone first.
export async function holder() {
  const found = await one('state', HOLDER)
  if (found && (Date.now() > found.until || Date.now() < found.since - SET_RIGHT)) {
    await letGo()
    return null
  }
  return found ?? null
}

// Take in who is signed in; what another held before is taken off the phone first.
export async function hold({ owner, key, now }, hours) {
  const before = await holder()
  const difference = now - Date.now()
  if (before?.owner === owner) {
    const same = { ...before, difference }
    await change(({ state }) => state.put(same))
    return same
  }
  const since = Date.now()
  const found = { name: HOLDER, owner, key: await keyOf(key), since, until: since + hours * HOUR, difference }
  await change(({ state }) => {
    state.delete(LISTS)
    state.put(found)
  })
  return found
}

// Keep lists, sealed; from now on they and the key are held for so many hours.
export async function keepLists(who, lists, hours) {
  const since = Date.now()
  const sealed = await seal(who.key, `${who.owner} lists`, { ...lists, since })
  const renewed = { ...who, since, until: since + hours * HOUR }
  await change(({ state }) => {
    state.put({ name: LISTS, ...sealed })
    state.put(renewed)
  })
  return renewed
}

// Return the lists of the holder, or null.
export async function listsOf(who) {
  const sealed = who && (await one('state', LISTS))
  return sealed ? unseal(who.key, `${who.owner} lists`, sealed).catch(() => null) : null
}

// Take key and lists off the phone; records that are not sent stay, and nothing here opens them.
export function letGo() {
  return change(({ state }) => {
    state.delete(HOLDER)
    state.delete(LISTS)
  })
}

// Note who has signed out without signal: the service hears of it first thing. Null forgets it.
export function noteLeaving(owner) {
  return change(({ state }) => (owner ? state.put({ name: LEAVING, owner }) : state.delete(LEAVING)))
}

export async function whoLeft() {
  return (await one('state', LEAVING))?.owner ?? null
}
