// The screen of what is not sent: what waits, what was refused and why, and both sides of a conflict.
import { button, heading, link, make, paragraph, plural, tag } from './drawing.js'
import { WAITING, dropRecord, keepRecords } from './records.js'

export function waiting(world, again) {
  const { records, others } = world
  const nodes = records.map((record) => part(world, record, again))
  if (!records.length) nodes.push(paragraph('Everything that you recorded here is sent.'))
  if (others) {
    const these = plural(others, 'record')
    nodes.push(heading('Of somebody else'), paragraph(`${these} of somebody else ${others === 1 ? 'lies' : 'lie'} sealed on this phone. Only whoever made them can see and send them, after signing in here. Do not clear this browser’s data before that.`))
  }
  return { heading: `${records.length} not sent`, back: ['#/', 'Sessions on this phone'], nodes }
}

function part(world, record, again) {
  const { id, state, content } = record
  if (!content) return broken(id, again)
  const nodes = [make('h2', { class: 'govuk-heading-m', id: `record-${id}` }, content.name)]
  nodes.push(paragraph(`${content.when}: `, make('strong', {}, content.outcome)))
  if (state === WAITING) nodes.push(paragraph(tag('Waits for signal', 'yellow')))
  else if (content.conflict) nodes.push(...conflict(world, record, again))
  else nodes.push(paragraph(tag('Not taken', 'red')), ...reasons(content.errors))
  if (!content.conflict) {
    const change = make('a', { class: 'govuk-button govuk-button--secondary', draggable: 'false', href: `#/person/${content.appointment}` }, 'Change ', spoken(content.name))
    nodes.push(make('div', { class: 'govuk-button-group' }, change, removal(record, again)))
  }
  return make('section', { 'aria-labelledby': `record-${id}`, class: 'payback-phone__record' }, ...nodes)
}

function reasons(errors = []) {
  return errors.map(([, sentence]) => make('p', { class: 'govuk-error-message' }, sentence))
}

function conflict(world, { id, at, content }, again) {
  const { by, at: then, sentence, differences, version } = content.conflict
  const mine = async () => {
    const { conflict: _, errors: __, ...rest } = content
    const anew = { id: crypto.randomUUID(), at, state: WAITING, content: { ...rest, answers: { ...content.answers, version } } }
    await keepRecords(world.who, [anew], { inPlaceOf: id })
    await again('Your record is sent in place of what is stored.')
  }
  const theirs = async () => {
    await dropRecord(id)
    await again('What is stored stands. Yours is removed from this phone.')
  }
  return [
    paragraph(tag('Recorded otherwise', 'red')),
    paragraph(whoElse(sentence, by, then)),
    sideBySide(content.name, differences),
    make('div', { class: 'govuk-button-group' }, button('Send mine instead', mine, { about: `for ${content.name}` }), button('Keep what is stored', theirs, { about: `for ${content.name}` })),
  ]
}

function whoElse(sentence, by, then) {
  if (by === 'You') return `You have recorded this otherwise on ${then}, perhaps on another phone.`
  return by ? `${sentence} ${by} changed it on ${then}.` : sentence
}

function sideBySide(name, differences) {
  const head = ['Question', 'Yours', 'Stored'].map((words) => make('th', { scope: 'col', class: 'govuk-table__header' }, words))
  const rows = differences.map(([question, mine, theirs]) => make(
    'tr', { class: 'govuk-table__row' },
    make('th', { scope: 'row', class: 'govuk-table__header' }, question),
    ...[mine, theirs].map((words) => make('td', { class: 'govuk-table__cell' }, words || 'Nothing')),
  ))
  return make(
    'table', { class: 'govuk-table payback-phone__sides' },
    make('caption', { class: 'govuk-table__caption govuk-visually-hidden' }, `Yours and what is stored for ${name}`),
    make('thead', { class: 'govuk-table__head' }, make('tr', { class: 'govuk-table__row' }, ...head)),
    make('tbody', { class: 'govuk-table__body' }, ...rows),
  )
}

// Removing asks first: the button gives way to what follows from it.
function removal(record, again) {
  const { id, content } = record
  const place = make('div', { class: 'payback-phone__removal' })
  const remove = async () => {
    await dropRecord(id)
    await again('The record is removed from this phone. Nothing of it was sent.')
  }
  const ask = () => {
    const sure = button('Yes, remove it', remove, { kind: 'warning', about: `for ${content.name}` })
    const back = button('No, keep it', () => { place.replaceChildren(first); first.focus() })
    place.replaceChildren(paragraph('It cannot be brought back, and has not been sent.'), sure, back)
    sure.focus()
  }
  const first = button('Remove', ask, { about: content.name })
  place.append(first)
  return place
}

function broken(id, again) {
  const remove = async () => { await dropRecord(id); await again('The record is removed from this phone.') }
  return make('section', { 'aria-label': 'A record that cannot be opened' }, heading('A record that cannot be opened'), paragraph('The service’s key has changed since it was made. Record it again on ', link('/my/sessions', 'My sessions'), '.'), button('Remove it', remove))
}

function spoken(words) {
  return make('span', { class: 'govuk-visually-hidden' }, words)
}
