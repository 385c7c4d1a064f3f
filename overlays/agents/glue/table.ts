/** The values of one queue of the Kubernetes glue. */
import { type InputOf, type kube, schema, type ValueOf } from '../../../src/index.js'
import { gpuFields } from '../../gpu.js'

export const glueTable = schema.group('One queue, and the pods of its tasks.', {
  queue: schema.requiredText('Name of the queue.', 'gpu'),
  name: schema.optionalText(
    'What its objects are called: clearml-glue-NAME. Default: the name of the queue, in the form of a name.',
    'a100',
    schema.dnsLabel,
  ),
  createQueue: schema.boolean(false, 'Whether the queue is made where it is missing.'),
  profile: schema.oneOf(
    ['tasks', 'controllers'],
    'tasks',
    '`controllers`: small pods without a GPU, for pipeline controllers and services.',
    'controllers',
  ),
  ...gpuFields,
  image: schema.optionalText(
    'Image of tasks that name none; it needs bash and Python. Default: the official Python image.',
    'registry.example.com/team/train:1.4',
    schema.imageReference,
  ),
  resources: schema.group('Resources of a task.', {
    requests: schema.quantities(
      {},
      'What the scheduler sets aside. Where neither this nor a limit is given: 500m and 1Gi, or 100m and 256Mi for controllers.',
      { cpu: '4', memory: '16Gi' },
    ),
    limits: schema.quantities({}, 'What a task may use at most.', { memory: '32Gi' }),
  }),
  nodeSelector: schema.texts({}, 'Labels that a node must have.', { accelerator: 'nvidia' }, schema.labels),
  tolerations: schema.kubernetesList<kube.Toleration>('Toleration', 'Taints that the pods tolerate.', [
    { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' },
  ]),
  affinity: schema.kubernetes<kube.Affinity>('Affinity', {}, 'Affinity of the pods.', {
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        { weight: 1, podAffinityTerm: { topologyKey: 'kubernetes.io/hostname' } },
      ],
    },
  }),
  priorityClassName: schema.optionalText('PriorityClass of the pods.', 'training', schema.dnsName),
  env: schema.kubernetesList<kube.EnvVar>(
    'EnvVar',
    'Further environment of a task.',
    [{ name: 'WANDB_MODE', value: 'offline' }],
    schema.envVar,
    'environment',
  ),
  template: schema.kubernetes<kube.PodTemplateSpec>(
    'PodTemplateSpec',
    {},
    'Anything else of a task pod, laid over the template as Kubernetes merges it: lists of named things by name. The container of the task is called `task`.',
    {
      spec: { schedulerName: 'volcano', hostAliases: [{ ip: '10.0.0.9', hostnames: ['data.example.com'] }] },
    },
  ),
  cache: schema.boolean(true, 'Whether tasks use the shared cache, where there is one.'),
  maxPods: schema.optionalInteger('How many tasks may run at once. Default: as many as there are.', 8, 1),
  keepCompletedMinutes: schema.integer(0, 'Minutes for which pods of ended tasks are kept.', 60),
  sessions: schema.group('Ports for interactive sessions (clearml-session): one Service for each.', {
    enabled: schema.boolean(false, 'Whether there are such ports.'),
    startingPort: schema.integer(31000, 'The first node port, or port of the Services.', 32000, 1, 65535),
    count: schema.integer(20, 'How many sessions at once.', 5, 1, 500),
    type: schema.oneOf(
      ['NodePort', 'LoadBalancer', 'ClusterIP'],
      'NodePort',
      'Type of the Services.',
      'LoadBalancer',
    ),
    gateway: schema.optionalText('Address that clients are told.', 'ml-node-1', schema.host),
    annotations: schema.texts(
      {},
      'Annotations of the Services.',
      { 'metallb.universe.tf/allow-shared-ip': 'sessions' },
      schema.annotations,
    ),
  }),
  namespace: schema.group(
    'The namespace of the task pods. Default: that of the installation.',
    {
      name: schema.optionalText('Its name.', 'ml-tasks', schema.dnsLabel),
      create: schema.boolean(true, 'Whether the stream makes it.'),
      existingSecret: schema.optionalText(
        'Secret in it with the keys agent-key and agent-secret: a pod reads no Secret of another namespace.',
        'clearml-agent-keys',
        schema.dnsName,
      ),
    },
    'name',
  ),
  serviceAccount: schema.group('The service account of the task pods. It has no rights in the cluster.', {
    existing: schema.optionalText('One that exists already and is used instead.', 'trainer', schema.dnsName),
    annotations: schema.texts(
      {},
      'Annotations, such as those of a cloud identity.',
      { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/training' },
      schema.annotations,
    ),
  }),
})

/** The decoded values of one queue. */
export type Queue = ValueOf<typeof glueTable>
export type QueueInput = InputOf<Queue>
