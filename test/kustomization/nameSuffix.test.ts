import t from 'tap'
import { nameSuffix } from '../../src/kustomization/nameSuffix.js'
import { resources, shown, transformed } from './transformed.js'

const object = (apiVersion: string, kind: string, name = 'a'): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${name}}`

t.test('every object is renamed but those that are known by their names', async (t) => {
  const renamed = object('v1', 'ConfigMap', 'a-s')
  t.equal(shown(nameSuffix, object('v1', 'ConfigMap'), { nameSuffix: '-s' }), renamed)
  for (const kept of [
    object('v1', 'Namespace'),
    object('apiextensions.k8s.io/v1', 'CustomResourceDefinition'),
    object('apiregistration.k8s.io/v1', 'APIService'),
  ]) {
    t.equal(shown(nameSuffix, kept, { nameSuffix: '-s' }), kept)
  }
  t.equal(
    shown(nameSuffix, object('v1', 'APIService'), { nameSuffix: '-s' }),
    object('v1', 'APIService', 'a-s'),
  )
})

t.test('what was added is kept, the innermost first, and the old ids', async (t) => {
  const once = transformed(nameSuffix, resources(object('v1', 'ConfigMap')), { nameSuffix: '-s' })
  const [twice] = transformed(nameSuffix, once, { nameSuffix: '-t' })
  t.strictSame(twice?.suffixes, ['-s', '-t'])
  t.match(twice?.previous, [{ name: 'a' }, { name: 'a-s' }])
})

t.test('the kind that counts is the original one', async (t) => {
  const [config] = resources(object('v1', 'ConfigMap'))
  const given =
    config === undefined
      ? []
      : [{ ...config, previous: [{ group: '', version: 'v1', kind: 'Namespace', name: 'a' }] }]
  t.equal(transformed(nameSuffix, given, { nameSuffix: '-s' })[0], given[0])
})

t.test('without one, the very same objects', async (t) => {
  const given = resources(object('v1', 'ConfigMap'))
  t.equal(transformed(nameSuffix, given, { nameSuffix: '' }), given)
})
