/** The hash of the content at the end of a generated name, so that a change of content is a change of the name. */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { at, byCodePoint, get, isArray, isObject, type Json, type JsonObject } from '../json.js'
import { type Resource, remembered } from '../patch/resource.js'
import { scalarText } from './scalarText.js'

/** Every resource that is to have one, with the hash after its name: `clearml-config-6ct58987ht`. */
export const hashed = (resources: ReadonlyArray<Resource>): ReadonlyArray<Resource> =>
  resources.some(needsHash)
    ? resources.map((resource) => (needsHash(resource) ? renamed(resource) : resource))
    : resources

/**
 * Ten characters of a ConfigMap's `data` and `binaryData`, or a Secret's `type`, `data` and `stringData`: equal content has
 * equal hashes, whatever its name. Source: `hasher.Hasher` of sigs.k8s.io/kustomize/api.
 */
export const contentHash = (manifest: JsonObject): string => {
  const { kind = '' } = manifest
  const [always, others] = kind === 'Secret' ? SECRET : CONFIG_MAP
  const content = {
    kind,
    name: '', // looked for where no object has one
    ...Object.fromEntries(always.map((field) => [field, valueIn(get(manifest, field))])),
    ...Object.fromEntries(
      others.flatMap((field) => {
        const value = get(manifest, field)
        return isObject(value) ? [[field, value]] : []
      }),
    ),
  }
  const hex = bytesToHex(sha256(utf8ToBytes(goJson(content)))).slice(0, 10)
  return hex.replace(/[013ae]/g, (digit) => SAFE[digit] ?? digit)
}

const CONFIG_MAP = [['data'], ['binaryData']] as const
const SECRET = [['type', 'data'], ['stringData']] as const

/** No vowels, so no words, and none that looks like another. */
const SAFE: Readonly<Record<string, string>> = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' }

const needsHash = ({ manifest, generated }: Resource): boolean =>
  (generated?.needsHash === true || at(manifest, ASKED) === 'enabled') &&
  (manifest.kind === 'ConfigMap' || manifest.kind === 'Secret')

/** How Kustomize notes it, which a manifest can bring along. */
const ASKED = ['metadata', 'annotations', 'internal.config.kubernetes.io/needsHashSuffix']

const renamed = (resource: Resource): Resource => {
  const { manifest } = resource
  const metadata = get(manifest, 'metadata') ?? null
  if (!isObject(metadata)) return resource
  const name = `${scalarText(get(metadata, 'name') ?? '')}-${contentHash(manifest)}`
  return { ...remembered(resource), manifest: { ...manifest, metadata: { ...metadata, name } } }
}

const valueIn = (value: Json | undefined): Json =>
  value === undefined ? '' : isObject(value) ? value : isArray(value) ? null : scalarText(value)

/** As Go's encoding/json writes it: keys in order, and what HTML or JavaScript could misread escaped. */
const goJson = (value: Json): string => {
  if (isArray(value)) return `[${value.map(goJson).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, escaped)
  const entries = Object.entries(value).sort(([a], [b]) => byCodePoint(a, b))
  return `{${entries.map(([key, item]) => `${goJson(key)}:${goJson(item)}`).join(',')}}`
}

const escaped = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`
