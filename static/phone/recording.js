// The form of one outcome: filled from what is kept or planned, checked for gaps, kept under its id.
import { WAITING, keepRecord } from './records.js'
import { StorageFull } from './store.js'
import { clearErrors, showErrors } from './faults.js'
import { when } from './screens.js'

const FULL = 'This phone has no room left, so this record is not kept yet. It is still here on the page, and what was kept before is safe. Free some room, or send what waits, and save again.'
const NOT_KEPT = 'This phone could not keep the record. It is still here on the page. Save again.'
const NO_OUTCOME = 'Select what happened'

let now = null // what is being recorded: { who, id, at, appointment, version, session, person }
let saving = false

export function isOpenFor(appointment) {
  return now?.appointment === appointment
}

export function isOpen() {
  return now !== null
}

export function close(form) {
  now = null
  form.hidden = true
}

// Open the form for a person: with what is kept of them here, or with the times of the session.
export function open(form, world, { session, person, record }) {
  const content = record?.content
  now = {
    who: world.who,
    id: record?.id ?? crypto.randomUUID(),
    at: record?.at ?? Date.now(),
    appointment: content?.appointment ?? person.id,
    name: content?.name ?? person.name,
    when: content?.when ?? when(session),
    session: content?.session ?? session.id,
    version: content?.answers.version ?? person.version,
  }
  form.reset()
  fill(form, content?.answers ?? planned(session, world.now))
  clearErrors(form)
  form.hidden = false
  showRelevant(form)
  if (content?.errors) showErrors(form, content.errors)
}

// Whoever attended has times; for anybody else they are not asked.
export function showRelevant(form) {
  const outcome = outcomeOf(form)
  form.querySelector('[data-if-attended]').hidden = Boolean(outcome) && !attended(form, outcome)
}

// Keep what was answered, once however often it is pressed; return the session to go back to.
export async function save(form) {
  if (saving || !now) return null
  const gaps = gapsOf(form)
  clearErrors(form)
  if (gaps.length) return showErrors(form, gaps)
  saving = true
  try {
    await keepRecord(now.who, { id: now.id, at: now.at, state: WAITING, content: contentOf(form) })
    const { session } = now
    close(form)
    return session
  } catch (error) {
    return showErrors(form, [['', error instanceof StorageFull ? FULL : NOT_KEPT]])
  } finally {
    saving = false
  }
}

function contentOf(form) {
  const { appointment, name, session } = now
  const outcome = form.querySelector('[name=outcome]:checked')
  const words = form.querySelector(`label[for="${outcome.id}"]`).textContent.trim()
  return { appointment, name, session, when: now.when, outcome: words, answers: answersOf(form) }
}

function answersOf(form) {
  const answers = { ...Object.fromEntries(new FormData(form)), version: now.version }
  if (!attended(form, answers.outcome)) {
    for (const box of form.querySelectorAll('[data-if-attended] [name]')) delete answers[box.name]
  }
  return answers
}

function gapsOf(form) {
  const outcome = outcomeOf(form)
  if (!outcome) return [['outcome', NO_OUTCOME]]
  if (!attended(form, outcome)) return []
  return Object.entries(JSON.parse(form.dataset.missing)).filter(([name]) => !form.elements[name].value.trim())
}

function planned({ starts, ends, over_at: over }, present) {
  return { started_at: starts, ended_at: present >= over ? ends : '', penalty_minutes: '0' }
}

function fill(form, answers) {
  for (const [name, value] of Object.entries(answers)) {
    const box = form.elements[name]
    if (!box) continue
    if (box.type === 'checkbox') box.checked = true
    else box.value = value
  }
}

function outcomeOf(form) {
  return form.querySelector('[name=outcome]:checked')?.value ?? ''
}

function attended(form, outcome) {
  return form.dataset.attended.split(' ').includes(outcome)
}
