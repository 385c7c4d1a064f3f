import t from 'tap'
import { at } from '../src/json.js'
import { podText, RENDERED_INTO, rendered } from '../src/rendered.js'

const podTemplate = (image: string, namespace = 'tasks') => ({
  apiVersion: 'v1',
  kind: 'PodTemplate',
  metadata: { name: 'glue', namespace, annotations: { [RENDERED_INTO]: 'template.yaml' } },
  template: { metadata: { namespace }, spec: { containers: [{ name: 'task', image }], volumes: [] } },
})
const configMap = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'glue', namespace: 'clearml' },
  data: { other: 'stays', 'template.yaml': 'what it was before the patches' },
}
const deployment = (annotations: Readonly<Record<string, string>>) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'glue', namespace: 'clearml' },
  spec: { replicas: 1, template: { metadata: { annotations }, spec: {} } },
})

t.test('a Pod is the text of the ConfigMap of the same name, and its template is not applied', async (t) => {
  t.same(rendered([podTemplate('python:3.12'), configMap]), [
    {
      ...configMap,
      data: {
        other: 'stays',
        'template.yaml': `apiVersion: v1
kind: Pod
metadata:
  namespace: tasks
spec:
  containers:
  - name: task
    image: python:3.12
`,
      },
    },
  ])
})

t.test('a checksum of the configuration follows the text; a Deployment without one stays', async (t) => {
  const sum = (image: string) => {
    const [, found] = rendered([podTemplate(image), configMap, deployment({ 'checksum/config': 'old' })])
    return at(found ?? {}, ['spec', 'template', 'metadata', 'annotations', 'checksum/config'])
  }
  t.match(sum('python:3.12'), /^[0-9a-f]{64}$/)
  t.not(sum('python:3.12'), sum('python:3.13'))
  t.same(rendered([podTemplate('a:1'), deployment({})])[0], deployment({}))
})

t.test('other templates and objects stay as they are', async (t) => {
  const own = { ...podTemplate('a:1'), metadata: { name: 'glue' } }
  t.same(rendered([own, configMap]), [own, configMap])
  const other = { ...configMap, metadata: { name: 'other' } }
  t.same(rendered([podTemplate('a:1'), other]), [other])
})

t.test('rendering twice is rendering once', async (t) => {
  const once = rendered([podTemplate('a:1'), configMap])
  t.same(rendered(once), once)
})

t.test('empty parts of the template are left out, as the API server would', async (t) => {
  t.notMatch(podText(podTemplate('a:1')), 'volumes')
})
