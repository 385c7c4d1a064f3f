import t from 'tap'
import { listed } from '../../src/images/listed.js'
import { usesOf } from '../../src/images/uses.js'
import type { JsonObject } from '../../src/json.js'

const web: JsonObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    template: {
      spec: {
        initContainers: [{ name: 'files', image: 'registry.example.com:5000/files' }],
        containers: [
          {
            name: 'web',
            image: 'web:1@sha256:ab',
            env: [
              { name: 'CLEARML_DOCKER_IMAGE', value: 'task:1' },
              { name: 'OTHER', value: 'no:1' },
            ],
            command: ['run', '--docker', 'docker.io/library/task:2', '--docker', '--force'],
            args: ['--docker', 'task:1'],
          },
          { name: 'again', image: 'web:1@sha256:ab' },
        ],
        volumes: [{ name: 'model', image: { reference: 'model:1' } }],
      },
    },
  },
}

t.test('images are found in containers, image volumes, and what agents are told', async (t) => {
  t.strictSame(
    usesOf([web]).map(({ image, by, path }) => `${image} | ${by} | ${path.slice(3).join('.')}`),
    [
      'registry.example.com:5000/files | files | initContainers.0.image',
      'web:1@sha256:ab | web | containers.0.image',
      'web:1@sha256:ab | again | containers.1.image',
      'model:1 | volume model | volumes.0.image.reference',
      'task:1 | web: CLEARML_DOCKER_IMAGE | containers.0.env.0.value',
      'docker.io/library/task:2 | web: --docker | containers.0.command.2',
      'task:1 | web: --docker | containers.0.args.1',
    ],
  )
})

t.test('each image is listed once, in order, with its parts and what uses it', async (t) => {
  t.strictSame(listed(usesOf([web])).slice(-3), [
    {
      image: 'registry.example.com:5000/files',
      repository: 'registry.example.com:5000/files',
      tag: null,
      digest: null,
      usedBy: [{ object: 'Deployment/web', by: 'files' }],
    },
    {
      image: 'task:1',
      repository: 'task',
      tag: '1',
      digest: null,
      usedBy: [
        { object: 'Deployment/web', by: 'web: CLEARML_DOCKER_IMAGE' },
        { object: 'Deployment/web', by: 'web: --docker' },
      ],
    },
    {
      image: 'web:1@sha256:ab',
      repository: 'web',
      tag: '1',
      digest: 'sha256:ab',
      usedBy: [
        { object: 'Deployment/web', by: 'web' },
        { object: 'Deployment/web', by: 'again' },
      ],
    },
  ])
})

t.test(
  'pods of custom resources and of nested templates are found too; what is no image is none',
  async (t) => {
    const kafka = { apiVersion: 'x/v1', kind: 'Own', spec: { deep: { containers: [{ image: 'deep:1' }] } } }
    const cron = {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      spec: { jobTemplate: { spec: { template: { spec: { containers: [{ name: 'c', image: 'c:1' }] } } } } },
    }
    t.strictSame(
      usesOf([kafka, cron]).map(({ image }) => image),
      ['deep:1', 'c:1'],
    )
    t.strictSame(usesOf([{ apiVersion: 'v1', kind: 'Pod', spec: { containers: [{}, { image: '' }] } }]), [])
    t.strictSame(usesOf([{ kind: 'ConfigMap', data: { image: 'no:1' } }]), [])
  },
)
