import t from 'tap'
import { said } from './compared.js'

const lost = said('dataLoss')

t.test('an image that is older than the data', async (t) => {
  const pod = (image: string, more = '', labels = '') =>
    `{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: db}, spec: {template: {metadata: {labels: {${labels}}}, spec: {containers: [{name: db, image: "${image}", ${more}}], volumes: [{name: data, persistentVolumeClaim: {claimName: c}}]}}}}`
  const data = 'volumeMounts: [{name: data, mountPath: /data}]'
  const change = (was: string, would: string, more = data, labels = '') =>
    lost(pod(was, more, labels), pod(would, more, labels))
  t.strictSame(change('mongo:8.0.15', 'registry.example.com:5000/library/mongo:7.0.22'), [
    'StatefulSet/db spec.template.spec.containers[0].image: was "mongo:8.0.15" and would be ' +
      '"registry.example.com:5000/library/mongo:7.0.22", which is older, and does not read what the newer has written; ' +
      'keep the version, or restore a backup of before it',
  ])
  t.equal(change('docker.elastic.co/elasticsearch/elasticsearch:8.19.9', 'elasticsearch:8.19.8').length, 1)
  t.equal(change('redis:8.2.3-alpine', 'redis:v7.4@sha256:0123').length, 1)
  for (const [was, would] of [
    ['mongo:8.0.15', 'mongo:8.0.9'],
    ['mongo:8.0.15', 'mongo:10.0.0'],
    ['mongo:8.0', 'mongo:8'],
    ['mongo:8.0.15', 'mongo@sha256:0123'],
    ['mongo:8.0.15', 'ferretdb:1.0.0'],
    ['nginx:1.27.1', 'nginx:1.26.0'],
  ] as const)
    t.strictSame(change(was, would), [], `${was} to ${would}`)
  t.strictSame(change('mongo:8.0.15', 'mongo:7.0.22', ''), [], 'without data')
  const server = (component: string) =>
    change('clearml/server:2.4.0', 'clearml/server:2.3.0', '', `app.kubernetes.io/component: ${component}`)
  t.equal(server('apiserver').length, 1)
  t.strictSame(server('webserver'), [])
  const [was, would] = ['2.4.0', '2.3.0'].map((tag) =>
    pod(`clearml/server:${tag}`, '', 'app.kubernetes.io/component: apiserver'),
  )
  const mongodb = (more: string) => pod('mongo:8.0.15', more).replace('name: db}', 'name: mongodb}')
  t.strictSame(lost(`${was}\n---\n${mongodb('')}`, would ?? ''), [], 'what MongoDB holds goes with its pod')
  t.equal(lost(`${was}\n---\n${mongodb(data)}`, `${would}\n---\n${mongodb(data)}`).length, 1)
})
