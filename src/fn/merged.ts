/** Generated objects among the items of a list. */
import { equal, get, isObject, type JsonObject } from '../json.js'
import { identity } from '../kube/identity.js'

/**
 * Each generated object in the place of the item with its identity, whose annotations of tools it gets; new ones last, in
 * their order; all other items as they are. An item that stays the same is the very same value, so doing this twice is
 * doing it once.
 */
export const merged = (
  items: ReadonlyArray<JsonObject>,
  generated: ReadonlyArray<JsonObject>,
): ReadonlyArray<JsonObject> => {
  const waiting = new Map(generated.map((manifest) => [keyOf(manifest), manifest]))
  const replaced = items.map((item) => {
    const key = keyOf(item)
    const manifest = waiting.get(key)
    if (manifest === undefined) return item
    waiting.delete(key)
    const now = withNotes(manifest, notesIn(item))
    return equal(now, item) ? item : now
  })
  return [...replaced, ...waiting.values()]
}

const keyOf = (manifest: JsonObject): string => {
  const { group, kind, namespace = '', name } = identity(manifest)
  return JSON.stringify([group, kind, namespace, name])
}

const notesIn = (item: JsonObject): JsonObject => {
  const metadata = get(item, 'metadata') ?? null
  const annotations = isObject(metadata) ? (get(metadata, 'annotations') ?? null) : null
  return Object.fromEntries(
    Object.entries(isObject(annotations) ? annotations : {}).filter(([key]) => isNote(key)),
  )
}

/** What an orchestrator writes to know an item again: of the functions specification, of kpt, of Kustomize. */
const isNote = (key: string): boolean =>
  key.startsWith('internal.config.kubernetes.io/') ||
  [
    'config.kubernetes.io/path',
    'config.kubernetes.io/index',
    'config.k8s.io/id',
    'kustomize.config.k8s.io/id',
  ].includes(key)

const withNotes = (manifest: JsonObject, notes: JsonObject): JsonObject => {
  if (Object.keys(notes).length === 0) return manifest
  const metadata = get(manifest, 'metadata') ?? null
  const known = isObject(metadata) ? metadata : {}
  const annotations = get(known, 'annotations') ?? null
  return {
    ...manifest,
    metadata: { ...known, annotations: { ...(isObject(annotations) ? annotations : {}), ...notes } },
  }
}
