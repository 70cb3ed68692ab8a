// What the page says of itself: how many are not sent, until when lists are held, how it went.
import { plural } from './drawing.js'

const TIME = new Intl.DateTimeFormat('en-GB', { weekday: 'short', hour: 'numeric', minute: '2-digit', timeZone: 'Europe/London' })
const READY = {
  yes: 'This page also works without signal.',
  no: 'This browser does not keep the page: it cannot be opened without signal.',
  'not yet': 'Getting ready to work without signal.',
}
const NOTABLE = 5 * 60_000

// Return the words of the bar that stands on every screen.
export function barOf({ who, lists, records, others }) {
  const all = records.length + others
  return {
    shown: all > 0,
    count: who || !all ? `${records.length} not sent` : `${others} not sent`,
    held: lists ? `Lists of ${TIME.format(lists.since)}. They are removed at ${TIME.format(who.until)}, or when you sign out.` : '',
    clock: who ? clockOff(who.difference) : '',
  }
}

// Return what to say after a look at the service, and whether to offer signing in.
export function statusOf(report, { who, records, others, ready }, told) {
  const before = told ? `${told} ` : ''
  if (report.state === 'no signal') return { words: `${before}No signal. What you record is kept on this phone.` }
  if (report.state === 'full') return { words: `${before}This phone has no room left: the lists could not be kept. What was kept before is safe.` }
  if (report.state === 'not yours') return { words: 'You are signed in with an account that is not a supervisor’s. What is not sent stays sealed for whoever made it.' }
  if (report.state === 'signed out') return { words: signedOut(before, others), sign: true }
  const sent = sentWords(report.saved)
  const parked = records.filter((record) => record.state === 'parked').length
  const needs = parked ? `${plural(parked, 'record needs', 'records need')} you. ` : ''
  return { words: `${sent || before}${needs}`.trim() || (who ? READY[ready] : '') }
}

function sentWords(saved) {
  if (saved.length === 1) return `Sent. ${saved[0].name}: ${saved[0].sentence} `
  return saved.length ? `Sent ${saved.length} records. ` : ''
}

function signedOut(before, count) {
  const lie = count ? `${plural(count, 'record')} not sent ${count === 1 ? 'lies' : 'lie'} sealed on this phone until whoever made ${count === 1 ? 'it' : 'them'} signs in. ` : ''
  return `${before}You are signed out. ${lie}`.trim()
}

function clockOff(difference) {
  if (Math.abs(difference) < NOTABLE) return ''
  const minutes = Math.round(Math.abs(difference) / 60_000)
  const much = minutes < 120 ? plural(minutes, 'minute') : plural(Math.round(minutes / 60), 'hour')
  return `This phone’s clock is ${much} ${difference > 0 ? 'slow' : 'fast'}. Nothing is recorded wrongly by that: times are those that you enter, and the service goes by its own clock.`
}
