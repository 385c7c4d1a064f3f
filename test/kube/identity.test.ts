import fc from 'fast-check'
import t from 'tap'
import { byIdentity, groupOf, identity, isClusterScoped, showIdentity } from '../../src/kube/identity.js'

t.test('an object is known by group, kind, namespace and name', async (t) => {
  const api = identity({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'clearml-apiserver', namespace: 'ml' },
  })
  t.strictSame(api, { group: 'apps', kind: 'Deployment', name: 'clearml-apiserver', namespace: 'ml' })
  t.equal(showIdentity(api), 'Deployment/clearml-apiserver')
  t.equal(showIdentity(api, 'namespace'), 'Deployment/ml/clearml-apiserver')
})

t.test('an object without a namespace says none, nor does a cluster-scoped one', async (t) => {
  const secret = identity({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } })
  t.strictSame(secret, { group: '', kind: 'Secret', name: 'a' })
  t.equal(showIdentity(secret, 'namespace'), 'Secret/a')
  const volume = identity({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: 'a', namespace: 'ml' },
  })
  t.strictSame(volume, { group: '', kind: 'PersistentVolume', name: 'a' })
})

t.test('what a manifest does not say is empty', async (t) => {
  t.strictSame(identity({}), { group: '', kind: '', name: '' })
  t.strictSame(identity({ apiVersion: 1, kind: null, metadata: [] }), { group: '', kind: '', name: '' })
})

t.test('the group is what stands before the version', async (t) => {
  t.equal(groupOf('v1'), '')
  t.equal(groupOf('networking.k8s.io/v1'), 'networking.k8s.io')
})

t.test('cluster-scoped kinds are known by their group', async (t) => {
  const yes = [
    ['v1', 'Namespace'],
    ['v1', 'PersistentVolume'],
    ['storage.k8s.io/v1', 'StorageClass'],
    ['rbac.authorization.k8s.io/v1', 'ClusterRoleBinding'],
    ['apiextensions.k8s.io/v1', 'CustomResourceDefinition'],
    ['admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration'],
  ] as const // literal pairs, for the calls below
  const no = [
    ['v1', 'PersistentVolumeClaim'],
    ['v1', 'StorageClass'],
    ['rbac.authorization.k8s.io/v1', 'Role'],
    ['example.com/v1', 'Namespace'],
    ['constructor/v1', 'length'],
  ] as const // likewise
  for (const [apiVersion, kind] of yes) t.ok(isClusterScoped(apiVersion, kind), kind)
  for (const [apiVersion, kind] of no) t.notOk(isClusterScoped(apiVersion, kind), kind)
})

t.test('identities are in one order whatever order they come in', async () => {
  const part = fc.constantFrom('', 'a', 'b', 'B')
  const id = fc.tuple(part, part, part, part).map(([group, kind, name, namespace]) => ({
    group,
    kind,
    name,
    ...(namespace === '' ? {} : { namespace }),
  }))
  fc.assert(
    fc.property(fc.array(id), (ids) => {
      const forth = [...ids].sort(byIdentity)
      const back = [...ids].reverse().sort(byIdentity)
      return JSON.stringify(forth) === JSON.stringify(back)
    }),
  )
})
