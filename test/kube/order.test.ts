import fc from 'fast-check'
import t from 'tap'
import type { JsonObject } from '../../src/json.js'
import { identity, showIdentity } from '../../src/kube/identity.js'
import { order } from '../../src/kube/order.js'

const manifest = (apiVersion: string, kind: string, name: string, namespace?: string): JsonObject => ({
  apiVersion,
  kind,
  metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
})

const shown = (manifests: ReadonlyArray<JsonObject>): ReadonlyArray<string> =>
  manifests.map((one) => showIdentity(identity(one), 'namespace'))

t.test('what others need comes first, what exposes them later, webhooks last', async (t) => {
  const wanted = [
    manifest('v1', 'Namespace', 'ml'),
    manifest('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'a'),
    manifest('scheduling.k8s.io/v1', 'PriorityClass', 'a'),
    manifest('storage.k8s.io/v1', 'StorageClass', 'a'),
    manifest('v1', 'PersistentVolume', 'a'),
    manifest('v1', 'ServiceAccount', 'a'),
    manifest('rbac.authorization.k8s.io/v1', 'Role', 'a'),
    manifest('rbac.authorization.k8s.io/v1', 'ClusterRole', 'a'),
    manifest('rbac.authorization.k8s.io/v1', 'RoleBinding', 'a'),
    manifest('v1', 'Secret', 'a'),
    manifest('v1', 'ConfigMap', 'a'),
    manifest('v1', 'PersistentVolumeClaim', 'a'),
    manifest('v1', 'Service', 'a'),
    manifest('apps/v1', 'StatefulSet', 'a'),
    manifest('apps/v1', 'Deployment', 'a'),
    manifest('apps/v1', 'DaemonSet', 'a'),
    manifest('batch/v1', 'Job', 'a'),
    manifest('batch/v1', 'CronJob', 'a'),
    manifest('example.com/v1', 'Namespace', 'a'),
    manifest('monitoring.coreos.com/v1', 'ServiceMonitor', 'a'),
    manifest('networking.k8s.io/v1', 'Ingress', 'a'),
    manifest('gateway.networking.k8s.io/v1', 'HTTPRoute', 'a'),
    manifest('networking.k8s.io/v1', 'NetworkPolicy', 'a'),
    manifest('policy/v1', 'PodDisruptionBudget', 'a'),
    manifest('autoscaling/v2', 'HorizontalPodAutoscaler', 'a'),
    manifest('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', 'a'),
  ]
  t.strictSame(shown(order([...wanted].reverse())), shown(wanted))
})

t.test('within a kind by namespace and name, by code point', async (t) => {
  const secrets = [
    manifest('v1', 'Secret', 'z'),
    manifest('v1', 'Secret', 'B', 'ml'),
    manifest('v1', 'Secret', 'a', 'ml'),
    manifest('v1', 'Secret', '\uffff', 'ml'),
    manifest('v1', 'Secret', '😀', 'ml'),
    manifest('v1', 'Secret', 'a', 'ml-2'),
  ]
  t.strictSame(order([...secrets].reverse()), secrets)
})

t.test('the order of the input does not matter, and ordering twice changes nothing', async (t) => {
  const any = fc
    .tuple(
      fc.constantFrom('v1', 'apps/v1', 'batch/v1', 'networking.k8s.io/v1', 'example.com/v1'),
      fc.constantFrom('Namespace', 'Deployment', 'Job', 'Ingress', 'Service'),
      fc.constantFrom('', 'a', 'b'),
      fc.option(fc.constantFrom('x', 'y'), { nil: undefined }),
      fc.nat({ max: 2 }),
    )
    .map(([apiVersion, kind, name, namespace, n]) => ({
      ...manifest(apiVersion, kind, name, namespace),
      spec: { n },
    }))
  const shuffled = fc
    .array(any, { maxLength: 20 })
    .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })))
  fc.assert(
    fc.property(shuffled, ([all, other]) => {
      const ordered = order(all)
      t.strictSame(order(other), ordered)
      t.strictSame(order(ordered), ordered)
      return ordered.length === all.length && all.every((one) => ordered.includes(one))
    }),
  )
})
