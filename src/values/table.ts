/** The table of the core's values. An overlay's own values have their own table, under the overlay's name. */
import { auth } from './auth.js'
import * as codec from './codec.js'
import { imageRegistry } from './image.js'
import { annotations, labels } from './label.js'
import {
  boolean,
  freeForm,
  group,
  type InputOf,
  integer,
  oneOf,
  optionalOneOf,
  optionalText,
  text,
  textList,
  texts,
  type ValueOf,
} from './schema.js'
import { placement, service, storage, workload } from './workload.js'

const nonRoot = (id: number, group = id) => ({
  runAsNonRoot: true,
  runAsUser: id,
  runAsGroup: group,
  fsGroup: id,
  fsGroupChangePolicy: 'OnRootMismatch',
  seccompProfile: { type: 'RuntimeDefault' },
})
const noPrivileges = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } }
/** These roles write into the image's own tree, which belongs to root: generated error classes, the UI's settings. */
const asRoot = {
  podSecurityContext: { seccompProfile: { type: 'RuntimeDefault' } },
  securityContext: { allowPrivilegeEscalation: false },
}

export const table = group('Values of a ClearML installation.', {
  version: oneOf(
    ['2.4.0', '2.3.0'],
    '2.4.0',
    'ClearML Server version. It selects the images of the stores that belong to it.',
    '2.3.0',
  ),
  server: group('ClearML Server itself.', {
    enabled: boolean(
      true,
      'Whether the stream installs it. `false`: only what overlays add, such as agents of a server elsewhere.',
    ),
  }),
  namespace: group(
    'The namespace of everything.',
    {
      name: text('clearml', 'Its name.', 'ml', codec.dnsLabel),
      create: boolean(true, 'Whether the stream makes it.'),
      labels: texts(
        {},
        'Extra labels, such as those of Pod Security.',
        { 'pod-security.kubernetes.io/enforce': 'baseline' },
        labels,
      ),
      annotations: texts({}, 'Extra annotations.', { 'example.com/owner': 'ml' }, annotations),
    },
    'name',
  ),
  domain: optionalText(
    'Parent domain of the public hosts: app.DOMAIN, api.DOMAIN, files.DOMAIN.',
    'clearml.example.com',
    codec.dnsName,
  ),
  urls: group('Public URLs, where they do not follow from `domain` or from how the server is exposed.', {
    web: optionalText('URL of the web UI.', 'https://clearml.example.com', codec.url),
    api: optionalText('URL of the API.', 'https://clearml-api.example.com', codec.url),
    files: optionalText(
      'URL of the fileserver. ClearML writes it into stored data: choose it once.',
      'https://clearml-files.example.com',
      codec.url,
    ),
    otherFiles: textList(
      'Further URLs under which stored data names this fileserver (former hosts): their files are deleted too.',
      ['http://10.0.0.7:8081'],
      codec.url,
    ),
    scheme: optionalOneOf(
      ['http', 'https'],
      'Scheme of the URLs that follow from `domain`. Default: https where the ingress has TLS, else http.',
      'https',
    ),
  }),
  auth,
  config: texts(
    {},
    'Further ClearML configuration: file name, such as `services.conf`, to its text in HOCON. Read by apiserver, fileserver and asyncdelete.',
    { 'services.conf': 'tasks { non_responsive_tasks_watchdog { threshold_sec: 21000 } }\n' },
  ),
  imageRegistry: optionalText(
    'Registry (and path) that every image is taken from instead, under its own name.',
    'registry.example.com/mirror',
    imageRegistry,
  ),
  imagePullSecrets: textList('Names of the Secrets to pull images with.', ['registry-key'], codec.dnsName),
  labels: texts({}, 'Labels of every object and pod; never in a selector.', { team: 'ml' }, labels),
  annotations: texts(
    {},
    'Annotations of every object.',
    { 'example.com/contact': 'ml@example.com' },
    annotations,
  ),
  pods: group(
    "Placement of every pod. A component's own nodeSelector is laid over this one and its tolerations are added; its other values replace these.",
    placement,
  ),

  apiserver: group('The API server.', {
    replicas: integer(1, 'Number of pods.', 2),
    startupSeconds: integer(
      1800,
      'How long the server may take to answer after its start: migrations run before it listens.',
      3600,
      60,
      86400,
    ),
    prePopulate: group('Example data on an empty database.', {
      enabled: boolean(false, 'Import it.'),
      zipFiles: text(
        '/opt/clearml/db-pre-populate',
        'Directory of the zip files in the image.',
        '/mnt/examples',
        codec.absolutePath,
      ),
    }),
    ...workload('the API server', {
      requests: { cpu: '100m', memory: '512Mi' },
      limits: { memory: '2Gi' },
      ...asRoot,
      terminationGracePeriodSeconds: 60,
    }),
    service: service('the API server'),
  }),
  webserver: group('The web UI (nginx).', {
    replicas: integer(1, 'Number of pods.', 2),
    disableIPv6: boolean(false, 'Keep nginx from listening on IPv6, for nodes without it.'),
    configuration: freeForm('Settings of the web UI: keys of its configuration.json.', {
      loginNotice: 'Staff only',
    }),
    ...workload('the web UI', {
      requests: { cpu: '50m', memory: '64Mi' },
      limits: { memory: '256Mi' },
      ...asRoot,
      terminationGracePeriodSeconds: 30,
    }),
    service: service('the web UI'),
  }),
  fileserver: group('The file server.', {
    replicas: integer(1, 'Number of pods. More than one needs `storage.accessMode: ReadWriteMany`.', 2),
    storage: storage('50Gi', 'uploaded files'),
    ...workload('the file server', {
      requests: { cpu: '100m', memory: '256Mi' },
      limits: { memory: '1Gi' },
      podSecurityContext: nonRoot(1000),
      securityContext: noPrivileges,
      terminationGracePeriodSeconds: 60,
    }),
    service: service('the file server'),
  }),
  asyncdelete: group('The job that deletes files of deleted tasks and models.', {
    ...workload('the deletion job', {
      requests: { cpu: '50m', memory: '128Mi' },
      limits: { memory: '512Mi' },
      ...asRoot,
      terminationGracePeriodSeconds: 30,
    }),
  }),
  elasticsearch: group('Elasticsearch: events, logs, metrics. Its memory request follows its memory limit.', {
    storage: storage('50Gi', 'events, logs and metrics'),
    vmMaxMapCount: oneOf(
      ['disableMmap', 'host', 'privilegedInit'],
      'disableMmap',
      '`disableMmap`: works on any node. `host`: the node has vm.max_map_count >= 262144. `privilegedInit`: a privileged init container sets it.',
      'host',
    ),
    heap: optionalText('Java heap, such as `2g`. Default: half of the memory limit.', '3g'),
    settings: texts({}, 'Further Elasticsearch settings.', { 'indices.query.bool.max_clause_count': '4096' }),
    ...workload('Elasticsearch', {
      requests: { cpu: '500m' },
      limits: { memory: '4Gi' },
      podSecurityContext: nonRoot(1000, 0),
      securityContext: noPrivileges,
      terminationGracePeriodSeconds: 120,
    }),
    service: service('Elasticsearch'),
  }),
  mongodb: group('MongoDB: tasks, models, users.', {
    storage: storage('50Gi', 'tasks, models and users'),
    extraArgs: textList('Further arguments of mongod.', ['--wiredTigerCacheSizeGB=1']),
    ...workload('MongoDB', {
      requests: { cpu: '250m', memory: '512Mi' },
      limits: { memory: '2Gi' },
      podSecurityContext: nonRoot(999),
      securityContext: noPrivileges,
      terminationGracePeriodSeconds: 120,
    }),
    service: service('MongoDB'),
  }),
  redis: group('Redis: queue state, sessions.', {
    storage: storage('5Gi', 'queue state and sessions'),
    extraArgs: textList('Further arguments of redis-server.', ['--maxmemory-policy', 'noeviction']),
    ...workload('Redis', {
      requests: { cpu: '100m', memory: '128Mi' },
      limits: { memory: '512Mi' },
      podSecurityContext: nonRoot(999),
      securityContext: noPrivileges,
      terminationGracePeriodSeconds: 120,
    }),
    service: service('Redis'),
  }),
  start: group('How the server waits for what it needs.', {
    waitSeconds: integer(
      600,
      'How long a start command waits for stores and the API server before it gives up and is restarted.',
      300,
      10,
      86400,
    ),
  }),
})

/** The decoded values of the core. */
export type Values = ValueOf<typeof table>
/** What users write: any part of the values; a bare name stands for `namespace.name`. */
export type ValuesInput = Omit<InputOf<Values>, 'namespace'> & {
  readonly namespace?: string | InputOf<Values['namespace']> | null
}
