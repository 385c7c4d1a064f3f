import t from 'tap'
import {
  agents,
  baseline,
  hostpath,
  nfs,
  openshift,
  overlays,
  restricted,
  serving,
} from '../../overlays/index.js'
import {
  build,
  type Overlay,
  overlay,
  podSecurityLevels,
  showError,
  type ValuesInput,
} from '../../src/index.js'
import type { Namespace } from '../../src/kube/types.js'
import { notes } from '../../src/notes.js'
import { ofKind, podOf, pods, taskPods } from '../support/objects.js'
import { built } from '../support/streams.js'

const kafka = { bootstrapServers: ['kafka.example.com:9092'] }
const domain = { domain: 'clearml.example.com' }
const levels = (chosen: ReadonlyArray<Overlay>, values: ValuesInput = {}) =>
  Object.fromEntries(
    podSecurityLevels(built({ overlays: chosen, values }).manifests).map(({ workload, level }) => [
      workload.name.replace(/^clearml-/, ''),
      level,
    ]),
  )
const labels = (chosen: ReadonlyArray<Overlay>, values: ValuesInput = {}) => {
  const [namespace] = ofKind<Namespace>(built({ overlays: chosen, values }).manifests, 'Namespace')
  return Object.fromEntries(
    Object.entries(namespace?.metadata?.labels ?? {}).flatMap(([key, value]) =>
      key.startsWith('pod-security.') ? [[key.replace(/^.*\//, ''), value]] : [],
    ),
  )
}
const errors = (chosen: ReadonlyArray<Overlay>, values: ValuesInput) => {
  const result = build({ overlays: chosen, values })
  return result._tag === 'Left' ? result.left.map(showError) : []
}
const values = (of: object): ValuesInput => of // values of overlays are not among the types of the core's

const everyServerPod = (level: string) =>
  Object.fromEntries(
    ['apiserver', 'asyncdelete', 'elasticsearch', 'fileserver', 'mongodb', 'redis', 'webserver'].map(
      (name) => [name, level],
    ),
  )

for (const profile of [restricted(), openshift()]) {
  const [layer] = profile.layers
  const name = layer?.name
  t.test(`${name}: every pod of the server reaches restricted, on every storage`, async (t) => {
    for (const storage of [
      null,
      hostpath(),
      nfs({ server: '10.0.0.5', path: '/exports' }),
      overlays.cloud?.(),
    ])
      t.strictSame(levels(storage ? [storage, profile] : [profile]), everyServerPod('restricted'))
  })

  t.test(`${name}: pods may not write into their images, but for Elasticsearch and the agents`, async (t) => {
    const { manifests } = built({ overlays: [profile, agents({ glue: [{ queue: 'gpu' }] })], values: domain })
    const writable = pods(manifests)
      .filter(({ main }) => main.securityContext?.readOnlyRootFilesystem !== true)
      .map((pod) => pod.name)
    t.same(writable.sort(), ['agent-services', 'elasticsearch'])
    for (const one of pods(manifests).filter((pod) => pod.name !== 'glue-gpu'))
      for (const init of one.init)
        t.equal(
          init.securityContext?.readOnlyRootFilesystem,
          one.main.securityContext?.readOnlyRootFilesystem,
          `${one.name} ${init.name}`,
        )
  })

  t.test(
    `${name}: agents and the glue reach restricted; tasks and serving do not, and it is said`,
    async (t) => {
      const chosen = [
        profile,
        agents({ static: { count: 1 }, glue: [{ queue: 'gpu' }] }),
        serving({ taskId: 'ab12cd34', kafka }),
      ]
      const { manifests, warnings } = built({ overlays: chosen, values: domain })
      t.match(levels(chosen, domain), {
        agent: 'restricted',
        'agent-services': 'restricted',
        'glue-gpu': 'restricted',
        'serving-inference': 'baseline',
      })
      t.same(
        warnings.flatMap(
          (warning) => /^\S+(?= \S+: these pods reach the level baseline)/.exec(warning) ?? [],
        ),
        [
          'Deployment/clearml-serving-inference',
          'Deployment/clearml-serving-statistics',
          'PodTemplate/clearml-glue-gpu',
        ],
      )
      t.equal(labels(chosen, domain).enforce, 'baseline', 'the namespace takes them')
      for (const { containers } of taskPods(manifests))
        for (const { securityContext } of containers)
          t.equal(securityContext?.allowPrivilegeEscalation, false)
    },
  )

  t.test(`${name}: no step runs as root; the notes say what to prepare`, async (t) => {
    for (const storage of [hostpath(), nfs({ server: '10.0.0.5', path: '/exports', prepare: true })]) {
      const result = built({ overlays: [storage, profile] })
      t.notOk(pods(result.manifests).some(({ init }) => init.some((one) => one.name === 'prepare')))
      t.match(notes(result), /install -d -o .* -m 0770 .*\/server_2\/mongodb\n/)
    }
  })

  t.test(`${name}: what a user says of a pod is stronger`, async (t) => {
    const { manifests } = built({
      overlays: [profile],
      values: {
        apiserver: {
          podSecurityContext: { runAsUser: 4000 },
          securityContext: { readOnlyRootFilesystem: false },
        },
        namespace: { labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } },
      },
    })
    const { spec, main } = podOf(manifests, 'apiserver')
    t.match(spec.securityContext, { runAsUser: 4000, runAsNonRoot: true })
    t.equal(main.securityContext?.readOnlyRootFilesystem, false)
    t.same(main.securityContext?.capabilities, { drop: ['ALL'] })
    const [namespace] = ofKind<Namespace>(manifests, 'Namespace')
    t.equal(namespace?.metadata?.labels?.['pod-security.kubernetes.io/enforce'], 'privileged')
  })
}

t.test('baseline changes nothing but the label of the namespace', async (t) => {
  const without = (manifests: ReturnType<typeof built>['manifests']) =>
    manifests.filter(({ kind }) => kind !== 'Namespace')
  t.strictSame(without(built({ overlays: [baseline()] }).manifests), without(built({}).manifests))
  t.same(labels([baseline()]), { enforce: 'baseline' })
  t.same(labels([]), {})
})

t.test('the namespace enforces restricted where every pod of the stream reaches it', async (t) => {
  const all = { enforce: 'restricted', warn: 'restricted', audit: 'restricted' }
  t.same(labels([restricted()]), all)
  t.same(labels([openshift()]), all)
  t.same(labels([restricted(), agents({ static: { count: 1 } })], domain), all)
  t.same(labels([restricted(), agents({ glue: [{ queue: 'gpu' }] })], domain), {
    ...all,
    enforce: 'baseline',
  })
  const elsewhere = agents({
    glue: [{ queue: 'gpu', namespace: { name: 'tasks', existingSecret: 'agent-keys' } }],
  })
  t.same(labels([restricted(), elsewhere], domain), all, 'tasks run in another namespace')
  const tasks = ofKind<Namespace>(
    built({ overlays: [restricted(), elsewhere], values: domain }).manifests,
    'Namespace',
  )
  t.same(tasks.map(({ metadata }) => metadata?.labels?.['pod-security.kubernetes.io/enforce']).sort(), [
    'baseline',
    'restricted',
  ])
  const root = { apiserver: { podSecurityContext: { runAsUser: 0, runAsNonRoot: false } } }
  t.equal(labels([restricted()], root).enforce, 'baseline', 'values have made a pod root again')
  const operator = serving({ taskId: 'ab12cd34', kafka: { operator: 'strimzi' } })
  t.equal(labels([restricted(), operator], domain).enforce, 'baseline', "an operator's pods are not known")
  t.same(labels([restricted()], { namespace: { name: 'ml', create: false } }), {})
})

t.test('privileged containers and Docker of the node are refused by name', async (t) => {
  for (const profile of [baseline(), restricted(), openshift()]) {
    const name = profile.layers[0]?.name
    t.match(errors([profile], { elasticsearch: { vmMaxMapCount: 'privilegedInit' } }), [
      new RegExp(`elasticsearch\\.vmMaxMapCount.*profile ${name} forbids privileged containers`),
    ])
    const docker = agents({ static: { count: 1, docker: { enabled: true } } })
    t.match(errors([docker, profile], domain), [
      /agents\.static\.docker\.enabled.*forbids directories of the node/,
    ])
  }
})

t.test('a slot is filled once', async (t) => {
  t.match(errors([restricted(), openshift()], {}), [/restricted.*openshift/])
})

t.test('openshift names no uid, group or fsGroup, and nothing else that restricted-v2 refuses', async (t) => {
  const volumes = [
    'configMap',
    'csi',
    'downwardAPI',
    'emptyDir',
    'ephemeral',
    'persistentVolumeClaim',
    'projected',
    'secret',
  ]
  const { manifests } = built({
    overlays: [openshift(), hostpath(), agents({ static: { count: 1 }, glue: [{ queue: 'gpu' }] })],
    values: domain,
  })
  for (const pod of pods(manifests)) {
    const contexts = [pod.spec.securityContext, ...pod.containers.map((one) => one.securityContext)]
    for (const context of contexts)
      for (const field of ['runAsUser', 'runAsGroup', 'fsGroup', 'seLinuxOptions'])
        t.notOk(context && field in context, `${pod.name}: ${field}`)
    for (const { securityContext } of pod.containers) {
      t.equal(securityContext?.allowPrivilegeEscalation, false, pod.name)
      t.same(securityContext?.capabilities, { drop: ['ALL'] }, pod.name)
    }
    for (const { name, ...source } of pod.volumes) t.ok(volumes.includes(Object.keys(source)[0] ?? ''), name)
  }
})

t.test('openshift: groups own the data, in the pods that have data and in the notes', async (t) => {
  const storage = nfs({ server: '10.0.0.5', path: '/exports' })
  const result = built({ overlays: [storage, openshift({ supplementalGroups: [5555, 6666] })] })
  const groups = pods(result.manifests).map((pod) => [
    pod.name,
    pod.spec.securityContext?.supplementalGroups ?? [],
  ])
  t.same(Object.fromEntries(groups), {
    apiserver: [],
    asyncdelete: [],
    webserver: [],
    elasticsearch: [5555, 6666],
    fileserver: [5555, 6666],
    mongodb: [5555, 6666],
    redis: [5555, 6666],
  })
  t.match(notes(result), 'install -d -o 0 -g 5555 -m 0770 /exports/server_2/redis')
  const warned = (chosen: ReadonlyArray<Overlay>) =>
    built({ overlays: chosen }).warnings.some((warning) => warning.includes('openshift.supplementalGroups'))
  t.notOk(warned([storage, openshift({ supplementalGroups: [5555] })]))
  t.ok(warned([storage, openshift()]), 'an NFS server that squashes root knows no group 0')
  t.notOk(warned([hostpath(), openshift()]))
})

t.test(
  'openshift: the notes say which service accounts need anyuid; their pods name no seccomp profile',
  async (t) => {
    const chosen = [
      openshift(),
      agents({ glue: [{ queue: 'gpu', namespace: { name: 'tasks', existingSecret: 'agent-keys' } }] }),
      serving({ taskId: 'ab12cd34', kafka }),
    ]
    const result = built({ overlays: chosen, values: domain })
    t.same(
      notes(result)
        .split('\n')
        .flatMap((line) => /anyuid.*/.exec(line) ?? []),
      [
        'anyuid -n tasks -z clearml-task-gpu',
        'anyuid -n clearml -z clearml-serving-inference',
        'anyuid -n clearml -z clearml-serving-statistics',
      ],
    )
    const asRoot = [
      ...pods(result.manifests).filter(({ name }) => name.startsWith('serving')),
      ...taskPods(result.manifests),
    ]
    t.equal(asRoot.length, 3)
    for (const pod of asRoot) t.notOk(pod.spec.securityContext?.seccompProfile, pod.name)
    t.notMatch(notes(built({ overlays: [openshift()] })), 'anyuid')
  },
)

t.test('agents that are not root have a home, above the shared cache too', async (t) => {
  const mounts = (of: object) => {
    const { main } = podOf(
      built({ overlays: [restricted(), agents()], values: values({ ...domain, agents: of }) }).manifests,
      'agent-services',
    )
    const home = main.env?.find(({ name }) => name === 'HOME')?.value
    const places = (main.volumeMounts ?? []).map(({ name, mountPath }) => [mountPath, name])
    return { home, ...Object.fromEntries(places.filter(([path]) => home && String(path).startsWith(home))) }
  }
  t.same(mounts({}), { home: '/home/clearml', '/home/clearml': 'home' })
  t.same(mounts({ cache: { enabled: true } }), {
    home: '/home/clearml',
    '/home/clearml': 'home',
    '/home/clearml/.clearml': 'home',
    '/home/clearml/.cache': 'home',
    '/home/clearml/.clearml/cache': 'cache',
    '/home/clearml/.cache/pip': 'cache',
  })
  t.equal(mounts({ cache: { enabled: true, home: '/work/' } }).home, '/work')
  const asRoot = podOf(built({ overlays: [agents()], values: domain }).manifests, 'agent-services')
  t.notOk(asRoot.main.env?.some(({ name }) => name === 'HOME'))
})

t.test('a profile of an overlay is weaker than what an overlay says of its own pods', async (t) => {
  const own = agents({ services: { podSecurityContext: { runAsUser: 4000 } } })
  for (const chosen of [
    [own, restricted()],
    [restricted(), own],
  ]) {
    const { spec } = podOf(built({ overlays: chosen, values: domain }).manifests, 'agent-services')
    t.match(spec.securityContext, { runAsUser: 4000, runAsNonRoot: true })
  }
})

t.test('values beside an overlay count while it is selected; a wrong one is an error then', async (t) => {
  const more = (beside: Record<string, unknown>) => overlay({ name: 'more', beside })
  t.same(errors([more({ agents: { nothing: 1 } })], {}), [])
  t.match(errors([more({ agents: { nothing: 1 } }), agents()], domain), [
    /overlay more: agents\.nothing: no such value/,
  ])
  t.match(errors([overlay({ name: 'more', beside: { agents: () => 1 } })], {}), [/beside/])
})

t.test('nginx listens on 80 by the sysctl, beside those of the user, and not where it is root', async (t) => {
  const sysctls = (chosen: ReadonlyArray<Overlay>, given: ValuesInput = {}) =>
    podOf(built({ overlays: chosen, values: given }).manifests, 'webserver').spec.securityContext?.sysctls
  const ours = { name: 'net.ipv4.ip_unprivileged_port_start', value: '80' }
  const keepalive = { name: 'net.ipv4.tcp_keepalive_time', value: '60' }
  t.same(sysctls([]), undefined)
  t.same(sysctls([restricted()]), [ours])
  t.same(sysctls([], { webserver: { podSecurityContext: { runAsUser: 5000 } } }), [ours])
  const own = (list: ReadonlyArray<object>) =>
    values({ webserver: { podSecurityContext: { sysctls: list } } })
  t.same(sysctls([restricted()], own([keepalive])), [keepalive, ours])
  t.same(sysctls([restricted()], own([{ ...ours, value: '0' }])), [{ ...ours, value: '0' }])
})

t.test('a directory that the user mounts is left to them', async (t) => {
  const { manifests } = built({
    overlays: [restricted()],
    values: {
      webserver: {
        extraVolumes: [{ name: 'ui', emptyDir: {} }],
        extraVolumeMounts: [{ name: 'ui', mountPath: '/usr/share/nginx/html/' }],
      },
    },
  })
  const { main, init } = podOf(manifests, 'webserver')
  const html = main.volumeMounts?.filter(({ mountPath }) => mountPath.startsWith('/usr/share/nginx/html'))
  t.same(html, [{ name: 'ui', mountPath: '/usr/share/nginx/html/' }])
  t.notMatch(init[0]?.command?.join(' '), '/usr/share/nginx/html')
})

t.test('groups are whole numbers above 0', async (t) => {
  for (const group of ['5555', 0, 1.5])
    t.match(errors([openshift()], values({ openshift: { supplementalGroups: [group] } })), [
      /openshift\.supplementalGroups\[0\]/,
    ])
})
