/** A stream against the one that is applied today: what the API server would refuse, and what would lose data. */
import * as E from 'fp-ts/lib/Either.js'
import type { JsonObject } from '../json.js'
import { type Part, part } from '../kube/part.js'
import { streamOf } from '../lint/stream.js'
import { comparisonOf } from './comparison.js'
import { dataLoss } from './dataLoss.js'
import type { NotPrevious, PreviousFault, PreviousFinding, PreviousRule } from './finding.js'
import { immutableFields } from './immutableFields.js'

export type { Mounted, NotPrevious, PreviousFault, PreviousFinding, PreviousRule } from './finding.js'
export { showNotPrevious, showPreviousFinding } from './finding.js'

export interface PreviousOptions {
  /** The part of both streams that is compared: `all` by default. */
  readonly part?: Part
}

/**
 * What would go wrong if `manifests` were applied where `previous` is applied: rule by rule, each in the order of
 * `previous`. Only what is in `previous` is compared, so that one which is a part of a stream stands for this part; with
 * `part`, that part of both. Fails for what cannot be the stream before: nothing, no manifests, or manifests of something
 * else.
 *
 * Judges a server-side apply by the one owner of all fields, which takes away what `manifests` leave out. What a cluster has
 * filled in is known as far as Kubernetes' own defaults go.
 *
 * Laws: pure; never throws; a stream compared with itself has no findings.
 */
export const compareWithPrevious = (
  previous: ReadonlyArray<JsonObject>,
  manifests: ReadonlyArray<JsonObject>,
  options: PreviousOptions = {},
): E.Either<NotPrevious, ReadonlyArray<PreviousFinding>> => {
  const { objects } = streamOf(previous)
  if (objects.length === 0) return E.left({ _tag: 'NoManifests' })
  const place = objects.findIndex(({ identity: { kind, name } }) => kind === '' || name === '')
  if (place >= 0) return E.left({ _tag: 'NotAManifest', place })
  const { part: which = 'all' } = options
  const all = comparisonOf(partOf(which, previous), partOf(which, manifests))
  if (all.pairs.length === 0 && all.moves.length === 0) {
    return E.left({ _tag: 'NothingInCommon', objects: objects.length })
  }
  return E.right([...ruled('immutableFields', immutableFields(all)), ...ruled('dataLoss', dataLoss(all))])
}

const ruled = (rule: PreviousRule, faults: ReadonlyArray<PreviousFault>): ReadonlyArray<PreviousFinding> =>
  faults.map((fault) => ({ ...fault, rule }))

/** Of lists too. */
const partOf = (which: Part, manifests: ReadonlyArray<JsonObject>): ReadonlyArray<JsonObject> =>
  part(which)(streamOf(manifests).objects.map(({ manifest }) => manifest))
