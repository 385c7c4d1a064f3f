import t from 'tap'
import { commonLabels } from '../../src/kustomization/commonLabels.js'
import { resources, shown, transformed } from './transformed.js'

const fields = { commonLabels: { app: 'x' } }

t.test('selectors are made for Services and workloads, and filled elsewhere', async (t) => {
  t.equal(
    shown(commonLabels, 'apiVersion: v1\nkind: Service\nmetadata: {name: a}', fields),
    'apiVersion: v1\nkind: Service\nmetadata: {name: a, labels: {app: x}}\nspec: {selector: {app: x}}',
  )
  const policy = 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy'
  t.equal(
    shown(
      commonLabels,
      `${policy}\nmetadata: {name: a}\nspec: {podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {b: c}}}]}]}`,
      fields,
    ),
    `${policy}\nmetadata: {name: a, labels: {app: x}}\nspec: {podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {b: c, app: x}}}]}]}`,
  )
})

t.test('a Service of Knative gets a selector, as it does in Kustomize', async (t) => {
  t.match(
    shown(commonLabels, 'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: a}', fields),
    /spec: \{selector: \{app: x\}\}/,
  )
})

t.test('claims of a StatefulSet are labelled where they are there', async (t) => {
  const set = 'apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: a}'
  t.match(
    shown(commonLabels, `${set}\nspec: {volumeClaimTemplates: [{}]}`, fields),
    /volumeClaimTemplates: \[\{metadata: \{labels: \{app: x\}\}\}\]/,
  )
  t.notMatch(shown(commonLabels, set, fields), /volumeClaimTemplates/)
})

t.test('without labels, the very same objects', async (t) => {
  const given = resources('apiVersion: v1\nkind: Service\nmetadata: {name: a}')
  t.equal(transformed(commonLabels, given, {})[0], given[0])
})
