import { execFileSync } from 'node:child_process'
import t from 'tap'
import { agents } from '../../overlays/index.js'
import { requiredKeys } from '../../src/components/credentials.js'
import { credentialKeys } from '../../src/components/credentialsScript.js'
import { type Build, build, showError, type ValuesInput } from '../../src/index.js'
import { at, isArray, type Json, type JsonObject } from '../../src/json.js'
import type { ConfigMap, Role } from '../../src/kube/types.js'
import { notes } from '../../src/notes.js'
import { credentialsMode } from '../../src/values/auth.js'
import { envOf, type Manifests, ofKind, podOf, pods, scriptOf } from '../support/objects.js'
import { built, cases, workers } from '../support/streams.js'
import { needs } from '../support/which.js'

const DIRECTORY = '/opt/clearml/credentials'
const TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount'
const base = built({}).manifests
const scriptText = (manifests: Manifests): string =>
  ofKind<ConfigMap>(manifests, 'ConfigMap').find(({ metadata }) => metadata?.name === 'clearml-credentials')
    ?.data?.['credentials.py'] ?? ''

/**
 * The credentials that ClearML publishes (`apiserver/config/default/secure.conf`, `services/*.conf`), and where the
 * installation overrides each: the key of the Secret, the path in that file, and the servers that read it.
 */
const overrides = [
  {
    published: 'secure.http.session_secret.apiserver',
    file: 'secure.conf',
    path: ['http', 'session_secret', 'apiserver'],
  },
  { published: 'secure.auth.token_secret', file: 'secure.conf', path: ['auth', 'token_secret'] },
  ...['apiserver', 'fileserver', 'webserver', 'services_agent', 'tests'].flatMap((name) =>
    ['user_key', 'user_secret'].map((field) => ({
      published: `secure.credentials.${name}.${field}`,
      file: 'secure.conf',
      path: ['credentials', name, field],
    })),
  ),
  {
    published: 'services.events.events_retrieval.scroll_id_key',
    file: 'services.conf',
    path: ['events', 'events_retrieval', 'scroll_id_key'],
  },
  ...['username', 'password'].map((field) => ({
    published: `services.auth.fixed_users.guest.${field}`,
    file: 'services.conf',
    path: ['auth', 'fixed_users', 'guest', field],
  })),
]
/** Which servers need which file: the job mints tokens with the apiserver's secret, the fileserver signs in with its pair. */
const readers: Readonly<Record<string, ReadonlyArray<string>>> = {
  'secure.conf': ['apiserver', 'asyncdelete', 'fileserver'],
  'services.conf': ['apiserver', 'asyncdelete'],
  'apiserver.conf': ['apiserver'],
}

/** The files that a pod's start command refuses to run without. */
const demanded = (manifests: Manifests, name: string): ReadonlyArray<string> => {
  const [, list = ''] =
    /^for file in (.*); do\n +\[ -s "\$file" \] \|\| \{ .*exit 1; \}/m.exec(
      scriptOf(podOf(manifests, name).main),
    ) ?? []
  return list.split(' ').flatMap((word) => /^'(.*)'$/.exec(word)?.[1] ?? [])
}

t.test(
  'every published credential is made anew, at the place that ClearML reads',
  needs('python3'),
  async (t) => {
    const text = scriptText(base)
    const makers = text.slice(text.indexOf('def random('), text.indexOf('def new_apiserver('))
    const program = `import json, secrets, string\n${makers}\nprint(json.dumps({"secure.conf": new_secure(), "services.conf": new_services()}))`
    const run = (): Json => JSON.parse(execFileSync('python3', ['-c', program], { encoding: 'utf8' }))
    const [first, second] = [run(), run()]
    for (const { published, file, path } of overrides) {
      t.ok(
        credentialKeys.some(({ key }) => key === file),
        `${published}: ${file}`,
      )
      const made = at(first, [file, ...path])
      t.match(made, /^[A-Za-z][A-Za-z0-9]{29,}$/, `${published}: ${path.join('.')}`)
      t.not(made, at(second, [file, ...path]), 'another one each time')
    }
  },
)

for (const { name, build } of cases) {
  const hasServer = built(build).values.server.enabled
  if (hasServer)
    t.test(
      `${name}: each server reads its files from the last directory, and does not start without them`,
      async (t) => {
        const { manifests } = built(build)
        const open = build.values?.auth?.mode === 'open'
        for (const [file, servers] of Object.entries(readers)) {
          if (open && file === 'apiserver.conf') continue
          for (const server of servers) {
            const { main } = podOf(manifests, server)
            t.ok(demanded(manifests, server).includes(`${DIRECTORY}/${file}`), `${server}: ${file}`)
            t.equal(envOf(main).CLEARML_CONFIG_DIR?.split(':').at(-1), DIRECTORY)
            t.match(
              main.volumeMounts?.filter(({ mountPath }) => mountPath === DIRECTORY),
              [{ readOnly: true }],
            )
          }
        }
      },
    )

  t.test(
    `${name}: nothing secret is in the stream, and the token of the API reaches one container of a pod`,
    async (t) => {
      const { manifests } = built(build)
      t.same(ofKind(manifests, 'Secret'), [])
      const with_ = pods(manifests).flatMap((pod) =>
        pod.containers
          .filter(({ volumeMounts = [] }) =>
            volumeMounts.some(
              (mount) =>
                mount.mountPath === TOKEN ||
                pod.volumes.some(({ name, projected }) => projected !== undefined && name === mount.name),
            ),
          )
          .map((container) => `${pod.name}/${container.name}`),
      )
      const given = credentialsMode(built(build).values.auth) !== 'inCluster'
      const open = build.values?.auth?.mode === 'open'
      const steps = ['apiserver', 'asyncdelete', 'fileserver', ...(open ? ['webserver'] : [])].map(
        (of) => `${of}/credentials`,
      )
      // The glue makes the pods of tasks, and asks for no Secret.
      const glues = pods(manifests).flatMap(({ name: of }) => (of.startsWith('glue-') ? [`${of}/glue`] : []))
      t.same(with_.toSorted(), [...(given || !hasServer ? [] : steps), ...glues].toSorted())
    },
  )
}

t.test('the credential step of a pod writes the very files that its server demands', async (t) => {
  for (const mode of ['closed', 'open'] as const) {
    const { manifests } = built({ values: { auth: { mode } } })
    for (const { name, init } of pods(manifests)) {
      const step = init.find((container) => container.name === 'credentials')
      const files = (envOf(step).FILES ?? '').split(' ').filter((file) => file !== '')
      t.same(
        files.map((file) => `${DIRECTORY}/${file}`),
        demanded(manifests, name),
        `${mode}: ${name}`,
      )
      t.equal(step === undefined ? DIRECTORY : envOf(step).TARGET, DIRECTORY)
      t.equal(
        step?.image,
        step === undefined ? undefined : podOf(manifests, name).main.image,
        'in an image that the pod needs anyway',
      )
    }
  }
})

t.test('with open sign-in there are no users, and only then the web UI gets its pair', async (t) => {
  const closed = base
  const open = built({ values: { auth: { mode: 'open' } } }).manifests
  t.same(demanded(closed, 'webserver'), [])
  t.same(demanded(open, 'webserver'), [`${DIRECTORY}/webserver-key`, `${DIRECTORY}/webserver-secret`])
  t.match(scriptOf(podOf(open, 'webserver').main), `export 'USER_KEY'="$(< '${DIRECTORY}/webserver-key')"`)
  t.equal(demanded(closed, 'apiserver').includes(`${DIRECTORY}/apiserver.conf`), true)
  t.equal(demanded(open, 'apiserver').includes(`${DIRECTORY}/apiserver.conf`), false)
})

const given: Readonly<Record<string, NonNullable<ValuesInput['auth']>>> = {
  'my-keys': { existingSecret: 'my-keys' },
  'clearml-credentials': { credentials: 'manifest' },
  'clearml-keys': {
    secretName: 'clearml-keys',
    externalSecret: { store: { name: 'vault' }, remoteKey: 'ml/clearml' },
  },
}

for (const [name, auth] of Object.entries(given))
  t.test(
    `with the Secret ${name} that others make, nothing is made in the cluster, and a pod waits for it`,
    async (t) => {
      for (const mode of ['closed', 'open'] as const) {
        const { manifests, values } = built({ values: { auth: { mode, ...auth } } })
        t.same(
          manifests.filter(({ kind }) => ['Role', 'RoleBinding', 'Secret'].includes(String(kind))),
          [],
        )
        t.equal(JSON.stringify(manifests).includes('serviceAccountToken'), false)
        t.ok(scriptText(manifests))
        for (const pod of pods(manifests)) {
          const files = demanded(manifests, pod.name)
          const step = pod.init.find((container) => container.name === 'credentials')
          const mounted = pod.volumes.filter(({ secret }) => secret !== undefined)
          t.equal(step !== undefined, files.length > 0, pod.name)
          t.same(
            mounted.map(({ secret }) => secret?.secretName),
            files.length === 0 ? [] : [name],
          )
          if (step === undefined) continue
          const [volume] = mounted
          t.same(
            volume?.secret?.items?.map(({ key, path }) => [key, `${DIRECTORY}/${path}`]),
            files.map((file) => [file.split('/').at(-1), file]),
          )
          t.equal(volume?.secret?.optional, undefined, 'never optional')
          t.ok(((volume?.secret?.defaultMode ?? 0) & 0o004) !== 0, 'readable without an fsGroup')
          const readers = pod.containers.filter(({ volumeMounts = [] }) =>
            volumeMounts.some((mount) => mount.name === volume?.name),
          )
          t.same(
            readers.map((container) => [
              container.name,
              container.volumeMounts?.find((one) => one.name === volume?.name),
            ]),
            [['credentials', { name: volume?.name, mountPath: envOf(step).SOURCE, readOnly: true }]],
            'only the step sees it, where it looks for it',
          )
          t.match(envOf(step).SOURCE, new RegExp(`/${name}$`), 'its failures name the Secret')
          t.notOk('SECRET_NAME' in envOf(step))
        }
        t.same(
          requiredKeys(values)
            .map((key) => `${DIRECTORY}/${key}`)
            .toSorted(),
          [...new Set(pods(manifests).flatMap((pod) => demanded(manifests, pod.name)))].toSorted(),
        )
      }
    },
  )

const externalSecret = (build: Build): JsonObject | undefined =>
  built(build).manifests.find(({ kind }) => kind === 'ExternalSecret')
const vault = { store: { name: 'vault' }, remoteKey: 'ml/clearml' }
const fetched = (one: JsonObject | undefined): ReadonlyArray<Json | undefined> => {
  const data = at(one ?? {}, ['spec', 'data'])
  return (isArray(data) ? data : []).map((item) => at(item, ['secretKey']))
}

t.test(
  'an ExternalSecret fetches every key that pods read, each as a property of one remote key',
  async (t) => {
    const one = externalSecret({ values: { auth: { externalSecret: vault } } })
    t.strictSame(
      [one?.apiVersion, at(one ?? {}, ['metadata', 'name']), at(one ?? {}, ['metadata', 'namespace'])],
      ['external-secrets.io/v1', 'clearml-credentials', 'clearml'],
    )
    const remote = (property: string) => ({
      key: 'ml/clearml',
      property,
      conversionStrategy: 'Default',
      decodingStrategy: 'None',
      metadataPolicy: 'None',
    })
    t.strictSame(one?.spec, {
      refreshInterval: '1h',
      secretStoreRef: { kind: 'SecretStore', name: 'vault' },
      target: { name: 'clearml-credentials', creationPolicy: 'Owner', deletionPolicy: 'Retain' },
      data: ['secure.conf', 'services.conf', 'apiserver.conf'].map((key) => ({
        secretKey: key,
        remoteRef: remote(key),
      })),
    })
    const open = externalSecret({ values: { auth: { mode: 'open', externalSecret: vault } } })
    t.same(fetched(open), ['secure.conf', 'services.conf', 'webserver-key', 'webserver-secret'])
    const guest = { guest: { enabled: true }, externalSecret: vault }
    t.same(fetched(externalSecret({ values: { auth: guest } })), [
      'secure.conf',
      'services.conf',
      'apiserver.conf',
      'admin-username',
      'admin-password',
    ])
    const withAgents = {
      values: { domain: 'ml.example.com', auth: { externalSecret: vault } },
      overlays: workers,
    }
    t.same(
      fetched(externalSecret(withAgents)),
      ['secure.conf', 'services.conf', 'apiserver.conf', 'agent-key', 'agent-secret'],
      'agents too',
    )
    t.equal(externalSecret({}), undefined)
  },
)

t.test(
  'an ExternalSecret can take all of a remote key, from a store of the cluster, for an older operator',
  async (t) => {
    const one = externalSecret({
      values: {
        auth: {
          externalSecret: {
            ...vault,
            store: { name: 'gcp', kind: 'ClusterSecretStore' },
            extract: true,
            refreshInterval: '30m',
            apiVersion: 'external-secrets.io/v1beta1',
          },
        },
      },
    })
    t.equal(one?.apiVersion, 'external-secrets.io/v1beta1')
    t.match(one?.spec, {
      refreshInterval: '30m',
      secretStoreRef: { kind: 'ClusterSecretStore', name: 'gcp' },
      dataFrom: [{ extract: { key: 'ml/clearml' } }],
    })
    t.equal(at(one ?? {}, ['spec', 'data']), undefined)
  },
)

t.test('where the Secret comes from is said once', async (t) => {
  const errors = (auth: NonNullable<ValuesInput['auth']>): ReadonlyArray<string> => {
    const result = build({ values: { auth } })
    return result._tag === 'Left' ? result.left.map(showError) : []
  }
  t.strictSame(errors({ credentials: 'existingSecret' }), [
    'by default: auth.existingSecret: expected the name of a Secret: auth.credentials is existingSecret, got nothing',
  ])
  t.strictSame(errors({ credentials: 'inCluster', existingSecret: 'mine' }), [
    'values: auth.existingSecret: expected none: auth.credentials is inCluster, got string "mine"',
  ])
  t.strictSame(errors({ credentials: 'externalSecret' }), [
    'by default: auth.externalSecret.store.name: expected the name of a store: auth.credentials is externalSecret, got nothing',
    'by default: auth.externalSecret.remoteKey: expected what the store calls the secret with the keys of ClearML, got nothing',
  ])
  t.strictSame(errors({ existingSecret: 'mine', externalSecret: vault }), [
    'values: auth.externalSecret.store.name: expected none: auth.existingSecret is used, got string "vault"',
    'values: auth.externalSecret.remoteKey: expected none: auth.existingSecret is used, got string "ml/clearml"',
  ])
  t.strictSame(errors({ credentials: 'manifest', externalSecret: { refreshInterval: '5m' } }), [
    'values: auth.externalSecret.refreshInterval: expected none: auth.credentials is manifest, got string "5m"',
  ])
  t.strictSame(errors({ externalSecret: vault, adminUsername: 'root' }), [
    'values: auth.adminUsername: expected none: auth.credentials is externalSecret, got string "root"',
  ])
  t.strictSame(errors({ credentials: 'manifest', adminUsername: 'root', secretName: 'keys' }), [])
  t.match(errors({ externalSecret: { ...vault, refreshInterval: 'hourly' } }), [/a duration such as 1h/])
})

t.test('the notes say what must hold the keys, and who signs in', async (t) => {
  const lines = (auth: NonNullable<ValuesInput['auth']>): ReadonlyArray<string> =>
    notes(built({ values: { auth } }))
      .split('\n')
      .map((line) => line.trim())
  const keys = 'secure.conf, services.conf, apiserver.conf'
  const manifest = lines({ credentials: 'manifest', adminUsername: 'root' })
  const made =
    'Secret clearml-credentials in the namespace clearml, made once by `clearml-manifests secrets`, with the keys:'
  t.equal(manifest[manifest.indexOf(made) + 1], keys)
  t.ok(manifest.includes('User name: root; the password:'))
  const external = lines({ externalSecret: vault })
  t.equal(
    external[external.indexOf('SecretStore vault, which has under ml/clearml the properties:') + 1],
    keys,
  )
  t.ok(external.includes('With a user of apiserver.conf in your Secret clearml-credentials.'))
  const users = [{ username: 'joe', password: { secret: 'passwords', key: 'joe' } }]
  t.ok(
    lines({ users }).includes('Secret passwords in the namespace clearml, with the passwords of users: joe'),
  )
})

/** By component, the text of its pods. */
const podTexts = (build: Build): Readonly<Record<string, string>> =>
  Object.fromEntries(
    pods(built(build).manifests).map((pod) => [pod.name, JSON.stringify(pod.workload.spec?.template)]),
  )

t.test('a rotation replaces every pod that reads the Secret, and no other', async (t) => {
  for (const [name, auth] of Object.entries({ 'in the cluster': {}, ...given }))
    for (const mode of ['closed', 'open'] as const) {
      const of = (rotation: number): Build => ({
        values: { domain: 'ml.example.com', auth: { ...auth, mode, rotation } },
        overlays: [...workers, agents({ static: { count: 1, queues: ['static'] } })],
      })
      const [before, after] = [podTexts(of(0)), podTexts(of(1))]
      t.same(
        Object.keys(before).filter((pod) => before[pod] !== after[pod]),
        Object.entries(before).flatMap(([pod, text]) =>
          /"name":"credentials"|"key":"agent-key"/.test(text) ? [pod] : [],
        ),
        `${name}, ${mode}`,
      )
      t.equal(before.webserver !== after.webserver, mode === 'open')
      t.notMatch(JSON.stringify(before), 'clearml-manifests/rotation', '0 is no rotation')
      t.not(podTexts(of(2)).fileserver, after.fileserver, 'each one anew')
    }
  const own = (rotation: number): Build => ({
    values: { domain: 'ml.example.com', auth: { rotation } },
    overlays: [agents({ existingSecret: 'mine', static: { count: 1 } })],
  })
  t.equal(podTexts(own(0)).agent, podTexts(own(1)).agent, 'agents with keys of their own stay')
})

t.test('the step is told of a rotation where it makes the keys', async (t) => {
  const step = (auth: NonNullable<ValuesInput['auth']>) =>
    envOf(
      podOf(built({ values: { auth } }).manifests, 'asyncdelete').init.find(
        ({ name }) => name === 'credentials',
      ),
    )
  t.equal(step({}).ROTATION, undefined)
  t.equal(step({ rotation: 3 }).ROTATION, '3')
  t.equal(step({ rotation: 3, existingSecret: 'mine' }).ROTATION, undefined)
})

t.test('the Role lets pods make Secrets, and read and complete the one', async (t) => {
  const { manifests } = built({ values: { auth: { secretName: 'my-name' } } })
  t.same(
    ofKind<Role>(manifests, 'Role').map(({ rules }) => rules),
    [
      [
        { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
        { apiGroups: [''], resources: ['secrets'], resourceNames: ['my-name'], verbs: ['get', 'patch'] },
      ],
    ],
  )
  t.equal(
    envOf(podOf(manifests, 'fileserver').init.find(({ name }) => name === 'credentials')).SECRET_NAME,
    'my-name',
  )
})

t.test('a credential that somebody published is refused, wherever a user writes it', async (t) => {
  const token = 'Rq8FW84sSqVgq7WvBB_4EzNl9y8z8IGiDXX3C345_a5AZfcwZcwCIA'
  const result = build({ values: { config: { 'services.conf': `auth { token_secret: "${token}" }` } } })
  const text = result._tag === 'Left' ? result.left.map(showError).join() : ''
  t.match(text, 'ConfigMap/clearml-config data["services.conf"]: holds a published default credential')
  t.notMatch(text, token)
})
