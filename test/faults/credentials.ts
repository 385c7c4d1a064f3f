/** Faults of credentials: published, leaked, missing, or with more rights than they need. */
import type { ConfigMap, Container, Role, RoleBinding, ServiceAccount } from '../../src/kube/types.js'
import { PUBLISHED } from '../../src/lint/published.js'
import { publishedCredentials } from '../../src/lint/publishedCredentials.js'
import { streamOf } from '../../src/lint/stream.js'
import { credentialsMode, credentialsSecret } from '../../src/values/auth.js'
import { changed, envOf, everyPod, idOf, ofKind, podOf, pods, scriptOf, withEnv } from '../support/objects.js'
import { agentsOf, isGlue } from './agentPods.js'
import { type Fault, unless } from './fault.js'

const API = 'Deployment/clearml-apiserver'
const WEB = 'Deployment/clearml-webserver'
const pod = ['spec', 'template', 'spec']
const TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount'
const probes = ({ startupProbe, livenessProbe, readinessProbe }: Container) =>
  [startupProbe, livenessProbe, readinessProbe].filter((probe) => probe !== undefined)
const isOfGlue = (name: string | undefined): boolean => name?.startsWith('clearml-glue-') ?? false
const mountsToken = ({ volumeMounts }: Container): boolean =>
  volumeMounts?.some(({ mountPath }) => mountPath === TOKEN) ?? false

export const credentialFaults: ReadonlyArray<Fault> = [
  {
    fault: 'a published default credential is in the stream (7.2, 4.3)',
    find: (manifests) => {
      const text = JSON.stringify(manifests)
      return [
        ...PUBLISHED.filter(([, key]) => text.includes(key)).map(([name]) => name),
        ...publishedCredentials(streamOf(manifests, [])).map(({ path }) => path.join('.')),
      ]
    },
    again: (manifests) =>
      withEnv(manifests, API, 'CLEARML__secure__auth__token_secret', PUBLISHED[1]?.[1] ?? ''),
  },
  {
    fault: 'a Secret with values is in the stream (promise 4)',
    find: (manifests) => manifests.filter(({ kind }) => kind === 'Secret').map(idOf),
    again: (manifests) => [
      ...manifests,
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'clearml-conf' } },
    ],
  },
  {
    fault: 'the readiness probe carries a secret in an Authorization header (7.2)',
    find: (manifests) =>
      everyPod(manifests).flatMap(({ name, containers }) =>
        containers
          .flatMap(probes)
          .filter((probe) => probe.httpGet?.httpHeaders !== undefined)
          .map(() => name),
      ),
    again: (manifests) =>
      changed(
        manifests,
        API,
        [...pod, 'containers', 0, 'readinessProbe', 'httpGet', 'httpHeaders'],
        [{ name: 'Authorization', value: 'Basic R0s0UA==' }],
      ),
  },
  {
    fault: 'anybody who reaches the UI is an administrator (7.2): no users without `auth.mode: open`',
    about: 'server',
    find: (manifests, { values }) => {
      const closed = values?.auth?.mode !== 'open'
      const users = scriptOf(podOf(manifests, 'apiserver').main).includes("credentials/apiserver.conf'")
      const pair = /USER_(KEY|SECRET)/.test(JSON.stringify(podOf(manifests, 'webserver').main))
      return closed === users && closed !== pair ? [] : [`users: ${users}, pair: ${pair}`]
    },
    again: (manifests) => changed(manifests, API, [...pod, 'containers', 0, 'command', 2], 'exec server'),
  },
  {
    fault: 'the UI gets the pair of the webserver without its company, and sign-in breaks (1.14)',
    about: 'server',
    find: (manifests) => {
      const { main } = podOf(manifests, 'webserver')
      const given = [scriptOf(main).includes("'USER_KEY'"), scriptOf(main).includes("'USER_SECRET'")]
      const company = envOf(main).COMPANY_ID === 'd1bd92a3b039400cbafc60a7a5b1e52b'
      return given.every((one) => one === company) ? [] : ['webserver']
    },
    again: (manifests) => withEnv(manifests, WEB, 'COMPANY_ID', 'd1bd92a3b039400cbafc60a7a5b1e52b'),
  },
  {
    fault: 'the token of the Kubernetes API is mounted into every pod (7.6)',
    find: (manifests) => [
      ...unless(
        everyPod(manifests),
        ({ spec }) => spec.automountServiceAccountToken === false,
        ({ name }) => name,
      ),
      ...ofKind<ServiceAccount>(manifests, 'ServiceAccount')
        .filter(({ automountServiceAccountToken }) => automountServiceAccountToken !== false)
        .map(({ metadata }) => String(metadata?.name)),
      ...everyPod(manifests).flatMap((one) =>
        one.containers
          .filter((container) => mountsToken(container) && container.name !== 'credentials')
          // The glue makes pods; a Role of its own says so. What installs its program gets no token.
          .filter((container) => !isGlue(one) || container !== one.main)
          .map((container) => `${one.name}/${container.name}`),
      ),
    ],
    again: (manifests) => changed(manifests, API, [...pod, 'automountServiceAccountToken'], true),
  },
  {
    fault:
      'a Role gives more than to make, read and complete the one Secret, or to make pods of tasks (1.8, 7.2, 7.4: PSP)',
    find: (manifests) =>
      [...ofKind<Role>(manifests, 'Role'), ...ofKind<Role>(manifests, 'ClusterRole')].flatMap(
        ({ metadata, rules = [] }) =>
          unless(
            rules,
            ({ apiGroups, resources, resourceNames, verbs }) =>
              `${apiGroups}` === '' &&
              (isOfGlue(metadata?.name)
                ? // By name is not possible: the pods come later.
                  `${resources}` === 'pods' && `${verbs}` === 'list,create,patch,delete'
                : `${resources}` === 'secrets' &&
                  (`${verbs}` === 'create' || (`${verbs}` === 'get,patch' && resourceNames?.length === 1))),
            ({ verbs }) => `${metadata?.name}: ${verbs}`,
          ),
      ),
    again: (manifests) =>
      changed(manifests, 'Role/clearml-credentials', ['rules', 1, 'resourceNames'], undefined),
  },
  {
    fault: 'a service account is bound to a Role that its pod never uses',
    find: (manifests) =>
      ofKind<RoleBinding>(manifests, 'RoleBinding').flatMap(({ subjects = [] }) =>
        unless(
          subjects,
          (subject) =>
            pods(manifests).some(
              ({ spec, containers }) =>
                spec.serviceAccountName === subject.name && containers.some(mountsToken),
            ),
          ({ name }) => name,
        ),
      ),
    again: (manifests) =>
      changed(manifests, 'RoleBinding/clearml-credentials', ['subjects', 0, 'name'], 'clearml-redis'),
  },
  {
    fault: 'a server starts with the published defaults when its credentials are missing (7.7)',
    about: 'server',
    find: (manifests) =>
      ['apiserver', 'asyncdelete', 'fileserver'].flatMap((name) => {
        const { main } = podOf(manifests, name)
        const refuses = /^for file in .*secure\.conf.*; do\n.*\[ -s "\$file" \] \|\| \{.*exit 1; \}/m.test(
          scriptOf(main),
        )
        const last = (envOf(main).CLEARML_CONFIG_DIR ?? '').split(':').at(-1)
        return refuses && last === '/opt/clearml/credentials' ? [] : [name]
      }),
    again: (manifests) =>
      withEnv(manifests, API, 'CLEARML_CONFIG_DIR', '/opt/clearml/credentials:/opt/clearml/config'),
  },
  {
    fault: 'a pod mounts the Secret that its own init container makes, and never starts (7.7)',
    find: (manifests, _, values) => {
      const given = [
        credentialsMode(values.auth) === 'inCluster' ? null : credentialsSecret(values.auth),
        agentsOf(values)?.configSecret?.secret,
        ...(['elasticsearch', 'mongodb', 'redis'] as const).flatMap((of) => {
          const { ca } = values[of].external.tls
          return ca !== null && 'secret' in ca ? [ca.secret] : []
        }),
      ] // the user makes them
      return everyPod(manifests).flatMap(({ name, volumes }) =>
        volumes
          .filter(({ secret }) => secret !== undefined && !given.includes(secret.secretName))
          .map((volume) => `${name}: ${volume.name}`),
      )
    },
    again: (manifests) =>
      changed(manifests, API, [...pod, 'volumes', 0], {
        name: 'x',
        secret: { secretName: 'clearml-credentials' },
      }),
  },
  {
    fault: 'credentials lie on a disk: their emptyDir is not in memory',
    find: (manifests) =>
      pods(manifests).flatMap(({ name, volumes }) =>
        volumes
          .filter((volume) => volume.name === 'credentials' && volume.secret === undefined)
          .filter(({ emptyDir }) => emptyDir?.medium !== 'Memory')
          .map(() => name),
      ),
    again: (manifests) => changed(manifests, API, [...pod, 'volumes', 0, 'emptyDir', 'medium'], undefined),
  },
  {
    fault: 'the script of a ConfigMap holds a secret: nothing in it looks random',
    find: (manifests) =>
      ofKind<ConfigMap>(manifests, 'ConfigMap').flatMap(({ data = {} }) =>
        Object.values(data).flatMap(
          // A user's hash is a value that the user has chosen to put there.
          (text) =>
            text
              .replace(/"\$2[aby]\$[^"]{56}"/g, '')
              .match(/\b(?=\w*[0-9])(?=\w*[a-z])(?=\w*[A-Z])\w{24,}\b/g) ?? [],
        ),
      ),
    again: (manifests) =>
      changed(
        manifests,
        'ConfigMap/clearml-credentials',
        ['data', 'credentials.py'],
        'SECRET = "aB3dE5fG7hJ9kL1mN3pQ5rS7t"',
      ),
  },
]
