// Errors in a form: a summary at the top whose lines lead to the boxes, and a sentence at each.
import { make } from './drawing.js'

// Show errors, each a pair of a box's id (empty: about the whole) and a sentence; returns null.
export function showErrors(form, errors) {
  clearErrors(form)
  const lines = errors.map(([id, sentence]) => make('li', {}, document.getElementById(id) ? leadingTo(id, sentence) : sentence))
  const summary = make(
    'div', { class: 'govuk-error-summary', tabindex: '-1', 'data-fault': true },
    make('div', { role: 'alert' },
      make('h2', { class: 'govuk-error-summary__title' }, 'There is a problem'),
      make('div', { class: 'govuk-error-summary__body' }, make('ul', { class: 'govuk-list govuk-error-summary__list' }, ...lines))),
  )
  form.prepend(summary)
  for (const [id, sentence] of errors) markBox(form, id, sentence)
  summary.focus()
  return null
}

export function clearErrors(form) {
  for (const each of form.querySelectorAll('[data-fault]')) each.remove()
  for (const group of form.querySelectorAll('.govuk-form-group--error')) group.classList.remove('govuk-form-group--error')
  for (const box of form.querySelectorAll('[aria-invalid]')) box.removeAttribute('aria-invalid')
}

function leadingTo(id, sentence) {
  const follow = (event) => {
    event.preventDefault()
    document.getElementById(id).focus()
  }
  return make('a', { href: `#${id}`, onclick: follow }, sentence)
}

function markBox(form, id, sentence) {
  const box = id && form.querySelector(`#${CSS.escape(id)}`)
  const group = box && box.closest('.govuk-form-group')
  if (!group) return
  group.classList.add('govuk-form-group--error')
  if (box.type !== 'radio') box.setAttribute('aria-invalid', 'true')
  const before = make('span', { class: 'govuk-visually-hidden' }, 'Error:')
  const message = make('p', { class: 'govuk-error-message', 'data-fault': true }, before, ` ${sentence}`)
  const place = group.querySelector('.govuk-radios, .govuk-input__wrapper') ?? box
  place.before(message)
}
