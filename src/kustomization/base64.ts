/** Base64 of bytes, as Kustomize writes it. */

/** Lines of 70 characters, each with its end, where there would be more than 69: the length at which Kustomize wraps. */
export const wrappedBase64 = (bytes: Uint8Array): string => {
  const text = base64(bytes)
  return text.length < LINE ? text : text.replace(/.{1,70}/g, (line) => `${line}\n`)
}

const LINE = 70

const base64 = (bytes: Uint8Array): string => {
  const parts: string[] = []
  for (let i = 0; i < bytes.length; i += CHUNK) {
    parts.push(String.fromCharCode(...bytes.subarray(i, i + CHUNK)))
  }
  return btoa(parts.join(''))
}

/** Few enough to be the arguments of one call. */
const CHUNK = 8192
