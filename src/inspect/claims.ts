/** The storage that is claimed. */
import { at, get, isObject, type Json, type JsonObject } from '../json.js'
import { identity, showIdentity } from '../kube/identity.js'
import { object, objects, text } from '../lint/field.js'
import { type Amount, amountOf } from './amount.js'

export interface Claim {
  /** `PersistentVolumeClaim/NAME`, or what makes one for each of its pods, and the name of its template. */
  readonly of: string
  readonly count: number
  /** Of each one; `undefined`: it does not say. */
  readonly size: Amount | undefined
  /** `null`: that of the cluster's default. */
  readonly storageClass: string | null
  readonly accessModes: ReadonlyArray<string>
}

/** The claims of a manifest, itself one or a workload with `replicas` pods that makes some. */
export const claimsOf = (manifest: JsonObject, replicas: number): ReadonlyArray<Claim> => {
  const of = showIdentity(identity(manifest))
  if (of.startsWith('PersistentVolumeClaim/')) return [claim(of, 1, manifest)]
  const templates = objects(object(manifest, 'spec') ?? {}, 'volumeClaimTemplates')
  const volumes = at(manifest, ['spec', 'template', 'spec'])
  return [
    ...templates.map(([, template]) => claim(named(of, identity(template).name), replicas, template)),
    ...(isObject(volumes) ? objects(volumes, 'volumes') : []).flatMap(([, volume]) => {
      const template = at(volume, ['ephemeral', 'volumeClaimTemplate'])
      return isObject(template) ? [claim(named(of, text(volume, 'name') ?? ''), replicas, template)] : []
    }),
  ]
}

const named = (of: string, template: string): string => `${of}: ${template}`

const claim = (of: string, count: number, manifest: JsonObject): Claim => {
  const spec = object(manifest, 'spec') ?? {}
  return {
    of,
    count,
    size: amountOf(at(spec, ['resources', 'requests', 'storage'])),
    storageClass: text(spec, 'storageClassName') ?? null,
    accessModes: texts(get(spec, 'accessModes')),
  }
}

const texts = (list: Json | undefined): ReadonlyArray<string> =>
  Array.isArray(list) ? list.filter((item) => typeof item === 'string') : []
