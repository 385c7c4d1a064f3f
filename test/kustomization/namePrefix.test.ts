import t from 'tap'
import { namePrefix } from '../../src/kustomization/namePrefix.js'
import { resources, shown, transformed } from './transformed.js'

const object = (apiVersion: string, kind: string, name = 'a'): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${name}}`

t.test('every object is renamed but those that are known by their names', async (t) => {
  const renamed = object('v1', 'ConfigMap', 'p-a')
  t.equal(shown(namePrefix, object('v1', 'ConfigMap'), { namePrefix: 'p-' }), renamed)
  for (const kept of [
    object('v1', 'Namespace'),
    object('apiextensions.k8s.io/v1', 'CustomResourceDefinition'),
    object('apiregistration.k8s.io/v1', 'APIService'),
  ]) {
    t.equal(shown(namePrefix, kept, { namePrefix: 'p-' }), kept)
  }
  t.equal(
    shown(namePrefix, object('v1', 'APIService'), { namePrefix: 'p-' }),
    object('v1', 'APIService', 'p-a'),
  )
})

t.test('what was added is kept, the innermost first, and the old ids', async (t) => {
  const once = transformed(namePrefix, resources(object('v1', 'ConfigMap')), { namePrefix: 'p-' })
  const [twice] = transformed(namePrefix, once, { namePrefix: 'q-' })
  t.strictSame(twice?.prefixes, ['p-', 'q-'])
  t.match(twice?.previous, [{ name: 'a' }, { name: 'p-a' }])
})

t.test('the kind that counts is the original one', async (t) => {
  const [config] = resources(object('v1', 'ConfigMap'))
  const given =
    config === undefined
      ? []
      : [{ ...config, previous: [{ group: '', version: 'v1', kind: 'Namespace', name: 'a' }] }]
  t.equal(transformed(namePrefix, given, { namePrefix: 'p-' })[0], given[0])
})

t.test('without one, the very same objects', async (t) => {
  const given = resources(object('v1', 'ConfigMap'))
  t.equal(transformed(namePrefix, given, { namePrefix: '' }), given)
})
