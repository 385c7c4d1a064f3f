/** A patch: an entry of Kustomize's `patches`, parsed. */
import type { JsonObject } from '../json.js'
import type { Place, Positions } from '../position.js'
import type { Operation } from './operation.js'
import type { Target } from './target.js'

/**
 * What is an error unless it is allowed: a patch that finds no object, one that changes nothing, the change of an object
 * that claims data (a PersistentVolumeClaim, a PersistentVolume, a StatefulSet's templates), and a field that another
 * overlay has written otherwise.
 */
export const allowedWords = ['unmatched', 'noEffect', 'renamedClaim', 'removedClaim', 'conflict'] as const
export type Allowed = (typeof allowedWords)[number]

/**
 * Kustomize's `options` of a patch: whether it may give its objects another name or kind. `podTemplates` is ours:
 * whether what looks like a pod template inside a custom resource is merged as one (Kustomize replaces its lists).
 */
export interface ChangeOptions {
  readonly allowNameChange?: boolean
  readonly allowKindChange?: boolean
  readonly podTemplates?: boolean
}

/**
 * One change of finished manifests, in the words of `kubectl patch --type`: by strategic merge (what a list means is in
 * the schema), by merge (RFC 7386: lists are replaced), or by the operations of JSON 6902. A merge patch without a
 * target is for the one object of its own group, version, kind, name and namespace.
 */
export type Patch = {
  readonly place: Place
  /** Where each value of the patch stands. */
  readonly positions?: Positions
  readonly allow?: ReadonlyArray<Allowed>
  /** The field of a kustomization.yaml that it is from, which Kustomize carries out otherwise than `patches`. */
  readonly field?: 'patchesStrategicMerge' | 'patchesJson6902'
} & (
  | {
      readonly _tag: 'StrategicMergePatch' | 'MergePatch'
      readonly patch: JsonObject
      readonly target?: Target
      readonly options?: ChangeOptions
    }
  | { readonly _tag: 'JsonPatch'; readonly operations: ReadonlyArray<Operation>; readonly target: Target }
)
