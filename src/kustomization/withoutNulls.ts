/** Null in a kustomization.yaml, which Kustomize takes for what is not there. */
import { isObject } from '../json.js'
import type { Kustomization } from './kustomization.js'

/**
 * The same without null, which its types do not have, but what was read may: a field that is null is left out, and so is
 * one of an entry; a label or annotation that is null is an empty text, and so is a name that is needed. Twice is once.
 * Null among the items of a list is refused before (`fieldErrors`).
 */
export const withoutNulls = (kustomization: Kustomization): Kustomization => ({
  ...kustomization,
  ...Object.fromEntries(
    FIELDS.flatMap((field) => {
      const value = kustomization[field] ?? null
      return value === null ? [] : [[field, settled(value, field)] as const]
    }),
  ),
})

/** Those that hold maps as they were written. Patches, resources and components are read with more care. */
const FIELDS = [
  ...(['labels', 'commonLabels', 'commonAnnotations', 'replicas', 'images', 'replacements'] as const),
  ...(['configMapGenerator', 'secretGenerator', 'generatorOptions', 'sortOptions'] as const),
]

/** Maps of text, wherever they are; `labels` of a kustomization is a list. */
const TEXT_MAPS = ['pairs', 'labels', 'annotations', 'commonLabels', 'commonAnnotations']

/** The text without which an item of a list is none. */
const NEEDED: Readonly<Record<string, string>> = { images: 'name', replicas: 'name', fields: 'path' }

const settled = (value: unknown, key: string): unknown => {
  if (Array.isArray(value)) {
    const needed = NEEDED[key]
    return value.map((item) => {
      const one = settled(item, '')
      return needed === undefined || !isObject(one) ? one : { [needed]: '', ...one }
    })
  }
  if (!isObject(value) || ArrayBuffer.isView(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, one]) =>
      one !== null ? [[name, settled(one, name)]] : TEXT_MAPS.includes(key) ? [[name, '']] : [],
    ),
  )
}
