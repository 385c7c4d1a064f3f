/** A ResourceList: what a KRM function reads and writes. */
import * as E from 'fp-ts/lib/Either.js'
import { get, isArray, isObject, type Json, type JsonObject } from '../json.js'
import { groupOf } from '../kube/identity.js'
import { apiVersionOf } from '../patch/resource.js'
import { annotationOf, type Fault } from './result.js'

/** `data` is the list as it came in. */
export interface ResourceList {
  readonly data: JsonObject
  readonly items: ReadonlyArray<JsonObject>
  readonly functionConfig: JsonObject | null
}

/** Versions of the KRM functions specification. */
const VERSIONS: ReadonlyArray<string> = ['v1', 'v1beta1', 'v1alpha1'].map(
  (version) => `config.kubernetes.io/${version}`,
)

/** Reads one document, strictly. Fails with all that is wrong. */
export const resourceListOf = (document: Json): E.Either<ReadonlyArray<Fault>, ResourceList> => {
  if (!isObject(document) || get(document, 'kind') !== 'ResourceList') {
    const found = isObject(document) ? `kind ${JSON.stringify(get(document, 'kind') ?? null)}` : 'no map'
    return E.left([
      { message: `<stdin>: expected a ResourceList, which kustomize and kpt hand a function, got ${found}` },
    ])
  }
  const items = get(document, 'items') ?? []
  const functionConfig = get(document, 'functionConfig') ?? null
  const faults: Fault[] = []
  if (!VERSIONS.includes(apiVersionOf(document))) {
    faults.push({ message: `<stdin>: apiVersion: expected one of ${VERSIONS.join(', ')}` })
  }
  if (!isArray(items)) faults.push({ message: '<stdin>: items: expected a list' })
  else {
    for (const [i, item] of items.entries()) {
      if (!isObject(item)) faults.push({ message: `<stdin>: items[${i}]: expected an object` })
    }
  }
  if (functionConfig !== null && !isObject(functionConfig)) {
    faults.push({ message: '<stdin>: functionConfig: expected an object' })
  }
  return faults.length > 0 || !isArray(items) || (functionConfig !== null && !isObject(functionConfig))
    ? E.left(faults)
    : E.right({ data: document, items: items.filter(isObject), functionConfig })
}

/** Whether an object is for tools alone: what a cluster never sees, and a function leaves as it is. */
export const isForTools = (item: JsonObject): boolean => isLocal(item) || isTool(item)

/** Whether an object is the config of a tool: of kpt, of Kustomize, or ours. */
export const isTool = (item: JsonObject): boolean => TOOLS.includes(groupOf(apiVersionOf(item)))

const TOOLS: ReadonlyArray<string> = ['kpt.dev', 'kustomize.config.k8s.io', 'clearml-manifests']

/** As Kustomize judges it: any text but `false`. */
export const isLocal = (item: JsonObject): boolean => {
  const said = annotationOf(item, 'config.kubernetes.io/local-config')
  return said !== undefined && said !== 'false'
}
