// Every page works without this file; it starts the design system's components and adds comfort.
import { initAll } from './govuk-frontend-6.3.0/govuk-frontend.min.js'

initAll()

// Forms that filter a page apply themselves when a choice is made, where the page asks for it.
for (const form of document.querySelectorAll('form[data-submit-on-change]')) {
  form.addEventListener('change', () => form.requestSubmit())
}

// "Print this page" buttons are hidden until they can work.
for (const button of document.querySelectorAll('button[data-print]')) {
  button.hidden = false
  button.addEventListener('click', () => window.print())
}

// A page whose state changes by itself (a plan being made) asks to be loaded again.
const refresh = document.querySelector('[data-refresh-seconds]')
if (refresh) {
  window.setTimeout(() => window.location.reload(), Number(refresh.dataset.refreshSeconds) * 1000)
}

// Signing out takes what the phone page holds of people off this device, then goes on as always.
const signOut = document.querySelector('form[action="/sign-out"]')
if (signOut && 'indexedDB' in window) {
  signOut.addEventListener('submit', async (event) => {
    event.preventDefault()
    await import('./phone/holding.js').then((holding) => holding.letGo()).catch(() => {})
    signOut.submit()
  })
}
