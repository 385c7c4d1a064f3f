import { get, type JsonObject, type Path } from '../json.js'
import { object, objects, text } from './field.js'
import type { Fault } from './finding.js'
import type { Stream, StreamObject } from './stream.js'

/**
 * Nothing that Kubernetes never changes holds what a later release will change: a later apply would be refused. Selectors
 * of workloads, claim templates of a StatefulSet, the data of an immutable ConfigMap or Secret, the template of a Job, a
 * Pod; and no name is generated, since apply finds what it changes by name.
 *
 * Source: the `Validate…Update` functions of `pkg/apis/{apps,batch,core}/validation` of k8s.io/kubernetes.
 */
export const immutable = (stream: Stream): ReadonlyArray<Fault> =>
  stream.objects.flatMap((one) => [...generatedName(one), ...ofKind(one)])

const ofKind = (one: StreamObject): ReadonlyArray<Fault> => {
  switch (`${one.identity.group}/${one.identity.kind}`) {
    case 'apps/StatefulSet':
      return [...selectorFaults(one), ...claimFaults(one)]
    case 'apps/DaemonSet':
    case 'apps/Deployment':
    case 'apps/ReplicaSet':
      return selectorFaults(one)
    case '/ConfigMap':
    case '/Secret':
      return get(one.manifest, 'immutable') === true && isFixed(one)
        ? [{ _tag: 'ImmutableData', object: one.identity, path: ['immutable'] }]
        : []
    case 'batch/Job':
      return jobFaults(one)
    case '/Pod':
      return isFixed(one) ? [{ _tag: 'FixedTemplate', object: one.identity, path: ['spec'] }] : []
    default:
      return []
  }
}

const generatedName = (one: StreamObject): ReadonlyArray<Fault> => {
  const metadata = object(one.manifest, 'metadata') ?? {}
  if (text(metadata, 'generateName') === undefined || one.identity.name !== '' || isReplaced(one)) return []
  return [{ _tag: 'GeneratedName', object: one.identity, path: ['metadata', 'generateName'] }]
}

const selectorFaults = (one: StreamObject): ReadonlyArray<Fault> => {
  const selector = object(object(one.manifest, 'spec') ?? {}, 'selector') ?? {}
  const path = ['spec', 'selector']
  return [
    ...changing(one, object(selector, 'matchLabels'), [...path, 'matchLabels']),
    ...objects(selector, 'matchExpressions').flatMap(([index, expression]): ReadonlyArray<Fault> => {
      const label = text(expression, 'key') ?? ''
      const at = [...path, 'matchExpressions', index, 'key']
      return CHANGING.has(label) ? [{ _tag: 'ChangingLabel', object: one.identity, path: at, label }] : []
    }),
  ]
}

const claimFaults = (one: StreamObject): ReadonlyArray<Fault> =>
  objects(object(one.manifest, 'spec') ?? {}, 'volumeClaimTemplates').flatMap(([index, template]) =>
    ['labels', 'annotations'].flatMap((key) =>
      changing(one, object(object(template, 'metadata') ?? {}, key), [
        'spec',
        'volumeClaimTemplates',
        index,
        'metadata',
        key,
      ]),
    ),
  )

/** `version: v1` of `reviews-v1` stays as it is: the next version is another workload. */
const changing = (one: StreamObject, labels: JsonObject = {}, path: Path): ReadonlyArray<Fault> =>
  Object.entries(labels).flatMap(
    ([label, value]): ReadonlyArray<Fault> =>
      CHANGING.has(label) && !(typeof value === 'string' && one.identity.name.endsWith(`-${value}`))
        ? [{ _tag: 'ChangingLabel', object: one.identity, path: [...path, label], label }]
        : [],
  )

/** Labels that say a release, or what Kubernetes makes anew for each change. */
const CHANGING: ReadonlySet<string> = new Set([
  'app.kubernetes.io/version',
  'appVersion',
  'chart',
  'controller-revision-hash',
  'controller-uid',
  'batch.kubernetes.io/controller-uid',
  'helm.sh/chart',
  'helm.sh/revision',
  'pod-template-generation',
  'pod-template-hash',
  'release-version',
  'revision',
  'version',
])

/** A Job that is deleted after its time is made anew by a later apply. Not even a suspended one takes another template. */
const jobFaults = (one: StreamObject): ReadonlyArray<Fault> => {
  const lives = get(object(one.manifest, 'spec') ?? {}, 'ttlSecondsAfterFinished')
  if (typeof lives === 'number' || !isFixed(one)) return []
  return [{ _tag: 'FixedTemplate', object: one.identity, path: ['spec', 'template'] }]
}

const isFixed = (one: StreamObject): boolean =>
  one.identity.name !== '' && !namesItsContent(one.identity.name) && !isReplaced(one)

/** Ends in a hash, of hexadecimal digits or of the letters that Kubernetes makes names of, or in a version. */
const namesItsContent = (name: string): boolean =>
  /-((?=[a-f]*\d)[0-9a-f]{6,64}|[2-9bcdfghjklmnpqrstvwxz]{8,10}|v?\d+([.-]\d+)*)$/.test(name)

/** Hooks of Helm and Argo CD, and what Argo CD or Flux may replace, are deleted and made anew. */
const isReplaced = ({ manifest }: StreamObject): boolean => {
  const annotations = object(object(manifest, 'metadata') ?? {}, 'annotations')
  if (annotations === undefined) return false
  return (
    HOOKS.some((key) => text(annotations, key) !== undefined) ||
    (text(annotations, 'argocd.argoproj.io/sync-options') ?? '').includes('Replace=true') ||
    text(annotations, 'kustomize.toolkit.fluxcd.io/force')?.toLowerCase() === 'enabled'
  )
}

const HOOKS = ['helm.sh/hook', 'argocd.argoproj.io/hook']
