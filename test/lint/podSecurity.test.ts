import t from 'tap'
import { podSecurityLevels, showPodSecurity } from '../../src/lint/index.js'
import { findings, manifests } from './findings.js'

const pod = (spec: string, metadata = ''): string =>
  `{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: ml${metadata}}, spec: {${spec}}}`
const level = (spec: string, metadata = ''): string =>
  podSecurityLevels(manifests(pod(spec, metadata)))
    .map(showPodSecurity)
    .join('\n')
    .replace('Pod/web: ', '')

const secured =
  'allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}, runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}'
const container = (context: string, more = ''): string =>
  `containers: [{name: a, securityContext: {${context}}${more}}]`
const restricted = container(secured)
/** A restricted pod with one thing more. */
const beside = (more: string): string => level(`${restricted}, ${more}`)
const within = (context: string, more = ''): string => level(container(`${secured}, ${context}`, more))

t.test('a pod without any security context is of the level baseline', async (t) => {
  t.equal(
    level('containers: [{name: a}]'),
    'baseline; restricted is stopped by allowPrivilegeEscalation (container "a"), capabilities_restricted (container "a"), runAsNonRoot (container "a"), seccompProfile_restricted (container "a")',
  )
  t.equal(level(restricted), 'restricted')
})

t.test('what the level baseline forbids leaves a pod privileged, with the reason', async (t) => {
  const is = (by: string): string => `privileged; baseline is stopped by ${by}`
  t.equal(beside('hostNetwork: true, hostPID: true'), is('hostNamespaces (hostNetwork, hostPID)'))
  t.equal(beside('volumes: [{name: v, hostPath: {path: /}}]'), is('hostPathVolumes (volume "v")'))
  t.equal(within('privileged: true'), is('privileged (container "a")'))
  t.equal(within('procMount: Unmasked'), is('procMount (container "a")'))
  t.equal(within('capabilities: {add: [SYS_ADMIN]}'), is('capabilities_baseline (container "a")'))
  t.equal(within('a: 1', ', ports: [{hostPort: 80}]'), is('hostPorts (container "a")'))
  t.equal(
    within('a: 1', ', livenessProbe: {httpGet: {host: example.com, port: 80}}'),
    is('hostProbesAndHostLifecycle (container "a")'),
  )
  t.equal(within('seLinuxOptions: {role: r}'), is('seLinuxOptions (container "a")'))
  t.equal(within('windowsOptions: {hostProcess: true}'), is('windowsHostProcess (container "a")'))
  t.equal(beside('securityContext: {sysctls: [{name: kernel.msgmax}]}'), is('sysctls (kernel.msgmax)'))
  t.equal(
    beside('securityContext: {seccompProfile: {type: Unconfined}, appArmorProfile: {type: Unconfined}}'),
    is('appArmorProfile (pod), seccompProfile_baseline (pod)'),
  )
  t.match(
    level(restricted, ', annotations: {container.apparmor.security.beta.kubernetes.io/a: unconfined}'),
    /^privileged; .*appArmorProfile/,
  )
})

t.test('what is allowed is allowed', async (t) => {
  t.equal(within('a: 1', ', ports: [{containerPort: 80, hostPort: 0}]'), 'restricted')
  t.equal(within('seLinuxOptions: {type: container_t, level: s0}'), 'restricted')
  t.equal(within('capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}'), 'restricted')
  t.equal(beside('securityContext: {sysctls: [{name: net.ipv4.tcp_rmem}]}'), 'restricted')
  t.equal(beside('volumes: [{name: v, csi: {driver: d}}, {name: w}]'), 'restricted')
  t.equal(
    level(restricted, ', annotations: {container.apparmor.security.beta.kubernetes.io/a: localhost/b}'),
    'restricted',
  )
})

t.test('what only the level restricted forbids leaves it at baseline', async (t) => {
  const is = (by: string): string => `baseline; restricted is stopped by ${by}`
  t.equal(beside('volumes: [{name: v, nfs: {server: s, path: /}}]'), is('restrictedVolumes (volume "v")'))
  t.equal(within('runAsUser: 0'), is('runAsUser (container "a")'))
  t.equal(beside('securityContext: {runAsUser: 0}'), is('runAsUser (pod)'))
  t.equal(within('capabilities: {drop: [CHOWN]}'), is('capabilities_restricted (container "a")'))
  t.equal(within('capabilities: {drop: [ALL], add: [CHOWN]}'), is('capabilities_restricted (container "a")'))
  t.equal(beside('securityContext: {runAsNonRoot: false}'), is('runAsNonRoot (pod)'))
})

t.test('a container follows the context of its pod', async (t) => {
  const own =
    'containers: [{name: a, securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}]'
  const context = 'securityContext: {runAsNonRoot: true, seccompProfile: {type: Localhost}}'
  t.equal(level(`${own}, ${context}`), 'restricted')
  t.match(level(own), /runAsNonRoot \(container "a"\), seccompProfile_restricted \(container "a"\)$/)
})

t.test('init containers and ephemeral containers count', async (t) => {
  const other = '[{name: b, securityContext: {privileged: true}}]'
  for (const list of ['initContainers', 'ephemeralContainers']) {
    t.equal(
      beside(`${list}: ${other}`),
      'privileged; baseline is stopped by privileged (container "b")',
      list,
    )
  }
})

t.test('a pod for Windows, or in a user namespace, has less to say', async (t) => {
  t.equal(
    level('os: {name: windows}, containers: [{name: a, securityContext: {runAsNonRoot: true}}]'),
    'restricted',
  )
  const root = container(secured.replace('runAsNonRoot: true', 'runAsUser: 0'))
  t.match(level(root), /^baseline; .*runAsNonRoot.*runAsUser/)
  t.equal(level(`hostUsers: false, ${root}`), 'restricted')
  t.match(level(`hostUsers: false, ${container('procMount: Unmasked')}`), /^baseline; .*procMount_restricted/)
})

const namespace = (labels: string): string =>
  `{apiVersion: v1, kind: Namespace, metadata: {name: ml, labels: {${labels}}}}\n---\n`
const label = (mode: string, of: string): string => `pod-security.kubernetes.io/${mode}: ${of}`
const check = (labels: string, ...objects: ReadonlyArray<string>): ReadonlyArray<string> =>
  findings('podSecurity', namespace(labels) + objects.join('\n---\n'))

const deployment = (spec: string): string =>
  `{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: ml}, spec: {template: {spec: {${spec}}}}}`
const bare = 'containers: [{name: a, securityContext: {privileged: true}}]'

t.test('pods that their namespace will refuse are found', async (t) => {
  t.same(check(label('enforce', 'baseline'), deployment(bare)), [
    'Deployment/web spec.template.spec: these pods reach the level privileged, and the namespace "ml" will refuse them, since it enforces baseline: privileged (container "a")',
  ])
  t.same(check(label('enforce', 'baseline'), deployment(restricted)), [])
  t.same(check(label('enforce', 'privileged'), deployment(bare)), [])
  t.same(check(label('enforce', 'basline'), deployment(bare)), [], 'no level')
  t.same(findings('podSecurity', deployment(bare)), [], 'the namespace is not in the stream')
})

t.test('of several labels, the one with the worst consequence is said', async (t) => {
  const labels = [label('audit', 'baseline'), label('warn', 'restricted'), label('enforce', 'baseline')].join(
    ', ',
  )
  t.match(check(labels, deployment(bare)), [/enforces baseline/])
  t.match(check(labels, deployment('containers: [{name: a}]')), [
    /reach the level baseline, .* warns below restricted: /,
  ])
  t.match(check(label('audit', 'restricted'), deployment('containers: [{name: a}]')), [
    /records what is below restricted/,
  ])
})

t.test('each workload is told on its own, with the controls of the level that is asked for', async (t) => {
  const volumes = 'volumes: [{name: v, hostPath: {path: /}}]'
  t.match(check(label('enforce', 'restricted'), pod(`${restricted}, ${volumes}`), deployment(restricted)), [
    /^Pod\/web spec: these pods reach the level privileged, .*: restrictedVolumes \(volume "v"\)$/,
  ])
})
