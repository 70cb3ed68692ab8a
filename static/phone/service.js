// Talking to the service: what comes back, and the three ways in which nothing does.
const HERE = '/my/phone'
const PATIENCE = 20_000
const LATER = new Set([400, 429]) // somebody has signed in anew meanwhile, or much was sent at once

export class NoSignal extends Error {} // not reached, or busy: try again later
export class SignedOut extends Error {} // nobody is signed in
export class NotYours extends Error {} // somebody is signed in who may not do this

export async function who() {
  return read(await ask(`${HERE}/who`))
}

export async function lists() {
  return read(await ask(`${HERE}/lists`))
}

// Send one record; return what came of it: saved, a conflict, or refused with reasons.
export async function send(record, { owner, csrf }) {
  const { appointment, answers } = record.content
  const answer = await ask(`${HERE}/appointments/${appointment}/outcome`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-CSRFToken': csrf },
    body: JSON.stringify({ id: record.id, owner, answers }),
  })
  const body = await read(answer)
  if (answer.ok) return { saved: body.sentence }
  if (answer.status === 409 && body.differences) return { conflict: body }
  return { errors: body.errors ?? [['', body.error]] }
}

export async function signOut({ csrf }) {
  await ask('/sign-out', { method: 'POST', headers: { 'X-CSRFToken': csrf } }).catch((error) => {
    if (!(error instanceof SignedOut)) throw error
  })
}

// What is no answer of ours, or breaks off half-way, is as good as none.
function read(answer) {
  return answer.json().catch(() => { throw new NoSignal() })
}

async function ask(path, { headers, ...options } = {}) {
  if (!navigator.onLine) throw new NoSignal()
  const answer = await fetch(path, {
    redirect: 'manual',
    cache: 'no-store',
    signal: AbortSignal.timeout(PATIENCE),
    headers: { Accept: 'application/json', ...headers },
    ...options,
  }).catch(() => { throw new NoSignal() })
  if (answer.type === 'opaqueredirect') throw new SignedOut()
  if (answer.status === 403) throw new NotYours()
  if (answer.status >= 500 || LATER.has(answer.status)) throw new NoSignal()
  return answer
}
