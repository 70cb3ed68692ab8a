// The form of an outcome: filled from what is kept, typed or planned, checked for gaps, and kept
// as one record for each person whom it is about, each under an id of its own.
import { clearErrors, showErrors } from './faults.js'
import { draftOf, keepDraft } from './drafts.js'
import { make } from './drawing.js'
import { WAITING, keepRecords } from './records.js'
import { when } from './screens.js'
import { StorageFull } from './store.js'

const FULL = 'This phone has no room left, so this is not kept yet. It is still here on the page, and what was kept before is safe. Free some room, or send what waits, and save again.'
const NOT_KEPT = 'This phone could not keep this. It is still here on the page. Save again.'
const TYPED = 'What you had typed here is still here. It is not saved yet.'
const NO_OUTCOME = 'Select what happened'

let now = null // what is being recorded: { key, who, session, when, acts }, an act for each person
let saving = false

export function isOpenFor(key) {
  return now?.key === key
}

export function isOpen() {
  return now !== null
}

export function close(form) {
  now = null
  form.hidden = true
}

// Open the form for one person, with what is kept of them here or the times of the session.
export function openForOne(form, world, key, { session, person, record }) {
  const content = record?.content
  const act = content
    ? { id: record.id, at: record.at, appointment: content.appointment, name: content.name, version: content.answers.version }
    : actFor(person)
  now = { key, who: world.who, session: content?.session ?? session.id, when: content?.when ?? when(session), acts: [act] }
  return open(form, [], content?.answers ?? planned(session, world.now), content?.errors)
}

// Open the form for everybody who attended and complied, everybody ticked.
export function openForMany(form, world, key, { session, people }) {
  now = { key, who: world.who, session: session.id, when: when(session), acts: people.map(actFor) }
  return open(form, people, usual(form, session, world.now))
}

// Whoever attended has times; for anybody else they are not asked.
export function showRelevant(form) {
  const outcome = outcomeOf(form)
  form.querySelector('[data-if-attended]').hidden = Boolean(outcome) && !attended(form, outcome)
}

// Keep what is typed so far, so that a reload loses nothing of it.
export async function keepTyped(form) {
  if (now) await keepDraft(now.who, now.key, [...new FormData(form)])
}

// Keep what was answered, once however often it is pressed; return the session to go back to.
export async function save(form) {
  if (saving || !now) return null
  const gaps = gapsOf(form)
  clearErrors(form)
  if (gaps.length) return showErrors(form, gaps)
  saving = true
  try {
    await keepRecords(now.who, chosen(form).map((act) => recordOf(form, act)), { draft: now.key })
    const { session } = now
    close(form)
    return session
  } catch (error) {
    return showErrors(form, [['', error instanceof StorageFull ? FULL : NOT_KEPT]])
  } finally {
    saving = false
  }
}

// Fill and show the form, with what was typed before if there is any.
async function open(form, people, answers, errors) {
  form.reset()
  clearErrors(form)
  offer(form, people)
  fill(form, [...Object.entries(answers), ...people.map(({ id }) => ['came', String(id)])])
  const typed = await draftOf(now.who, now.key)
  if (typed) fill(form, typed)
  showRelevant(form)
  form.hidden = false
  if (errors) showErrors(form, errors)
  if (typed) form.prepend(make('div', { class: 'govuk-inset-text', 'data-fault': true }, TYPED))
}

function offer(form, people) {
  const many = people.length > 0
  form.querySelector('[data-if-many]').hidden = !many
  for (const part of form.querySelectorAll('[data-if-one]')) part.hidden = many
  form.querySelector('.govuk-checkboxes[data-people]').replaceChildren(...people.map(({ id, name, crn }) => make(
    'div', { class: 'govuk-checkboxes__item' },
    make('input', { class: 'govuk-checkboxes__input', type: 'checkbox', name: 'came', value: id, id: `came-${id}` }),
    make('label', { class: 'govuk-label govuk-checkboxes__label', for: `came-${id}` }, `${name}, ${crn}`),
  )))
}

function actFor({ id, name, version }) {
  return { id: crypto.randomUUID(), at: Date.now(), appointment: id, name, version }
}

function chosen(form) {
  const came = new FormData(form).getAll('came')
  return isForMany(form) ? now.acts.filter(({ appointment }) => came.includes(String(appointment))) : now.acts
}

function recordOf(form, { id, at, appointment, name, version }) {
  const { session, when: time } = now
  const outcome = form.querySelector('[name=outcome]:checked')
  const words = form.querySelector(`label[for="${outcome.id}"]`).textContent.trim()
  const answers = { ...answersOf(form), version }
  return { id, at, state: WAITING, content: { appointment, name, session, when: time, outcome: words, answers } }
}

function answersOf(form) {
  const { came: _, ...answers } = Object.fromEntries(new FormData(form))
  if (!attended(form, answers.outcome)) {
    for (const box of form.querySelectorAll('[data-if-attended] [name]')) delete answers[box.name]
  }
  return answers
}

function gapsOf(form) {
  const outcome = outcomeOf(form)
  if (!outcome) return [['outcome', NO_OUTCOME]]
  if (!chosen(form).length) return [[`came-${now.acts[0].appointment}`, form.dataset.nobody]]
  if (!attended(form, outcome)) return []
  return Object.entries(JSON.parse(form.dataset.missing)).filter(([name]) => !form.elements[name].value.trim())
}

function planned({ starts, ends, over_at: over }, present) {
  return { started_at: starts, ended_at: present >= over ? ends : '', penalty_minutes: '0' }
}

function usual(form, session, present) {
  const { complied: outcome, usual: rating } = form.dataset
  return { ...planned(session, present), outcome, work_quality: rating, behaviour: rating }
}

function fill(form, pairs) {
  for (const box of form.querySelectorAll('[name]')) {
    const values = pairs.filter(([name]) => name === box.name).map(([, value]) => value)
    if (box.type === 'checkbox' || box.type === 'radio') box.checked = values.includes(box.value)
    else box.value = values[0] ?? ''
  }
}

function isForMany(form) {
  return !form.querySelector('[data-if-many]').hidden
}

function outcomeOf(form) {
  return form.querySelector('[name=outcome]:checked')?.value ?? ''
}

function attended(form, outcome) {
  return form.dataset.attended.split(' ').includes(outcome)
}
