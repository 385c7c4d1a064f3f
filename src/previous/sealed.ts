/**
 * ConfigMaps and Secrets that say `immutable: true`, and the type of a Secret. Source: `ValidateConfigMapUpdate` and
 * `ValidateSecretUpdate` in pkg/apis/core/validation/validation.go of Kubernetes.
 */
import { at, equal, get, isObject, type Json, type JsonObject, type Path } from '../json.js'
import { object } from '../lint/field.js'
import type { Pair } from './comparison.js'
import { difference } from './difference.js'
import type { PreviousFault } from './finding.js'
import { type Check, changed, every, immutable } from './immutable.js'

export const configMap: Check = (pair) =>
  sealed(pair, () => [...immutable({ path: ['data'] })(pair), ...immutable({ path: ['binaryData'] })(pair)])

/** The values of a Secret are in no fault. */
export const secret: Check = every(immutable({ path: ['type'], standard: 'Opaque' }), (pair) =>
  sealed(pair, () => {
    const before = stored(pair.before.manifest)
    // `stringData` is only written: what came by it stays when it is left out.
    const kept = encoded(object(pair.before.manifest, 'stringData') ?? {})
    const found = difference(before, { ...kept, ...stored(pair.after.manifest) }, undefined, ['data'])
    return found === undefined ? [] : [changed(pair, found, undefined, undefined)]
  }),
)

const IMMUTABLE: Path = ['immutable']

/** Nothing may be opened again, and nothing in it may change. */
const sealed = (pair: Pair, data: () => ReadonlyArray<PreviousFault>): ReadonlyArray<PreviousFault> => {
  if (at(pair.before.manifest, IMMUTABLE) !== true) return []
  const would = at(pair.after.manifest, IMMUTABLE)
  const found = data()
  if (found.length > 0 || equal(would ?? null, true)) return found
  return [changed(pair, IMMUTABLE, true, would)]
}

/** What the server keeps of a Secret, in base64. */
const stored = (manifest: JsonObject): JsonObject => ({
  ...(object(manifest, 'data') ?? {}),
  ...encoded(object(manifest, 'stringData') ?? {}),
})

const encoded = (texts: JsonObject): JsonObject =>
  Object.fromEntries(Object.keys(texts).map((key) => [key, base64(get(texts, key) ?? null)]))

/** Of UTF-8. */
const base64 = (value: Json): Json =>
  typeof value !== 'string' || isObject(value)
    ? value
    : btoa(
        encodeURIComponent(value.replace(/\p{Surrogate}/gu, '\ufffd')).replace(/%(..)/g, (_, hex: string) =>
          String.fromCharCode(Number.parseInt(hex, 16)),
        ),
      )
