import t from 'tap'
import { findings } from './findings.js'

const check = (image: string): ReadonlyArray<string> =>
  findings(
    'pinnedImages',
    `{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: web, image: "${image}"}]}}`,
  )

t.test('an image has a version or a digest', async (t) => {
  for (const image of [
    'nginx:1.27',
    'docker.io/allegroai/clearml:2.4.0',
    'registry:5000/nginx:1.27.0-alpine',
    'nginx@sha256:9d6b58feebd2',
    'nginx:latest@sha256:9d6b58feebd2',
    'nginx:1.27-main.3',
  ]) {
    t.same(check(image), [], image)
  }
})

t.test('an image without a tag is found, also behind the port of a registry', async (t) => {
  t.same(check('nginx'), [
    'Pod/web spec.containers[0].image: "nginx" has no tag; expected a version or a digest',
  ])
  t.same(check('registry:5000/nginx').length, 1)
})

t.test('an image with a tag that moves is found', async (t) => {
  t.same(check('nginx:latest'), [
    'Pod/web spec.containers[0].image: "nginx:latest" has the moving tag "latest"; expected a version or a digest',
  ])
  for (const tag of ['stable', 'main', 'nightly', 'LTS', 'edge', 'dev'])
    t.equal(check(`a/b:${tag}`).length, 1, tag)
})

t.test('init containers, volumes of images, and the templates of CronJobs count', async (t) => {
  const spec =
    '{initContainers: [{name: a, image: a}], containers: [{name: b}], volumes: [{name: v, image: {reference: m}}, {name: w}]}'
  t.match(
    findings(
      'pinnedImages',
      `{apiVersion: batch/v1, kind: CronJob, metadata: {name: c}, spec: {jobTemplate: {spec: {template: {spec: ${spec}}}}}}`,
    ),
    [
      /^CronJob\/c spec\.jobTemplate\.spec\.template\.spec\.initContainers\[0\]\.image: /,
      /^CronJob\/c spec\.jobTemplate\.spec\.template\.spec\.volumes\[0\]\.image\.reference: "m" has no tag/,
    ],
  )
})
