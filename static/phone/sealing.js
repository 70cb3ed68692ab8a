// Sealing: AES-GCM with a key that scripts can use and cannot read back.
// What a seal is about (whose it is, which record) is bound to it: it opens nowhere else.
const ALGORITHM = 'AES-GCM'

export function keyOf(base64) {
  const raw = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
  return crypto.subtle.importKey('raw', raw, ALGORITHM, false, ['encrypt', 'decrypt'])
}

export async function seal(key, about, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const how = { name: ALGORITHM, iv, additionalData: bytes(about) }
  return { iv, data: await crypto.subtle.encrypt(how, key, bytes(JSON.stringify(value))) }
}

export async function unseal(key, about, { iv, data }) {
  const how = { name: ALGORITHM, iv, additionalData: bytes(about) }
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, key, data)))
}

function bytes(text) {
  return new TextEncoder().encode(text)
}
