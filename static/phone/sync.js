// Bringing phone and service together: who is signed in, what is sent, what is fetched anew.
import { forgetOldDrafts } from './drafts.js'
import { hold, holder, keepLists, letGo, listsOf, noteLeaving, whoLeft } from './holding.js'
import { PARKED, WAITING, recordsOf, settleRecord } from './records.js'
import * as service from './service.js'
import { StorageFull } from './store.js'

const FRESH = 300_000

// Do what can be done now, never twice at a time, in however many tabs; say how it went:
// `state` is one of: well, no signal, signed out, not yours, full; `saved` is what was sent.
export function sync({ hours, anew = false }) {
  return navigator.locks.request('payback-phone', async () => {
    const report = { state: 'well', saved: [], parked: 0, changed: false }
    try {
      await meet(report, hours, anew)
    } catch (error) {
      await miss(report, error)
    }
    return report
  })
}

async function meet(report, hours, anew) {
  const signedIn = await service.who()
  await leaveFirst(signedIn)
  const before = await holder()
  const held = await hold(signedIn, hours)
  report.changed = before?.owner !== held.owner
  await sendAll(report, held, signedIn)
  const lists = await listsOf(held)
  if (anew || report.saved.length || !lists || Date.now() - lists.since > FRESH) {
    await fetchLists(report, held, hours)
  }
}

// Whoever signed out without signal is signed out now, unless somebody else has signed in since.
async function leaveFirst(signedIn) {
  const left = await whoLeft()
  if (left === signedIn.owner) await service.signOut(signedIn)
  if (left) await noteLeaving(null)
  if (left === signedIn.owner) throw new service.SignedOut()
}

async function fetchLists(report, held, hours) {
  const fetched = await service.lists()
  if (fetched.owner !== held.owner) return // somebody else signed in meanwhile: next time
  await keepLists(held, fetched, hours)
  await forgetOldDrafts(hours)
  report.changed = true
}

// One record that cannot be taken is put aside with the reason, and the next one is sent.
async function sendAll(report, held, signedIn) {
  for (const record of await recordsOf(held)) {
    if (record.state !== WAITING || !record.content) continue
    const found = await service.send(record, signedIn)
    if (found.saved) {
      report.saved.push({ name: record.content.name, sentence: found.saved })
      await settleRecord(held, record, null)
    } else {
      report.parked += 1
      await settleRecord(held, record, { ...record, state: PARKED, content: { ...record.content, ...found } })
    }
    report.changed = true
  }
}

async function miss(report, error) {
  if (error instanceof service.SignedOut || error instanceof service.NotYours) {
    report.state = error instanceof service.SignedOut ? 'signed out' : 'not yours'
    report.changed ||= Boolean(await holder())
    await letGo()
  } else if (error instanceof service.NoSignal) {
    report.state = 'no signal'
  } else if (error instanceof StorageFull) {
    report.state = 'full'
  } else {
    throw error
  }
}
