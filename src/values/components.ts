/** The values of each component of the server. */
import * as codec from './codec.js'
import { elasticsearchExternal, mongodbExternal, redisExternal } from './outsideStore.js'
import {
  boolean,
  type Fields,
  freeForm,
  group,
  integer,
  oneOf,
  optionalInteger,
  optionalText,
  text,
  textList,
  texts,
} from './schema.js'
import { subPath } from './subPath.js'
import { service, storage, workload } from './workload.js'

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

/** A store of the stream, or one elsewhere. */
const isInside = (name: string, of: string) =>
  boolean(
    true,
    `Whether the stream installs ${name}. \`false\`: the servers use the one of \`${of}.external\`, nothing of ours is there, and what the other values of \`${of}\` say means nothing.`,
  )

/** By the names of the components, in the order in which they are documented. */
export const components = {
  apiserver: group('The API server.', {
    replicas: integer(1, 'Number of pods.', 2),
    processes: optionalInteger(
      'Worker processes, by gunicorn; each starts like a server of its own, and needs memory like one. Default: one process with threads.',
      4,
      1,
      64,
    ),
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
    subPath,
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
    enabled: isInside('Elasticsearch', 'elasticsearch'),
    external: elasticsearchExternal,
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
    enabled: isInside('MongoDB', 'mongodb'),
    external: mongodbExternal,
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
    enabled: isInside('Redis', 'redis'),
    external: redisExternal,
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
} satisfies Fields
