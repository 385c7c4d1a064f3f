import t from 'tap'
import { findings } from './findings.js'

const check = (container: string, more = '', others = ''): ReadonlyArray<string> =>
  findings(
    'requests',
    `{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: ml}, spec: {containers: [{name: web, ${container}}]${more}}}${others}`,
  )

t.test('a container requests cpu and memory', async (t) => {
  t.same(check('resources: {requests: {cpu: 100m, memory: 64Mi}}'), [])
  t.same(check('resources: {requests: {cpu: 100m}}'), [
    'Pod/web spec.containers[0].resources: the container "web" requests no memory',
  ])
  t.same(check('image: a'), [
    'Pod/web spec.containers[0].resources: the container "web" requests no cpu and no memory',
  ])
  t.equal(check('resources: {requests: {cpu: null, memory: 1}}').length, 1)
})

t.test('a limit is a request where there is none', async (t) => {
  t.same(check('resources: {limits: {cpu: 1, memory: 1Gi}}'), [])
  t.same(check('resources: {limits: {memory: 1Gi}, requests: {cpu: 1}}'), [])
})

t.test('the resources of a pod are those of its containers', async (t) => {
  t.same(check('image: a', ', resources: {requests: {cpu: 1}, limits: {memory: 1Gi}}'), [])
  t.same(check('image: a', ', resources: {requests: {cpu: 1}}'), [
    'Pod/web spec.containers[0].resources: the container "web" requests no memory',
  ])
})

t.test('init containers count, each with a line of its own', async (t) => {
  t.match(
    check('image: a', ', initContainers: [{name: i}, {name: j, resources: {limits: {cpu: 1, memory: 1}}}]'),
    [/initContainers\[0\]\.resources: the container "i"/, /containers\[0\]/],
  )
})

t.test('a LimitRange of the namespace gives defaults', async (t) => {
  const range = (namespace: string, limit: string): string =>
    `\n---\n{apiVersion: v1, kind: LimitRange, metadata: {name: l, namespace: ${namespace}}, spec: {limits: [${limit}]}}`
  const defaults = '{type: Container, defaultRequest: {cpu: 1}, default: {memory: 1Gi}}'
  t.same(check('image: a', '', range('ml', defaults)), [])
  t.equal(check('image: a', '', range('other', defaults)).length, 1)
  t.equal(check('image: a', '', range('ml', '{type: Pod, max: {cpu: 1}}')).length, 1)
})
