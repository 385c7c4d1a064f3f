import { execFileSync } from 'node:child_process'
import t from 'tap'
import { credentialKeys } from '../../src/components/credentialsScript.js'
import { build, showError } from '../../src/index.js'
import { at, type Json } from '../../src/json.js'
import type { ConfigMap, Role } from '../../src/kube/types.js'
import { envOf, type Manifests, ofKind, podOf, pods, scriptOf } from '../support/objects.js'
import { built, cases } from '../support/streams.js'
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
      const given = build.values?.auth?.existingSecret
      const open = build.values?.auth?.mode === 'open'
      const steps = ['apiserver', 'asyncdelete', 'fileserver', ...(open ? ['webserver'] : [])].map(
        (of) => `${of}/credentials`,
      )
      // The glue makes the pods of tasks, and asks for no Secret.
      const glues = pods(manifests).flatMap(({ name: of }) => (of.startsWith('glue-') ? [`${of}/glue`] : []))
      t.same(
        with_.toSorted(),
        [...(typeof given === 'string' || !hasServer ? [] : steps), ...glues].toSorted(),
      )
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

t.test(
  'with a Secret of the user nothing is made in the cluster, and a pod waits for the Secret',
  async (t) => {
    for (const mode of ['closed', 'open'] as const) {
      const { manifests } = built({ values: { auth: { mode, existingSecret: 'my-keys' } } })
      t.same(
        manifests.filter(({ kind }) => ['Role', 'RoleBinding', 'ConfigMap', 'Secret'].includes(String(kind))),
        [],
      )
      t.equal(JSON.stringify(manifests).includes('serviceAccountToken'), false)
      for (const pod of pods(manifests)) {
        const files = demanded(manifests, pod.name)
        const mounted = pod.volumes.flatMap(({ secret }) => (secret === undefined ? [] : [secret]))
        t.same(pod.init, [])
        t.same(
          mounted.map(({ secretName }) => secretName),
          files.length === 0 ? [] : ['my-keys'],
        )
        t.same(
          mounted.flatMap(({ items = [] }) => items.map(({ path }) => `${DIRECTORY}/${path}`)),
          files,
        )
        t.notOk(
          mounted.some(({ optional }) => optional),
          'never optional',
        )
        t.ok(
          mounted.every(({ defaultMode }) => ((defaultMode ?? 0) & 0o004) !== 0),
          'readable without an fsGroup',
        )
      }
    }
  },
)

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
