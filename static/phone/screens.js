// The screens that list: sessions, and the people of one. Each returns what to show.
import { card, cards, details, facts, heading, inset, link, make, paragraph, plural, tag } from './drawing.js'

const DAY = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' })

export function overview(world) {
  const shown = { heading: 'Sessions on this phone', nodes: [] }
  if (world.sentNow.length) shown.nodes.push(...sentNow(world.sentNow))
  if (!world.lists) return { ...shown, nodes: [...shown.nodes, paragraph(nothingHeld(world))] }
  const today = DAY.format(world.now)
  const groups = [
    ['Today', (on) => on === today, 'You have no session today.'],
    ['Coming', (on) => on > today, 'You have no session in the days that this phone holds.'],
    ['Before today', (on) => on < today, ''],
  ]
  for (const [name, fits, none] of groups) {
    const found = world.lists.sessions.filter((session) => fits(session.on))
    if (!found.length && !none) continue
    shown.nodes.push(heading(name))
    shown.nodes.push(found.length ? cards(found.map((each) => sessionCard(world, each))) : paragraph(none))
  }
  return shown
}

export function session(world, id) {
  const found = sessionOf(world, id)
  if (!found) return null
  const nodes = [paragraph(found.address)]
  if (found.call) nodes.push(paragraph(link(`tel:${found.call.replace(/[^+\d]/g, '')}`, `Call the site: ${found.call}`)))
  if (found.cancelled) nodes.push(inset(`Cancelled: ${found.cancelled}`))
  if (found.why_not) nodes.push(inset(`You cannot run this: as things are now, ${found.why_not}. Ask your coordinator who takes it over.`))
  if (found.facts.length) nodes.push(details('About the site', facts(found.facts)))
  nodes.push(heading(`${plural(found.people.length, 'person', 'people')} booked`))
  if (!found.people.length) nodes.push(paragraph('No one is booked on this session.'))
  else if (world.now < found.begins_at && !found.cancelled) nodes.push(paragraph('You can record who came once the session has started.'))
  if (world.now >= found.begins_at && stillOpen(world, found).length > 1) nodes.push(everyone(found))
  nodes.push(cards(found.people.map((person) => personCard(world, person))))
  return { heading: found.project, caption: when(found), back: ['#/', 'Sessions on this phone'], nodes }
}

// Return a session and a person of it by the number of the appointment.
export function personOf(world, id) {
  for (const each of world.lists?.sessions ?? []) {
    const person = each.people.find((one) => one.id === id)
    if (person) return { session: each, person }
  }
  return null
}

// Return whom of a session nothing is recorded of, neither here nor at the service.
export function stillOpen(world, { people }) {
  return people.filter((person) => person.open && !recordFor(world, person))
}

export function sessionOf(world, id) {
  return world.lists?.sessions.find((each) => each.id === id) ?? null
}

export function when({ day, starts, ends }) {
  return `${day}, ${starts} to ${ends}`
}

function everyone({ id }) {
  return make('a', { class: 'govuk-button', draggable: 'false', href: `#/everyone/${id}` }, 'Record everyone who attended')
}

function sentNow(saved) {
  return [heading('Sent just now'), cards(saved.map(({ name, sentence }) => card(name, '', '', tag('Saved', 'green'), sentence)))]
}

function nothingHeld({ state }) {
  if (state === 'looking') return 'Looking for your sessions.'
  if (state === 'no signal') return 'No sessions are held on this phone. They are fetched when there is signal and you are signed in.'
  return 'No sessions are held on this phone.'
}

function sessionCard(world, each) {
  return card(each.project, `#/session/${each.id}`, `session-${each.id}`, when(each), each.address, stateOf(world, each))
}

function stateOf(world, each) {
  if (each.cancelled) return tag('Cancelled', 'red')
  const missing = each.people.filter((person) => !person.recorded && !recordFor(world, person)).length
  if (missing && world.now >= each.begins_at) return tag(`${plural(missing, 'outcome')} to record`, 'yellow')
  if (!missing && each.people.some((person) => recordFor(world, person))) return tag('All recorded, not all sent', 'yellow')
  if (!missing && each.people.length) return tag('All recorded', 'green')
  return `${plural(each.people.length, 'person', 'people')} booked`
}

function personCard(world, person) {
  const kept = recordFor(world, person)
  const open = person.open || kept
  const state = kept ? tag(kept.state === 'parked' ? 'Needs you' : 'Not sent yet', kept.state === 'parked' ? 'red' : 'yellow')
    : tag(person.recorded || 'No outcome yet', person.colour)
  const elsewhere = open ? '' : 'Change this on My sessions, with signal.'
  return card(person.name, open && `#/person/${person.id}`, `person-${person.id}`, person.crn, person.left, state, elsewhere)
}

function recordFor(world, person) {
  return world.records.find((record) => record.content?.appointment === person.id)
}
