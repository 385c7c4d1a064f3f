import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import type { JsonObject } from '../../src/json.js'
import { matcherOf, parseTarget, type Resource, type Target } from '../../src/patch/index.js'

const manifest = (metadata: JsonObject, kind = 'Deployment', apiVersion = 'apps/v1'): JsonObject => ({
  apiVersion,
  kind,
  metadata,
})
const resource = (metadata: JsonObject, kind?: string, apiVersion?: string): Resource => ({
  manifest: manifest(metadata, kind, apiVersion),
  previous: [],
})
const matches = (target: Target, one: Resource): boolean => {
  const matcher = matcherOf(target)
  return E.isRight(matcher) && matcher.right(one)
}

t.test('regular expressions are for the whole text', async (t) => {
  const api = resource({ name: 'apiserver' })
  t.ok(matches({ kind: 'Deployment', name: 'api.*' }, api))
  t.ok(matches({ group: 'apps', version: 'v1', name: 'web|apiserver' }, api))
  t.ok(matches({}, api), 'no condition is met by all')
  t.notOk(matches({ name: 'api' }, api))
  t.notOk(matches({ kind: 'deployment' }, api))
  t.notOk(matches({ group: 'batch' }, api))
})

t.test('an object without a namespace is in default, a cluster-scoped one in none', async (t) => {
  t.ok(matches({ namespace: 'default' }, resource({ name: 'a' })))
  t.ok(matches({ namespace: 'ml' }, resource({ name: 'a', namespace: 'ml' })))
  t.notOk(matches({ namespace: 'default' }, resource({ name: 'a', namespace: 'ml' })))
  t.ok(matches({ namespace: '_non_namespaceable_' }, resource({ name: 'a' }, 'Node', 'v1')))
})

t.test('an object is found by its original and by its present name', async (t) => {
  const original = { group: 'apps', version: 'v1', kind: 'Deployment', name: 'old' }
  const renamed: Resource = {
    manifest: manifest({ name: 'new' }),
    previous: [original, { ...original, name: 'between' }],
  }
  t.ok(matches({ name: 'old' }, renamed))
  t.ok(matches({ name: 'new' }, renamed))
  t.notOk(matches({ name: 'between' }, renamed))
})

t.test('selectors have the syntax of Kubernetes', async (t) => {
  const one = resource({ name: 'a', labels: { app: 'x', n: 5 }, annotations: { 'example.com/a': 'y' } })
  for (const labelSelector of [
    'app=x',
    'app==x,n',
    'app!=y',
    'nothing!=x',
    'app in (x, y)',
    '!nothing',
    'a notin (x)',
    'n>4,n<6',
  ])
    t.ok(matches({ labelSelector }, one), labelSelector)
  for (const labelSelector of [
    'app=y',
    'app,nothing',
    '!app',
    'app notin (x)',
    'nothing in (x)',
    'app>4',
    'n>5',
    'app=',
  ])
    t.notOk(matches({ labelSelector }, one), labelSelector)
  t.ok(matches({ annotationSelector: 'example.com/a=y' }, one))
})

t.test('Go has other regular expressions than JavaScript', async (t) => {
  const all = ['(?i)A', '[[:alpha:]]', '\\Aa\\z', '(?P<x>a)', '\\Qa\\E', '\\x{61}', '[]a]', '\\p{Latin}']
  for (const name of all) t.ok(matches({ name }, resource({ name: 'a' })), name)
  for (const name of ['(?=a)a', '(a)\\1', '\\u0061', 'a*+', '[a', 'a{1001}', '\\k<a>'])
    t.ok(E.isLeft(matcherOf({ name })), `${name} is none of Go's`)
})

t.test('what is wrong with a target is told at once', async (t) => {
  t.strictSame(
    parseTarget({
      kindd: 'Deployment',
      name: 3,
      kind: '(',
      labelSelector: 'a in (b',
      annotationSelector: 'a=b c',
    }),
    E.left([
      {
        _tag: 'UnknownTargetField',
        field: 'kindd',
        nearest: ['kind'],
        known: ['group', 'version', 'kind', 'name', 'namespace', 'labelSelector', 'annotationSelector'],
      },
      { _tag: 'NoText', field: 'name', found: 3 },
      { _tag: 'InvalidExpression', field: 'kind', expression: '(', reason: 'Unterminated group' },
      { _tag: 'InvalidExpression', field: 'labelSelector', expression: 'a in (b', reason: 'expected ")"' },
      {
        _tag: 'InvalidExpression',
        field: 'annotationSelector',
        expression: 'a=b c',
        reason: 'found "c", expected ","',
      },
    ]),
  )
  t.strictSame(parseTarget({ kind: 'Deployment', name: null }), E.right({ kind: 'Deployment' }))
})
