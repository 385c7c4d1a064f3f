/** One patch on one manifest. */
import * as E from 'fp-ts/lib/Either.js'
import { at, get, isObject, type Json, type JsonObject, type Path } from '../json.js'
import { withPodTemplates } from './customFields.js'
import type { MergeFault } from './directive.js'
import type { PatchMetaOf } from './fields.js'
import { jsonPatch, type OperationError } from './jsonPatch.js'
import { kustomizeMerge } from './kustomizeMerge.js'
import type { Leniency } from './leniency.js'
import { mergePatch } from './mergePatch.js'
import type { ChangeOptions, Patch } from './patch.js'
import { put } from './put.js'
import { strategicMerge } from './strategicMerge.js'

export type Fault =
  | { readonly _tag: 'InvalidMerge'; readonly fault: MergeFault }
  | { readonly _tag: 'InvalidOperation'; readonly fault: OperationError }
  | { readonly _tag: 'LostIdentity'; readonly path: Path }

/** What becomes of a manifest; with faults, it is as it was. */
export interface Outcome {
  /** `undefined`: deleted. */
  readonly manifest: JsonObject | undefined
  /** What the patch would delete and is not there: paths in the patch. */
  readonly missing: ReadonlyArray<Path>
  readonly faults: ReadonlyArray<Fault>
  /** Whether it is to be found by its name before, too. */
  readonly mayRename: boolean
}

/**
 * As in Kustomize a merge changes neither apiVersion nor namespace, and name and kind only where the options say so; a
 * JSON patch can change all of them.
 */
export const onManifest = (
  manifest: JsonObject,
  patch: Patch,
  { leniency, fields }: { readonly leniency: Leniency; readonly fields: PatchMetaOf },
): Outcome => {
  const failed = (...faults: ReadonlyArray<Fault>): Outcome => ({
    manifest,
    missing: [],
    faults,
    mayRename: false,
  })
  if (patch._tag === 'JsonPatch') {
    const patched = jsonPatch(manifest, patch.operations, leniency)
    if (E.isLeft(patched)) return failed({ _tag: 'InvalidOperation', fault: patched.left })
    const lost = lostIdentity(patched.right)
    if (lost !== undefined || !isObject(patched.right))
      return failed({ _tag: 'LostIdentity', path: lost ?? [] })
    // The older field forgets the name before.
    const mayRename = leniency === 'strict' || patch.field === undefined
    return { manifest: withoutEmptyAnnotations(patched.right), missing: [], faults: [], mayRename }
  }
  const { options = {} } = patch
  const mayRename = options.allowNameChange === true || options.allowKindChange === true
  const done = (merged: JsonObject | undefined, missing: ReadonlyArray<Path>): Outcome => ({
    manifest:
      merged === undefined ? undefined : withoutEmptyAnnotations(sameObject(merged, manifest, options)),
    missing,
    faults: [],
    mayRename,
  })
  if (patch._tag === 'MergePatch') {
    const merged = mergePatch(manifest, patch.patch)
    return done(isObject(merged) ? merged : undefined, [])
  }
  const faultsOf = (faults: ReadonlyArray<MergeFault>): Outcome =>
    failed(...faults.map((fault): Fault => ({ _tag: 'InvalidMerge', fault })))
  return leniency === 'kustomize'
    ? E.match(faultsOf, (merged: JsonObject | undefined) => done(merged, []))(
        kustomizeMerge(manifest, isCopied(patch) ? withNullTexts(patch.patch) : patch.patch, fields),
      )
    : E.match(faultsOf, (merged: { manifest: JsonObject | undefined; missing: ReadonlyArray<Path> }) =>
        done(merged.manifest, merged.missing),
      )(
        strategicMerge(
          manifest,
          patch.patch,
          options.podTemplates === true ? withPodTemplates(fields) : fields,
        ),
      )
}

/** Kustomize copies a patch for each of the objects that it looks for. */
const isCopied = ({ target, field }: Patch): boolean => target !== undefined || field !== undefined

/** In such a copy the null of a label or annotation has become the text, and a map of none is gone. */
const withNullTexts = (patch: JsonObject): JsonObject =>
  ['labels', 'annotations'].reduce((now, field) => {
    const map = at(now, ['metadata', field]) ?? null
    if (!isObject(map)) return now
    if (Object.keys(map).length === 0) return withoutMetadata(now, field)
    return Object.keys(map)
      .filter((key) => map[key] === null)
      .reduce((result, key) => put(result, ['metadata', field, key], 'null'), now)
  }, patch)

const withoutMetadata = (manifest: JsonObject, field: string): JsonObject => {
  const metadata = get(manifest, 'metadata') ?? null
  if (!isObject(metadata)) return manifest
  const { [field]: _, ...others } = metadata
  return { ...manifest, metadata: others }
}

const sameObject = (
  merged: JsonObject,
  manifest: JsonObject,
  { allowNameChange = false, allowKindChange = false }: ChangeOptions,
): JsonObject => {
  const before = get(manifest, 'metadata') ?? null
  const after = get(merged, 'metadata') ?? null
  const kept = isObject(before) ? before : {}
  const changed = isObject(after) ? after : {}
  const { namespace: _, ...others } = changed
  return {
    ...merged,
    ...own(manifest, 'apiVersion'),
    ...(allowKindChange ? {} : own(manifest, 'kind')),
    metadata: { ...others, ...(allowNameChange ? {} : own(kept, 'name')), ...own(kept, 'namespace') },
  }
}

const own = (object: JsonObject, key: string): JsonObject => {
  const value = get(object, key)
  return value === undefined ? {} : { [key]: value }
}

const lostIdentity = (value: Json): Path | undefined => {
  const isText = (path: Path): boolean => {
    const found = at(value, path)
    return typeof found === 'string' && found !== ''
  }
  return [['kind'], ['metadata', 'name']].find((path) => !isText(path))
}

/** Kustomize writes annotations anew, and none where the last one is removed. */
export const withoutEmptyAnnotations = (manifest: JsonObject): JsonObject => {
  const metadata = get(manifest, 'metadata') ?? null
  const annotations = isObject(metadata) ? get(metadata, 'annotations') : undefined
  if (!isObject(metadata) || annotations === undefined) return manifest
  if (annotations !== null && (!isObject(annotations) || Object.keys(annotations).length > 0)) return manifest
  return withoutMetadata(manifest, 'annotations')
}
