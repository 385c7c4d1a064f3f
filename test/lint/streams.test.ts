import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { type Build, build, overlay, podSecurityLevels, showError } from '../../src/index.js'
import { ruleIds } from '../../src/lint/index.js'
import { built, cases } from '../support/streams.js'

const said = (input: Build): ReadonlyArray<string> => {
  const result = build(input)
  return E.isLeft(result) ? result.left.map(showError) : result.right.warnings
}
/** What the rules say of a build, without what is said of its values. */
const linted = (input: Build): ReadonlyArray<string> =>
  said(input).filter((line) => ruleIds.some((id) => line.endsWith(` [${id}]`)) || line.startsWith('ignore '))

const notFound = overlay({
  name: 'not-found',
  edits: { webserver: { service: { spec: { selector: { 'app.kubernetes.io/component': 'nothing' } } } } },
})
const latest: Build['values'] = { webserver: { image: { tag: 'latest' } } }

t.test('no rule finds anything in the streams of our presets and overlays', async (t) => {
  for (const { name, build } of cases) t.same(linted(build), [], name)
})

t.test(
  'their pods reach the level baseline at least, unless sysctls are set by a privileged container',
  async (t) => {
    for (const { name, build } of cases.filter(({ name }) => name !== 'other-namespace')) {
      const { manifests } = built(build)
      const levels = podSecurityLevels(manifests)
      const workloads = manifests.filter(({ kind }) =>
        ['Deployment', 'StatefulSet', 'CronJob'].includes(String(kind)),
      )
      t.equal(levels.length, workloads.length, name)
      t.notOk(
        levels.some(({ level }) => level === 'privileged'),
        name,
      )
    }
  },
)

t.test('what a rule minds is a warning of the build, with its id', async (t) => {
  t.same(linted({ values: latest }), [
    'Deployment/clearml-webserver spec.template.spec.containers[0].image: "docker.io/clearml/server:latest" has the moving tag "latest"; expected a version or a digest [pinnedImages]',
  ])
  t.match(
    linted({
      values: { namespace: { labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } } },
    }).slice(0, 1),
    [/^Deployment\/clearml-apiserver .* enforces restricted: .* \[podSecurity\]$/],
  )
})

t.test('ignore switches a rule off, for all objects or for one, errors too', async (t) => {
  t.same(linted({ values: latest, ignore: ['pinnedImages'] }), [])
  t.same(linted({ values: latest, ignore: ['pinnedImages:Deployment/clearml-webserver'] }), [])
  t.match(linted({ overlays: [notFound] }), [/^Service\/clearml-webserver spec\.selector: .* \[selectors\]$/])
  t.ok(E.isRight(build({ overlays: [notFound], ignore: ['selectors:Service/clearml-webserver'] })))
  t.same(linted({ ignore: ['probes', 'hosts:Service/x'] }), [
    'ignore probes: hides nothing',
    'ignore hosts:Service/x: hides nothing',
  ])
})

t.test('an ignore that means nothing is an error, and not all rules can be switched off', async (t) => {
  t.match(said({ ignore: ['prob', 'dataLoss', 'publishedCredentials'] }), [
    'ignore prob: no such rule; did you mean probes?',
    /^ignore dataLoss: no such rule; there are identities, references, /,
    'ignore publishedCredentials: this rule cannot be switched off; use credentials of your own',
  ])
  t.match(build({ ignore: ['probes:web'] }), {
    _tag: 'Left',
    left: [{ _tag: 'InvalidIgnore', text: 'probes:web' }],
  })
  t.match(said(JSON.parse('{"ignore": "probes"}')), [/^build: ignore: expected a list of rules, .* got/])
})
