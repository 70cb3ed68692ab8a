// Keeps the page and its files on the phone, so that it opens without signal. It keeps nothing of
// anybody: pages and lists of people pass it by. The service puts HELD before the first line.
const CACHE = `payback-phone-${HELD.version}`

self.addEventListener('install', (event) => event.waitUntil(fill()))
self.addEventListener('activate', (event) => event.waitUntil(takeOver()))
self.addEventListener('fetch', (event) => {
  const address = addressOf(event.request)
  if (HELD.files.includes(address)) event.respondWith(heldOrFetched(address, event.request))
})

async function fill() {
  const cache = await caches.open(CACHE)
  const asAnybody = { cache: 'no-cache', credentials: 'omit' }
  await cache.addAll(HELD.files.map((address) => new Request(address, asAnybody)))
  await self.skipWaiting()
}

async function takeOver() {
  const old = (await caches.keys()).filter((name) => name.startsWith('payback-phone-') && name !== CACHE)
  await Promise.all(old.map((name) => caches.delete(name)))
  await self.clients.claim()
}

// The page itself is the same whatever its query says.
function addressOf(request) {
  const { origin, pathname, search } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin) return ''
  return pathname === HELD.page ? pathname : pathname + search
}

async function heldOrFetched(address, request) {
  const cache = await caches.open(CACHE)
  return (await cache.match(address, { ignoreVary: true })) ?? fetch(request)
}
