/** Objects that controllers make of what is in the stream: they will exist, though nobody has said what they hold. */
import { at, type JsonObject, type Path } from '../json.js'
import type { Identity } from '../kube/identity.js'
import { object, objects } from './field.js'

interface Maker {
  readonly kind: string
  /** Where the name of the made object is; the first path that leads to a name counts. */
  readonly name: ReadonlyArray<Path>
}

const OWN: Path = ['metadata', 'name']
const VAULT: Maker = { kind: 'Secret', name: [['spec', 'destination', 'name']] }

/** By `group/kind`. Source: the API references of these projects. */
const MAKERS: ReadonlyMap<string, Maker> = new Map<string, Maker>([
  ['bitnami.com/SealedSecret', { kind: 'Secret', name: [['spec', 'template', 'metadata', 'name'], OWN] }],
  ['cert-manager.io/Certificate', { kind: 'Secret', name: [['spec', 'secretName']] }],
  ['external-secrets.io/ExternalSecret', { kind: 'Secret', name: [['spec', 'target', 'name'], OWN] }],
  ['onepassword.com/OnePasswordItem', { kind: 'Secret', name: [OWN] }],
  ['secrets.hashicorp.com/VaultDynamicSecret', VAULT],
  ['secrets.hashicorp.com/VaultPKISecret', VAULT],
  ['secrets.hashicorp.com/VaultStaticSecret', VAULT],
  ['serving.knative.dev/Service', { kind: 'Service', name: [OWN] }],
  ['trust.cert-manager.io/Bundle', { kind: 'ConfigMap', name: [OWN] }],
])

/** `Kind/name` of what a manifest's controller makes; claims of a StatefulSet are the business of `isClaimOf`. */
export const madeBy = (manifest: JsonObject, { group, kind }: Identity): string | undefined => {
  const maker = MAKERS.get(`${group}/${kind}`)
  if (maker === undefined) return undefined
  for (const path of maker.name) {
    const name = at(manifest, path)
    if (typeof name === 'string') return `${maker.kind}/${name}`
  }
  return undefined
}

/** Whether a StatefulSet makes the claim: `<template>-<StatefulSet>-<ordinal>`. */
export const isClaimOf = (statefulSet: JsonObject, name: string, claim: string): boolean =>
  claimTemplates(statefulSet).some((template) => {
    const start = `${template}-${name}-`
    return claim.startsWith(start) && /^\d+$/.test(claim.slice(start.length))
  })

/** The names of a StatefulSet's `volumeClaimTemplates`, which are volumes of its pods. */
export const claimTemplates = (manifest: JsonObject): ReadonlyArray<string> => {
  const spec = object(manifest, 'spec')
  if (spec === undefined) return []
  return objects(spec, 'volumeClaimTemplates').flatMap(([, template]) => {
    const name = at(template, OWN)
    return typeof name === 'string' ? [name] : []
  })
}
