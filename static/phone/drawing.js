// Drawing: elements made of text and never of markup, and the few parts that screens share.

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'onclick') element.addEventListener('click', value)
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : value)
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ''))
  return element
}

export const paragraph = (...words) => make('p', { class: 'govuk-body' }, ...words)
export const heading = (words) => make('h2', { class: 'govuk-heading-m' }, words)
export const link = (href, words) => make('a', { class: 'govuk-link', href }, words)
export const inset = (words) => make('div', { class: 'govuk-inset-text' }, words)

export function tag(words, colour = '') {
  return make('strong', { class: `govuk-tag${colour ? ` govuk-tag--${colour}` : ''}` }, words)
}

// A button; `about` is read aloud after its words, so that several can be told apart.
export function button(words, onclick, { kind = 'secondary', about = '' } = {}) {
  const kinds = kind ? ` govuk-button--${kind}` : ''
  const spoken = about && make('span', { class: 'govuk-visually-hidden' }, ` ${about}`)
  return make('button', { type: 'button', class: `govuk-button${kinds}`, onclick }, words, spoken)
}

// A card whose whole face is touched; without an address it only tells.
export function card(title, href, id, ...lines) {
  const name = href
    ? make('a', { class: 'payback-touch__link govuk-link', href, id }, title)
    : make('strong', { class: 'payback-phone__name' }, title)
  return make('li', { class: 'payback-touch' }, name, ...lines.filter(Boolean).map(line))
}

export function cards(items) {
  return make('ul', { class: 'payback-touch-list' }, ...items)
}

export function facts(pairs) {
  const rows = pairs.map(([key, value]) => make(
    'div', { class: 'govuk-summary-list__row' },
    make('dt', { class: 'govuk-summary-list__key' }, key),
    make('dd', { class: 'govuk-summary-list__value' }, value),
  ))
  return make('dl', { class: 'govuk-summary-list' }, ...rows)
}

export function details(summary, ...children) {
  const words = make('span', { class: 'govuk-details__summary-text' }, summary)
  const head = make('summary', { class: 'govuk-details__summary' }, words)
  return make('details', { class: 'govuk-details' }, head, make('div', { class: 'govuk-details__text' }, ...children))
}

export function plural(count, one, many = `${one}s`) {
  return `${count} ${count === 1 ? one : many}`
}

function line(words) {
  return make('p', { class: 'payback-touch__line' }, words)
}
