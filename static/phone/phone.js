// The supervisor's phone: shows what is held here, keeps what is recorded, sends it when it can.
// The address after the # says which screen is shown; it carries numbers and never a name.
import { holder, letGo, listsOf, noteLeaving } from './holding.js'
import { countOfOthers, recordsOf } from './records.js'
import * as recording from './recording.js'
import { overview, personOf, session, sessionOf, stillOpen, when } from './screens.js'
import { barOf, statusOf } from './status.js'
import { sync } from './sync.js'
import { waiting } from './waiting.js'
import { link, make } from './drawing.js'

const EVERY = 20_000, TYPING = 400
const part = (name) => document.getElementById(`phone-${name}`)
const form = part('form')
const hours = Number(part('page').dataset.hours)
const world = { who: null, lists: null, records: [], others: 0, now: Date.now(), state: 'looking', sentNow: [], ready: 'not yet' }

async function look() {
  world.who = await holder()
  world.lists = await listsOf(world.who)
  world.records = await recordsOf(world.who)
  world.others = await countOfOthers(world.who)
  world.now = Date.now() + (world.who?.difference ?? 0)
}

// Show the screen that the address asks for. `moved`: the reader has asked for another screen, so
// its heading gets the focus; else the focus stays where it was.
async function show({ moved = false } = {}) {
  await look()
  drawBar()
  const [, place, number] = location.hash.split('/')
  if (place === 'person') return showPerson(Number(number), moved)
  if (place === 'everyone') return showEveryone(Number(number), moved)
  recording.close(form)
  const screen = place === 'session' ? session(world, Number(number)) : place === 'waiting' ? waiting(world, again) : overview(world)
  draw(screen ?? overview(world), moved)
}

async function showPerson(id, moved) {
  const key = `person/${id}`
  const found = personOf(world, id)
  const record = world.records.find((each) => each.content?.appointment === id)
  if (recording.isOpenFor(key)) return
  if (!world.who || !(record || found?.person.open)) return location.replace('#/')
  const back = found ? backTo(found.session) : ['#/waiting', 'Not sent']
  const name = found?.person.name ?? record.content.name
  const opening = recording.openForOne(form, world, key, { ...found, record })
  draw({ heading: name, title: 'Record an outcome', caption: found?.person.crn, back, nodes: [] }, moved && !record?.content.errors)
  await opening
}

async function showEveryone(id, moved) {
  const key = `everyone/${id}`
  const found = sessionOf(world, id)
  const people = found ? stillOpen(world, found) : []
  if (recording.isOpenFor(key)) return
  if (!people.length) return location.replace('#/')
  const opening = recording.openForMany(form, world, key, { session: found, people })
  draw({ heading: 'Record everyone who attended', caption: `${found.project}, ${when(found)}`, back: backTo(found), nodes: [] }, moved)
  await opening
}

function backTo({ id, project }) {
  return [`#/session/${id}`, project]
}

function draw({ heading, title = heading, caption, back, nodes }, moved) {
  const focused = document.activeElement?.id
  document.title = `${title} – Community Payback`
  part('heading').textContent = heading
  part('caption').textContent = caption ?? ''
  part('back').replaceChildren(...(back ? [make('a', { class: 'govuk-back-link', href: back[0] }, back[1])] : []))
  part('screen').replaceChildren(...nodes)
  part('foot').hidden = recording.isOpen()
  if (moved) part('heading').focus()
  else if (focused) document.getElementById(focused)?.focus()
}

function drawBar() {
  const bar = barOf(world)
  part('count').replaceChildren(link('#/waiting', bar.count))
  part('waiting').hidden = !bar.shown
  part('lists').textContent = bar.held
  part('clock').textContent = bar.clock
  part('clock').hidden = !bar.clock
}

function say(words, sign = false) {
  const signIn = sign ? [' ', link('/sign-in?next=/my/phone', 'Sign in')] : []
  part('status').replaceChildren(words, ...signIn)
}

async function bring(wanted = {}) {
  try {
    await meet(wanted)
  } catch {
    say('Something went wrong on this phone. What was kept before is safe. Load this page again.')
  }
}

async function meet({ anew = false, told = '' }) {
  const report = await sync({ hours, anew })
  world.state = report.state
  world.sentNow.push(...report.saved)
  await look()
  drawBar()
  const { words, sign } = statusOf(report, world, told)
  say(words, sign)
  if (!recording.isOpen() && (report.changed || world.drawn !== report.state)) await show()
  world.drawn = report.state
}

// After a change on a screen: say what happened, show what is left, and send what can be sent.
async function again(words) {
  say(words)
  await show({ moved: true })
  await bring({ told: words })
}

async function save(event) {
  event.preventDefault()
  clearTimeout(typing)
  const back = await recording.save(form)
  if (back === null) return
  const told = 'Kept on this phone.'
  say(told)
  location.hash = `#/session/${back}`
  await bring({ told })
}

let typing = null

function keepTyped() {
  clearTimeout(typing)
  typing = setTimeout(() => recording.keepTyped(form), TYPING)
}

async function signOut() {
  if (world.who) await noteLeaving(world.who.owner)
  await letGo()
  recording.close(form)
  world.sentNow = []
  say('The lists are removed from this phone.')
  location.hash = '#/'
  await show({ moved: true })
  await bring({ told: 'The lists are removed from this phone.' })
}

async function start() {
  part('without').hidden = true
  part('with').hidden = false
  addEventListener('hashchange', () => (location.hash === '' || location.hash.startsWith('#/')) && show({ moved: true }))
  addEventListener('online', () => bring())
  addEventListener('offline', () => bring())
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && bring())
  form.addEventListener('submit', save)
  form.addEventListener('change', () => recording.showRelevant(form))
  form.addEventListener('input', keepTyped)
  part('send').addEventListener('click', () => bring())
  part('fetch').addEventListener('click', () => bring({ anew: true }))
  part('leave').addEventListener('click', signOut)
  setInterval(onTheHour, EVERY)
  await show()
  const kept = keepPage()
  await bring()
  if (world.ready === 'not yet') await kept.then(() => bring())
}

// Now and then: what waits is sent, and lists whose time is up go.
async function onTheHour() {
  const held = Boolean(world.who)
  await look()
  if (world.records.some((record) => record.state === 'waiting')) await bring()
  else if (held && !world.who && !recording.isOpen()) await show()
}

// Let the worker keep the page, and say when it does: until then it needs signal to be opened.
async function keepPage() {
  const kept = navigator.serviceWorker.register('/my/phone/worker.js', { scope: '/my/phone' })
  world.ready = await kept.then(() => navigator.serviceWorker.ready).then(() => 'yes', () => (navigator.serviceWorker.controller ? 'yes' : 'no'))
  await navigator.storage?.persist?.()
}

if (isSecureContext && 'serviceWorker' in navigator && 'locks' in navigator && 'indexedDB' in window && 'timeout' in AbortSignal) {
  start().catch(() => say('This phone’s browser cannot keep anything. Use My sessions, with signal.'))
} else {
  part('unable').hidden = false
}
