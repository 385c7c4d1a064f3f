import t from 'tap'
import { namespace } from '../../src/kustomization/namespace.js'
import { resources, shown, transformed } from './transformed.js'

const fields = { namespace: 'ml' }

t.test('objects that have a namespace get this one', async (t) => {
  t.equal(
    shown(namespace, 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: old}', fields),
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: ml}',
  )
  t.equal(
    shown(namespace, 'apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: a}', fields),
    'apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: a}',
  )
  t.equal(
    shown(namespace, 'apiVersion: x.io/v1\nkind: ClusterIssuer\nmetadata: {name: a}', fields),
    'apiVersion: x.io/v1\nkind: ClusterIssuer\nmetadata: {name: a, namespace: ml}',
    'a kind that Kustomize does not know is taken to have one',
  )
})

t.test('a Namespace gets the name', async (t) => {
  t.equal(
    shown(namespace, 'apiVersion: v1\nkind: Namespace\nmetadata: {name: a}', fields),
    'apiVersion: v1\nkind: Namespace\nmetadata: {name: ml}',
  )
})

t.test('subjects of the name default are moved, others not', async (t) => {
  const binding = (subjects: string): string =>
    `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: a}\nsubjects: ${subjects}`
  t.equal(
    shown(namespace, binding('[{name: default}, {name: bot, namespace: old}, {name: bot}]'), fields),
    binding('[{name: default, namespace: ml}, {name: bot, namespace: old}, {name: bot}]'),
  )
  t.match(shown(namespace, binding('[default]'), fields), /subjects\/namespace: a subject is no map/)
})

t.test('the old id is kept, and an object that stays is the same value', async (t) => {
  const given = resources(
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: b, namespace: ml}',
  )
  const [moved, stays] = transformed(namespace, given, fields)
  t.match(moved?.previous, [{ kind: 'ConfigMap', name: 'a' }])
  t.equal(stays, given[1])
  t.equal(transformed(namespace, given, {}), given, 'without a namespace all of them are')
})

t.test('two objects that become one are an error', async (t) => {
  const both =
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: x}'
  t.equal(
    shown(namespace, both, fields, 'kustomize'),
    'kustomization.yaml: namespace: makes a second ConfigMap/a (v1, namespace ml)',
  )
})
