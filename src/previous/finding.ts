/** What a stream would do to the one that is applied today: refused changes, and data that is lost or left behind. */
import { isArray, isObject, type Json, type Path, showPath } from '../json.js'
import { type Identity, showIdentity } from '../kube/identity.js'

/** What a mount shows: a claim, a template of claims, a place outside Kubernetes, or nothing that outlives the pod. */
export interface Mounted {
  readonly kind: 'claim' | 'claimTemplate' | 'place' | 'nothing'
  /** The claim's name, the template's name, `nfs 10.0.0.5:/exports`, or `emptyDir`. */
  readonly name: string
  readonly subPath?: string
}

/** What a rule has found: where it stands, and what is needed to say it. Data, no prose. */
export type PreviousFault = {
  /** As it is named in the previous stream. */
  readonly object: Identity
  /** Of the field inside `object`. */
  readonly path: Path
} & (
  | /** The API server refuses the change. A value that was not there is absent; one that may be a secret is never there. */
  { readonly _tag: 'ImmutableField'; readonly was?: Json; readonly would?: Json }
  /** The previous stream did not say the field, so that the cluster has chosen a value, and only that one is taken. */
  | { readonly _tag: 'ChosenByCluster'; readonly would: Json }
  /** The cluster has filled `path` in, keeps it, and refuses it beside what would stand at `beside`. */
  | { readonly _tag: 'Leftover'; readonly beside: Path }
  /** Quantities. */
  | { readonly _tag: 'ClaimShrinks'; readonly was: Json; readonly would: Json }
  /** Only a class that says `allowVolumeExpansion` lets its claims grow; '' is a claim without a class. */
  | {
      readonly _tag: 'ClaimCannotGrow'
      readonly was: Json
      readonly would: Json
      readonly storageClass: string
    }
  /** Not in the new stream: what it holds, or makes, would be left unused, or deleted by what prunes. */
  | { readonly _tag: 'DataGone'; readonly volume?: string }
  /** A container starts on something else. `container` is its name. */
  | {
      readonly _tag: 'OtherMount'
      readonly container: string
      readonly mountPath: string
      readonly was: Mounted
      readonly would: Mounted
    }
  /** `other` has its name and its data, and does not take its place: both would run. */
  | { readonly _tag: 'OtherKind'; readonly other: Identity; readonly was: Mounted }
  /** A volume that is kept for another claim; `namespace/name`. */
  | { readonly _tag: 'OtherClaim'; readonly was: string; readonly would?: string }
  /** Data that stayed when its owner was deleted would be deleted with it. */
  | { readonly _tag: 'DeletesData'; readonly was: string; readonly would: string }
  /** Images, of what does not start on data that a newer version has written. */
  | { readonly _tag: 'OlderImage'; readonly was: string; readonly would: string }
  /** Everything is made anew in another namespace. `object` is the old one. */
  | { readonly _tag: 'OtherNamespace'; readonly would: string; readonly data: ReadonlyArray<Identity> }
  /** The annotations, each as `key: value`. */
  | { readonly _tag: 'NotKept'; readonly annotations: ReadonlyArray<string> }
)

/** The rules, by the words that their users ignore them with. */
export type PreviousRule = 'immutableFields' | 'dataLoss'

/** A fault with the rule that found it. */
export type PreviousFinding = PreviousFault & { readonly rule: PreviousRule }

/** Why a stream cannot be the one before. `place` is the first manifest without a kind or name, from 0. */
export type NotPrevious =
  | { readonly _tag: 'NoManifests' }
  | { readonly _tag: 'NotAManifest'; readonly place: number }
  | { readonly _tag: 'NothingInCommon'; readonly objects: number }

/** Why it cannot be, in words. */
export const showNotPrevious = (error: NotPrevious): string => {
  switch (error._tag) {
    case 'NoManifests':
      return 'there is no manifest in it; expected the stream that is applied today'
    case 'NotAManifest':
      return `document ${error.place + 1} has no apiVersion, kind or metadata.name; expected the stream that is applied today`
    case 'NothingInCommon':
      return `none of its ${error.objects} objects is in the stream that was built; expected the stream that is applied today, with the same --part`
  }
}

/** One line: object, field, what would happen, what to do instead; the id of the rule. */
export const showPreviousFinding = (finding: PreviousFinding): string => {
  const { object, path, rule } = finding
  return `${showIdentity(object)}${path.length === 0 ? '' : ` ${showPath(path)}`}: ${what(finding)} [${rule}]`
}

const what = (finding: PreviousFault): string => {
  switch (finding._tag) {
    case 'ImmutableField':
      return `${change(finding.was, finding.would)}, which the API server refuses; ${remedy(finding.object)}`
    case 'ChosenByCluster':
      return (
        `was not set, so the cluster has chosen it, and ${show(finding.would)} is refused if it is not that choice; ` +
        `compare: kubectl get ${target(finding.object)} -o yaml`
      )
    case 'Leftover':
      return `was filled in by the API server, which keeps it, and refuses it beside the new ${showPath(finding.beside)}; ${remedy(finding.object)}`
    case 'ClaimShrinks':
      return `${change(finding.was, finding.would)}, and a claim cannot shrink; ${MOVE}`
    case 'ClaimCannotGrow':
      return (
        `${change(finding.was, finding.would)}, and ` +
        (finding.storageClass === ''
          ? 'a claim without a storage class cannot grow; leave it: the volume has the room that its server or disk has'
          : `the storage class ${show(finding.storageClass)} does not let claims grow; set its allowVolumeExpansion`)
      )
    case 'DataGone':
      return gone(finding.object, finding.volume)
    case 'OtherMount': {
      const { container, mountPath, was, would } = finding
      const now = would.name === '' ? 'nothing' : showMounted(would)
      return (
        `${show(mountPath)} of the container ${show(container)} was ${showMounted(was)} and would be ${now}: ` +
        'it starts without its data; copy it first, or keep the volume'
      )
    }
    case 'OtherKind':
      return (
        `would be a ${finding.other.kind}, and until the ${finding.object.kind} is deleted both write to ` +
        `${showMounted(finding.was)}; delete it before you apply: kubectl delete ${target(finding.object)}`
      )
    case 'OtherClaim':
      return `was kept for the claim ${show(finding.was)} and would be for ${finding.would === undefined ? 'any' : show(finding.would)}; make a volume of another name`
    case 'DeletesData':
      return `${change(finding.was, finding.would)}: the data would be deleted with its owner; keep ${show(finding.was)}`
    case 'OlderImage':
      return `${change(finding.was, finding.would)}, which is older, and does not read what the newer has written; keep the version, or restore a backup of before it`
    case 'OtherNamespace':
      return (
        `all would be made anew in the namespace ${show(finding.would)}, without the data of ` +
        `${finding.data.map((of) => showIdentity(of)).join(', ')}; keep the namespace, or copy the data first`
      )
    case 'NotKept':
      return `without ${finding.annotations.join(' and ')} a tool may delete it; keep what protects data`
  }
}

const gone = (object: Identity, volume: string | undefined): string => {
  switch (object.kind) {
    case 'CustomResourceDefinition':
      return 'is not in the stream any more; deleting it deletes all objects of its kind; keep it'
    case 'Namespace':
      return 'is not in the stream any more; what prunes deletes it with everything in it; keep it'
    case 'StatefulSet':
      return 'is not in the stream any more; the claims that it made stay behind unused; keep it, or copy their data first'
    default: {
      const both = volume === undefined ? '' : ` (nor PersistentVolume/${volume})`
      return `is not in the stream any more${both}; its data is left behind, or deleted by what prunes; keep it, or copy the data first`
    }
  }
}

const MOVE = 'keep it, or copy the data to a claim of another name'

/** What to do about a field that the server does not change, by kind. */
const remedy = (object: Identity): string => {
  switch (object.kind) {
    case 'PersistentVolumeClaim':
      return MOVE
    case 'PersistentVolume':
      return 'keep it, or copy the data, delete claim and volume, and apply again'
    case 'Secret':
    case 'ConfigMap':
      return 'give it another name, or delete it first'
    case 'CustomResourceDefinition':
      return 'deleting it would delete all objects of its kind: give the new one another name'
    case 'Job':
    case 'Pod':
      return `delete it first, and it runs again: kubectl delete ${target(object)}`
    default:
      return `delete it first, data stays: kubectl delete ${target(object)}`
  }
}

const target = ({ kind, name, namespace }: Identity): string =>
  `${kind.toLowerCase()}/${name}${namespace === undefined ? '' : ` -n ${namespace}`}`

const showMounted = ({ kind, name, subPath }: Mounted): string => {
  const below = subPath === undefined ? '' : `, subPath ${show(subPath)}`
  switch (kind) {
    case 'claim':
      return `the claim ${show(name)}${below}`
    case 'claimTemplate':
      return `a claim of the template ${show(name)}${below}`
    case 'place':
      return `${name}${below}`
    case 'nothing':
      return `an ${name}`
  }
}

const change = (was: Json | undefined, would: Json | undefined): string => {
  if (was === undefined && would === undefined) return 'would change'
  if (was === undefined) return `was not set and would be ${show(would)}`
  return would === undefined
    ? `was ${show(was)} and would be taken away`
    : `was ${show(was)} and would be ${show(would)}`
}

/** A value as an error shows it: on one line, and not all of it. */
const show = (value: Json | undefined): string => {
  const text = JSON.stringify(value) ?? 'nothing'
  if (text.length <= 160) return text
  return isArray(value) ? `a list of ${value.length}` : isObject(value) ? 'a map' : `${text.slice(0, 157)}…`
}
