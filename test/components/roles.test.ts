// The containers of the server's roles are run for real, as each profile says, on a file tree like the image's.
import { chmodSync, chownSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { baseline, nfs, openshift, restricted } from '../../overlays/index.js'
import type { Overlay, ValuesInput } from '../../src/index.js'
import { cleared, type Given, type Node, needsRoot, type Ran, runPod } from '../support/kubelet.js'
import { type Manifests, type PodParts, podOf } from '../support/objects.js'
import { serverImage } from '../support/serverImage.js'
import { built } from '../support/streams.js'

const roles = ['apiserver', 'webserver', 'fileserver', 'asyncdelete'] as const
type Role = (typeof roles)[number]

/** What each says when it has got as far as its real program would. */
const reached: Readonly<Record<Role, RegExp>> = {
  apiserver: /serving: python3 -m apiserver\.server in \/opt\/clearml as/,
  webserver: /the UI\n.*\nthe application\n\{"from": "env"\}\nserving: nginx -g daemon off; in/,
  fileserver: /serving: python3 fileserver\.py in \/opt\/clearml\/fileserver as/,
  asyncdelete:
    /serving: python3 -m jobs\.async_urls_delete --fileserver-host http:\/\/clearml-fileserver:8081 in \/opt\/clearml as/,
}

interface Cluster {
  readonly name: string
  readonly overlays: ReadonlyArray<Overlay>
  readonly given?: Given
  readonly claim?: Node['claim']
  /** Who the roles run as, where it is not the same for all. */
  readonly as: (role: Role) => string
}

/** The directory as the notes of the overlay say. */
const ownedBy = (user: number, group: number) => (directory: string) => {
  chownSync(directory, user, group)
  chmodSync(directory, 0o770)
}
const onNfs = nfs({ server: '10.0.0.5', path: '/exports' })
const given = { user: 1000680000, fsGroup: 1000680000 }
const rootOr = (user: string) => (role: Role) => (role === 'fileserver' ? user : '0:0')

const clusters: ReadonlyArray<Cluster> = [
  { name: 'by default', overlays: [], as: rootOr('1000:1000') },
  { name: 'baseline', overlays: [baseline()], as: rootOr('1000:1000') },
  { name: 'restricted', overlays: [restricted()], as: () => '1000:1000' },
  {
    name: 'restricted on NFS',
    overlays: [restricted(), onNfs],
    claim: ownedBy(1000, 1000),
    as: () => '1000:1000',
  },
  { name: 'openshift', overlays: [openshift()], given, as: () => '1000680000:0' },
  {
    name: 'openshift on NFS',
    overlays: [openshift({ supplementalGroups: [5555] }), onNfs],
    given,
    claim: ownedBy(0, 5555),
    as: () => '1000680000:0',
  },
]

const scratch = (t: Test): string => {
  const directory = mkdtempSync(join(tmpdir(), 'clearml-pod-'))
  chmodSync(directory, 0o755)
  t.teardown(() => cleared(directory))
  return directory
}

const start = (
  t: Test,
  manifests: Manifests,
  role: Role,
  node: Partial<Node> = {},
  change: (pod: PodParts) => PodParts = (pod) => pod,
): { readonly ran: ReadonlyArray<Ran>; readonly last: Ran } => {
  const ran = runPod(change(podOf(manifests, role)), {
    manifests,
    scratch: scratch(t),
    image: serverImage,
    ...node,
  })
  const last = ran.at(-1)
  if (last === undefined) throw new Error('a pod has a container')
  return { ran, last }
}

for (const { name, overlays, as, ...node } of clusters) {
  t.test(`${name} every role reaches the point where its server runs`, needsRoot, async (t) => {
    const { manifests } = built({ overlays })
    for (const role of roles) {
      const { ran, last } = start(t, manifests, role, node)
      t.same(
        ran.map(({ status }) => status),
        ran.map(() => 0),
        role,
      )
      t.equal(last.name, role)
      t.match(last.log, reached[role])
      t.match(last.log, ` as ${as(role)}\n`)
    }
  })
}

const lockedDown = [
  { name: 'restricted', overlays: [restricted()] },
  { name: 'openshift', overlays: [openshift()], given },
]
for (const { name, overlays, ...node } of lockedDown) {
  t.test(`${name}: gunicorn, open sign-in, settings and a sub-path work too`, needsRoot, async (t) => {
    const { manifests } = built({
      overlays,
      values: {
        auth: { mode: 'open' },
        apiserver: { extraEnv: [{ name: 'CLEARML_USE_GUNICORN', value: '1' }] },
        fileserver: { extraEnv: [{ name: 'FILESERVER_USE_GUNICORN', value: 'true' }] },
        webserver: {
          configuration: { loginNotice: 'Staff only' },
          extraEnv: [{ name: 'CLEARML_SERVER_SUB_PATH', value: 'ml' }],
        },
      },
    })
    t.match(start(t, manifests, 'apiserver', node).last.log, /serving: gunicorn .*apiserver\.server:app in/)
    t.match(start(t, manifests, 'fileserver', node).last.log, 'serving: gunicorn fileserver:app in')
    const { log } = start(t, manifests, 'webserver', node).last
    t.match(log, 'location /ml {}')
    t.match(log, '<base href="/ml/"> the UI\nbase = "ml"\n')
    t.match(log, 'serving: nginx')
  })
}

const values: Readonly<Record<string, ValuesInput>> = {
  'another user, by a value': Object.fromEntries(
    roles.map((role) => [role, { podSecurityContext: { runAsUser: 1234, runAsNonRoot: true } }]),
  ),
  'a user of the container': Object.fromEntries(
    roles.map((role) => [role, { securityContext: { runAsUser: 4321, runAsGroup: 0 } }]),
  ),
  'root on a read-only root': Object.fromEntries(
    roles.map((role) => [
      role,
      {
        podSecurityContext: { runAsUser: 0, runAsNonRoot: false },
        securityContext: { readOnlyRootFilesystem: true },
      },
    ]),
  ),
}
for (const [name, given] of Object.entries(values)) {
  t.test(`without a profile: ${name}`, needsRoot, async (t) => {
    const { manifests } = built({ values: given })
    for (const role of roles) t.match(start(t, manifests, role).last.log, reached[role])
  })
}

t.test('what a container writes lasts when it starts again in the same pod', needsRoot, async (t) => {
  const { manifests } = built({
    overlays: [restricted()],
    values: { webserver: { extraEnv: [{ name: 'CLEARML_SERVER_SUB_PATH', value: 'ml' }] } },
  })
  const again = (pod: PodParts): PodParts => ({
    ...pod,
    init: [...pod.init, ...[1, 2].map((i) => ({ ...pod.main, name: `before-${i}` }))],
  })
  const { ran, last } = start(t, manifests, 'webserver', {}, again)
  t.equal(ran.length, 4)
  t.match(last.log, /<base href="\/ml\/"> the UI\nbase = "ml"\n.*serving: nginx/s)
})

// That these runs can fail: each takes away one thing that the manifests give.
const broken: ReadonlyArray<readonly [string, Role, (pod: PodParts) => PodParts, RegExp]> = [
  [
    'the writable copies',
    'apiserver',
    without('/opt/clearml/apiserver/apierrors/errors'),
    /Read-only file system/,
  ],
  ['the copy of the UI', 'webserver', without('/usr/share/nginx/html'), /Read-only file system/],
  ['the log directory', 'webserver', without('/var/log/clearml'), /Read-only file system/],
  ["nginx's pid", 'webserver', without('/run'), /Read-only file system/],
  ['/tmp', 'fileserver', without('/tmp'), /Read-only file system/],
  [
    'the errors of asyncdelete',
    'asyncdelete',
    without('/opt/clearml/apiserver/apierrors/errors'),
    /Read-only/,
  ],
  ['the step that copies', 'webserver', (pod) => ({ ...pod, init: [] }), /index\.html: No such file/],
  [
    'the sysctl',
    'webserver',
    (pod) => ({
      ...pod,
      spec: { ...pod.spec, securityContext: { ...pod.spec.securityContext, sysctls: [] } },
    }),
    /bind 80: Permission denied/,
  ],
]
function without(path: string): (pod: PodParts) => PodParts {
  return (pod) => ({
    ...pod,
    main: {
      ...pod.main,
      volumeMounts: (pod.main.volumeMounts ?? []).filter(({ mountPath }) => mountPath !== path),
    },
  })
}
t.test('each thing that the manifests give is needed', needsRoot, async (t) => {
  const { manifests } = built({ overlays: [restricted()] })
  for (const [name, role, change, said] of broken) {
    const { last } = start(t, manifests, role, {}, change)
    t.not(last.status, 0, name)
    t.match(last.log, said, name)
    t.notMatch(last.log, 'serving', name)
  }
})

t.test('the entrypoint itself cannot be executed by another user', needsRoot, async (t) => {
  const { manifests } = built({ overlays: [restricted()] })
  const direct = (pod: PodParts): PodParts => ({
    ...pod,
    main: { ...pod.main, command: ['/opt/clearml/entrypoint.sh', 'webserver'] },
  })
  t.match(start(t, manifests, 'webserver', {}, direct).last.log, 'Permission denied')
})
