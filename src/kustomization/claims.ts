/** Claims of data: what would start on an empty volume if it had another name. */
import { at, get, isArray, isObject, type JsonObject } from '../json.js'
import { originalIdOf, type ResId, type Resource, resIdOf } from '../patch/resource.js'
import type { Place } from '../position.js'
import type { KustomizationError } from './error.js'

/** The names under which data of `before` are found that are not in `after`, each with how they went. */
export const lostClaims = (
  before: ReadonlyArray<Resource>,
  after: ReadonlyArray<Resource>,
  place: Place,
): ReadonlyArray<KustomizationError> => {
  const claims = new Set(after.flatMap(({ manifest }) => claimsOf(manifest)))
  const lost = before.filter(({ manifest }) => claimsOf(manifest).some((claim) => !claims.has(claim)))
  if (lost.length === 0) return []
  const present = new Set(after.map((resource) => idText(originalIdOf(resource))))
  return lost.map((resource): KustomizationError => {
    const change = present.has(idText(originalIdOf(resource))) ? 'renamed' : 'removed'
    return { _tag: 'DataClaim', place, path: [], object: resIdOf(resource.manifest), change }
  })
}

const idText = ({ group, kind, name, namespace = '' }: ResId): string =>
  [group, kind, namespace, name].join('/')

/** What a manifest claims: itself, or what a StatefulSet makes of its templates. */
const claimsOf = (manifest: JsonObject): ReadonlyArray<string> => {
  const { kind, metadata = null } = manifest
  const name = isObject(metadata) ? String(get(metadata, 'name')) : ''
  if (kind === 'PersistentVolumeClaim' || kind === 'PersistentVolume') return [`${kind}/${name}`]
  const templates = kind === 'StatefulSet' ? (at(manifest, ['spec', 'volumeClaimTemplates']) ?? []) : []
  return isArray(templates)
    ? templates.map(
        (template) => `PersistentVolumeClaim/${String(at(template, ['metadata', 'name']))}-${name}-`,
      )
    : []
}
