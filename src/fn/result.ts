/** Results: what a function says about the items and its config, as the list that it writes holds it. */
import { at, type JsonObject, type Path, showPath } from '../json.js'
import { identity } from '../kube/identity.js'
import { apiVersionOf } from '../patch/resource.js'

/** What is wrong. The message says where, too; `path` is in the function config, `object` what it is about. */
export interface Fault {
  readonly message: string
  readonly path?: Path
  readonly object?: ResourceRef
}

/** An object by what tells it from others. */
export interface ResourceRef {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly namespace?: string
}

/**
 * Results about a function config, in the words of the KRM functions specification. A result that is about no other
 * object is about the config itself, and says its file where an annotation tells it.
 */
export const resultsOf = (
  faults: ReadonlyArray<Fault>,
  severity: 'error' | 'warning',
  config: JsonObject | null,
): ReadonlyArray<JsonObject> => {
  const file = config === null ? undefined : fileOf(config)
  return faults.map(({ message, path = [], object }) => {
    const about = object ?? (config === null ? undefined : referenceTo(config))
    return {
      message,
      severity,
      ...(about === undefined ? {} : { resourceRef: { ...about } }),
      ...(path.length === 0 ? {} : { field: { path: showPath(path) } }),
      ...(file === undefined ? {} : { file: { path: file } }),
    }
  })
}

/** Of what has no name, nothing. */
export const referenceTo = (object: JsonObject): ResourceRef | undefined => {
  const { kind, name, namespace } = identity(object)
  if (kind === '' || name === '') return undefined
  const reference = { apiVersion: apiVersionOf(object), kind, name }
  return namespace === undefined ? reference : { ...reference, namespace }
}

/** The file of an object, from the annotations that kpt and Kustomize give it. */
export const fileOf = (object: JsonObject): string | undefined =>
  annotationOf(object, 'internal.config.kubernetes.io/path') ??
  annotationOf(object, 'config.kubernetes.io/path')

export const annotationOf = (object: JsonObject, key: string): string | undefined => {
  const value = at(object, ['metadata', 'annotations', key])
  return typeof value === 'string' ? value : undefined
}
