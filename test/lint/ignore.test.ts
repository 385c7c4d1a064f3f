import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import {
  buildRuleIds,
  idleIgnores,
  isIgnored,
  parseIgnore,
  ruleIds,
  showIgnore,
  showIgnoreError,
} from '../../src/lint/index.js'

const read = (text: string): unknown => {
  const result = parseIgnore(buildRuleIds)(text)
  return E.isLeft(result) ? showIgnoreError(result.left) : result.right
}
const finding = (rule: string, kind: string, name: string) => ({
  rule,
  object: { group: 'apps', kind, name, namespace: 'ml' },
})

t.test('a rule is switched off for all objects, or for one', async (t) => {
  t.same(read('probes'), { rule: 'probes' })
  t.same(read('hosts:Service/web'), { rule: 'hosts', object: { kind: 'Service', name: 'web' } })
  t.same(read('dataLoss:ClusterRole/system:auth'), {
    rule: 'dataLoss',
    object: { kind: 'ClusterRole', name: 'system:auth' },
  })
})

t.test('what is no rule is said with the nearest names', async (t) => {
  t.equal(read('probs'), 'probs: no such rule; did you mean probes or ports?')
  t.match(
    read('x:Service/web'),
    /^x:Service\/web: no such rule; there are identities, references, volumes, hosts, /,
  )
  t.notMatch(read('x'), /publishedCredentials/)
  t.match(read(''), /^: no such rule; there are /)
  const ofOneStream = parseIgnore(ruleIds)('dataLoss')
  t.ok(E.isLeft(ofOneStream), 'a rule of build --previous alone')
})

t.test('published credentials are always looked for', async (t) => {
  for (const text of ['publishedCredentials', 'publishedCredentials:Secret/keys']) {
    t.equal(read(text), `${text}: this rule cannot be switched off; use credentials of your own`)
  }
})

t.test('after the colon stands one kind and one name', async (t) => {
  for (const text of [
    'probes:',
    'probes:web',
    'probes:Deployment/',
    'probes:/web',
    'probes:Deployment/ml/web',
  ]) {
    t.equal(read(text), `${text}: expected RULE or RULE:KIND/NAME, such as probes:Deployment/web`)
  }
})

t.test('an ignore hides the findings of its rule, of its object in any namespace', async (t) => {
  const hides = (text: string): boolean => {
    const ignore = parseIgnore(ruleIds)(text)
    return E.isRight(ignore) && isIgnored([ignore.right])(finding('probes', 'Deployment', 'web'))
  }
  t.ok(hides('probes'))
  t.ok(hides('probes:Deployment/web'))
  t.ok(hides('probes:deployment/web'), 'as kubectl writes kinds')
  t.notOk(hides('probes:Deployment/api'))
  t.notOk(hides('probes:StatefulSet/web'))
  t.notOk(hides('requests'))
  t.notOk(isIgnored([])(finding('probes', 'Deployment', 'web')))
})

t.test('those that hide nothing are told', async (t) => {
  const ignores = [{ rule: 'probes' }, { rule: 'hosts', object: { kind: 'Service', name: 'web' } }]
  t.same(idleIgnores(ignores, [finding('probes', 'Deployment', 'web')]).map(showIgnore), [
    'hosts:Service/web',
  ])
  t.same(idleIgnores(ignores, []).length, 2)
})

t.test('what is read is shown as it was written', async (t) => {
  const word = fc.stringMatching(/^[A-Za-z0-9.:-]+$/)
  const text = fc
    .tuple(fc.constantFrom('probes', 'hosts', 'immutableFields'), fc.option(fc.tuple(word, word)))
    .map(([rule, object]) => (object === null ? rule : `${rule}:${object.join('/')}`))
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(text, (text) => {
        const result = parseIgnore(buildRuleIds)(text)
        return E.isRight(result) && showIgnore(result.right) === text
      }),
    ),
  )
})
