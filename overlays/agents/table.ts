/** The values of the overlay `agents`. */
import { type InputOf, ownValues, schema, type ValueOf } from '../../src/index.js'
import { gpuFields } from '../gpu.js'
import { egressFields } from '../network.js'
import { serverFields } from '../server.js'
import { glueTable } from './glue/table.js'
import { agentVersions } from './requirements.js'

const queues = (what: string, fallback: string) =>
  schema.textList(
    `Queues that ${what}, by name, the first one first.`,
    ['gpu', 'default'],
    schema.nonEmptyText,
    [fallback],
  )

const pods = (of: string, memory: string) =>
  schema.workload(of, {
    requests: { cpu: '100m', memory },
    limits: {},
    podSecurityContext: { seccompProfile: { type: 'RuntimeDefault' } },
    securityContext: { allowPrivilegeEscalation: false },
    terminationGracePeriodSeconds: 60,
  })

export const table = schema.group('Agents, which run tasks from queues.', {
  ...serverFields,
  version: schema.oneOf(
    agentVersions,
    '3.0.3',
    'Version of clearml-agent. It and all that it needs are installed by hash, so nothing is upgraded at start.',
    '2.0.7',
  ),
  requirements: schema.optionalText(
    "Your own lock file in pip's form, with hashes, instead of the one that belongs to `version`.",
    'clearml-agent==3.0.3 --hash=sha256:…\n',
  ),
  packageIndex: schema.optionalText(
    'Package index that pip asks instead of PyPI: agents and tasks.',
    'https://pypi.example.com/simple',
    schema.url,
  ),
  ownImage: schema.optionalText(
    'Image of yours with Python 3.10 or newer, git and clearml-agent in it, for all agents: nothing is installed at start.',
    'registry.example.com/clearml-agent:3.0.3',
    schema.imageReference,
  ),
  workerPrefix: schema.optionalText(
    'What the ids of all workers begin with; two clusters on one server need two. Default: the name of the namespace.',
    'berlin',
    schema.dnsLabel,
  ),
  config: schema.optionalText(
    'Text of clearml.conf, in HOCON, without secrets.',
    'sdk.development.worker.report_period_sec: 30\n',
  ),
  configSecret: schema.secretKey('A clearml.conf in a Secret of yours, instead of `config`.', {
    secret: 'clearml-conf',
    key: 'clearml.conf',
  }),
  git: schema.group('How repositories are cloned.', {
    user: schema.textOrSecretKey('User name.', 'ci-bot'),
    password: schema.secretKey('Password or token.', { secret: 'git', key: 'token' }),
    host: schema.optionalText(
      'The host that they are for. Default: every host.',
      'git.example.com',
      schema.host,
    ),
  }),
  aws: schema.group('S3. Better than keys: a cloud identity, by annotations of service accounts.', {
    accessKeyId: schema.secretKey('Access key.', { secret: 'aws', key: 'access-key-id' }),
    secretAccessKey: schema.secretKey('Secret key.', { secret: 'aws', key: 'secret-access-key' }),
    region: schema.optionalText('Region.', 'eu-central-1'),
  }),
  azure: schema.group('Azure Blob Storage.', {
    account: schema.textOrSecretKey('Storage account.', 'mlstore'),
    key: schema.secretKey('Its key.', { secret: 'azure', key: 'storage-key' }),
  }),
  google: schema.group('Google Cloud Storage.', {
    credentials: schema.secretKey('Key file of a service account.', { secret: 'gcp', key: 'key.json' }),
  }),
  cache: schema.group('One claim that tasks on all nodes share: datasets, and downloads of pip.', {
    enabled: schema.boolean(false, 'Whether there is one.'),
    size: schema.quantity('100Gi', 'Size of the claim.', '500Gi'),
    storageClass: schema.optionalText(
      "StorageClass, of one that gives ReadWriteMany. Default: the cluster's.",
      'efs',
      schema.dnsName,
    ),
    existingClaim: schema.optionalText(
      'Claim that exists already and is used instead.',
      'shared-cache',
      schema.dnsName,
    ),
    home: schema.text(
      '/root',
      'Home directory of the user as whom tasks run.',
      '/home/user',
      schema.absolutePath,
    ),
  }),
  networkPolicies: schema.group('What tasks reach, where `networkPolicies.enabled` is true.', {
    ...egressFields('tasks'),
    betweenTasks: schema.boolean(
      false,
      'Whether the tasks of a queue reach each other, as training on several nodes needs it.',
    ),
  }),
  static: schema.group('Pods that listen to queues and run tasks in themselves, one at a time each.', {
    count: schema.integer(0, 'Number of pods.', 4),
    ...gpuFields,
    queues: queues('they listen to', 'default'),
    createQueues: schema.boolean(false, 'Whether missing queues are made.'),
    docker: schema.group(
      "Docker mode: a task runs in a container of the node's own Docker. Whoever may run a task is root on that node then.",
      {
        enabled: schema.boolean(false, 'Whether tasks run so.'),
        image: schema.optionalText(
          'Image for tasks that name none. Default: the official Python image.',
          'nvidia/cuda:12.4.1-cudnn-runtime-ubuntu22.04',
          schema.imageReference,
        ),
        socket: schema.text(
          '/var/run/docker.sock',
          'Socket of Docker on the node.',
          '/run/docker.sock',
          schema.absolutePath,
        ),
        cache: schema.text(
          '/opt/clearml/agent',
          'Directory of the node for caches and code; Docker and the agent both see it.',
          '/data/clearml-agent',
          schema.absolutePath,
        ),
      },
    ),
    ...pods('the agents', '512Mi'),
  }),
  services: schema.group(
    'One pod that runs many small tasks at once: pipeline controllers, monitors, clean-ups.',
    {
      enabled: schema.boolean(true, 'Whether there is one.'),
      queues: queues('it listens to', 'services'),
      createQueues: schema.boolean(true, 'Whether missing queues are made.'),
      ...pods('agent-services', '512Mi'),
    },
  ),
  glue: schema.items(
    glueTable,
    'The Kubernetes glue: each queue that is listed here gets one, which makes a pod of each task.',
    [{ queue: 'gpu', gpus: 1 }],
  ),
  gluePods: schema.group('The pods of the glue itself.', {
    form: schema.oneOf(
      ['pinned', 'published'],
      'pinned',
      '`pinned`: the official Python image with `version`. `published`: allegroai/clearml-agent-k8s-base of 2022, with the last agent that runs in it (2.0.4).',
      'published',
    ),
    ...schema.workload('the glue', {
      requests: { cpu: '50m', memory: '256Mi' },
      limits: { memory: '512Mi' },
      podSecurityContext: {
        runAsNonRoot: true,
        runAsUser: 1000,
        runAsGroup: 1000,
        fsGroup: 1000,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      terminationGracePeriodSeconds: 30,
    }),
  }),
})

export const own = ownValues('agents', table)

export type Agents = ValueOf<typeof table>
export type AgentsInput = InputOf<Agents>
