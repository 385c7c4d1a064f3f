/** `functionConfig`: what a function is asked to do. */
import * as E from 'fp-ts/lib/Either.js'
import { at, type JsonObject, nearest } from '../json.js'
import { groupOf, identity } from '../kube/identity.js'
import type { Leniency } from '../patch/leniency.js'
import { type Allowed, allowedWords } from '../patch/patch.js'
import { annotationOf, type Fault, fileOf } from './result.js'

/** `origin` is what messages call it: its file, or its kind and name. */
export interface FunctionConfig {
  readonly _tag: 'Kustomization' | 'ClearML' | 'ConfigMap'
  readonly data: JsonObject
  readonly origin: string
  /** What is no error of its patches. */
  readonly allow: ReadonlyArray<Allowed>
  readonly leniency: Leniency
}

/** `apiVersion` of the kind ClearML. */
export const clearmlVersion = 'clearml-manifests/v1'

/**
 * The kinds are Kustomization and Component of Kustomize, our ClearML, and ConfigMap, which kpt makes of `-- key=value`.
 * Fails for others, and for annotations of ours that say something else than they can.
 */
export const functionConfigOf = (data: JsonObject | null): E.Either<ReadonlyArray<Fault>, FunctionConfig> => {
  if (data === null) return E.left([{ message: `<stdin>: there is no functionConfig; expected ${KINDS}` }])
  const origin = originOf(data)
  const _tag = tagOf(data)
  const allow = wordsOf(annotationOf(data, ALLOW))
  const strict = annotationOf(data, STRICT)
  const fault = (message: string, key?: string): Fault => ({
    message: `${origin}: ${message}`,
    ...(key === undefined ? {} : { path: ['metadata', 'annotations', key] }),
  })
  const faults = [
    ...(_tag === undefined ? [fault(`expected ${KINDS}`)] : []),
    ...allow.filter((word) => !isAllowed(word)).map((word) => fault(`${ALLOW}: ${unknown(word)}`, ALLOW)),
    ...unknownAnnotations(data).map((key) =>
      fault(`${key}: no such annotation; there are ${ALLOW} and ${STRICT}`, key),
    ),
    ...(strict === undefined || strict === 'kustomize'
      ? []
      : [fault(`${STRICT}: expected kustomize, got ${JSON.stringify(strict)}`, STRICT)]),
  ]
  if (faults.length > 0 || _tag === undefined) return E.left(faults)
  const leniency = strict === undefined ? 'strict' : 'kustomize'
  return E.right({ _tag, data, origin, allow: allow.filter(isAllowed), leniency })
}

const KINDS =
  `kind Kustomization (kustomize.config.k8s.io/v1beta1), Component (kustomize.config.k8s.io/v1alpha1), ` +
  `ClearML (${clearmlVersion}), or ConfigMap (v1)`

const ALLOW = 'clearml-manifests/allow'
const STRICT = 'clearml-manifests/strict'

const originOf = (data: JsonObject): string => {
  const { kind, name } = identity(data)
  return (
    fileOf(data) ?? ['functionConfig', [kind, name].filter((one) => one !== '').join('/')].join(' ').trim()
  )
}

const tagOf = (data: JsonObject): FunctionConfig['_tag'] | undefined => {
  const { apiVersion, kind } = data
  if (kind === 'ConfigMap' && apiVersion === 'v1') return 'ConfigMap'
  if (kind === 'ClearML' && apiVersion === clearmlVersion) return 'ClearML'
  const isKustomize = typeof apiVersion === 'string' && groupOf(apiVersion) === 'kustomize.config.k8s.io'
  return isKustomize && (kind === 'Kustomization' || kind === 'Component') ? 'Kustomization' : undefined
}

const wordsOf = (text: string | undefined): ReadonlyArray<string> =>
  (text ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')

const isAllowed = (word: string): word is Allowed => allowedWords.some((one) => one === word)

const unknown = (word: string): string => {
  const near = nearest(word, allowedWords)
  const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `there are ${allowedWords.join(', ')}`
  return `no such word ${JSON.stringify(word)}; ${hint}`
}

const unknownAnnotations = (data: JsonObject): ReadonlyArray<string> =>
  Object.keys(at(data, ['metadata', 'annotations']) ?? {}).filter(
    (key) => key.startsWith('clearml-manifests/') && key !== ALLOW && key !== STRICT,
  )
