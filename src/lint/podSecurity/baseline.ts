import { get, type JsonObject } from '../../json.js'
import { object, objects, text, texts } from '../field.js'
import type { Pod } from '../pods.js'
import {
  type Control,
  containersThat,
  contextOf,
  contextsThat,
  hasUserNamespace,
  isSet,
  volumesThat,
} from './control.js'

/**
 * The level baseline: no known way out of the container. Source: "Pod Security Standards" of the Kubernetes
 * documentation, and `policy/` of k8s.io/pod-security-admission 0.36.
 */
export const baseline: ReadonlyArray<Control> = [
  {
    id: 'appArmorProfile',
    check: (pod) => [
      ...contextsThat(pod, (context) => !isProfile(object(context, 'appArmorProfile'))),
      ...Object.entries(pod.annotations).flatMap(([key, value]) =>
        key.startsWith('container.apparmor.security.beta.kubernetes.io/') && !isOldProfile(value)
          ? [`annotation ${JSON.stringify(key)}`]
          : [],
      ),
    ],
  },
  {
    id: 'capabilities_baseline',
    check: (pod) => containersThat(pod, (of) => added(of).some((name) => !DEFAULT_CAPABILITIES.has(name))),
  },
  {
    id: 'hostNamespaces',
    check: (pod) => ['hostNetwork', 'hostPID', 'hostIPC'].filter((field) => get(pod.spec, field) === true),
  },
  { id: 'hostPathVolumes', check: (pod) => volumesThat(pod, (volume) => isSet(get(volume, 'hostPath'))) },
  {
    id: 'hostPorts',
    check: (pod) =>
      containersThat(pod, (of) =>
        objects(of, 'ports').some(([, port]) => isSet(get(port, 'hostPort')) && get(port, 'hostPort') !== 0),
      ),
  },
  { id: 'hostProbesAndHostLifecycle', check: (pod) => containersThat(pod, callsAnotherHost) },
  {
    id: 'privileged',
    check: (pod) => containersThat(pod, (of) => get(contextOf(of), 'privileged') === true),
  },
  { id: 'procMount', check: (pod) => (hasUserNamespace(pod) ? [] : unmasked(pod)) },
  { id: 'seLinuxOptions', check: (pod) => contextsThat(pod, hasForbiddenSeLinux) },
  {
    id: 'seccompProfile_baseline',
    check: (pod) => contextsThat(pod, (context) => !isProfile(object(context, 'seccompProfile'))),
  },
  {
    id: 'sysctls',
    check: (pod) =>
      objects(contextOf(pod.spec), 'sysctls').flatMap(([, sysctl]) => {
        const name = text(sysctl, 'name') ?? ''
        return SAFE_SYSCTLS.has(name) ? [] : [name]
      }),
  },
  {
    id: 'windowsHostProcess',
    check: (pod) =>
      contextsThat(pod, (context) => get(object(context, 'windowsOptions') ?? {}, 'hostProcess') === true),
  },
]

/** The capabilities that a container adds. */
export const added = (container: JsonObject): ReadonlyArray<string> =>
  texts(object(contextOf(container), 'capabilities') ?? {}, 'add').map(([, name]) => name)

/** A profile of AppArmor or seccomp that confines, or none at all. */
export const isProfile = (profile: JsonObject | undefined): boolean =>
  profile === undefined || ['RuntimeDefault', 'Localhost'].includes(text(profile, 'type') ?? '')

/** The containers that see all of /proc. */
export const unmasked = (pod: Pod): ReadonlyArray<string> =>
  containersThat(pod, (of) => (text(contextOf(of), 'procMount') ?? 'Default') !== 'Default')

const isOldProfile = (value: unknown): boolean =>
  value === '' || value === 'runtime/default' || (typeof value === 'string' && value.startsWith('localhost/'))

const hasForbiddenSeLinux = (context: JsonObject): boolean => {
  const options = object(context, 'seLinuxOptions') ?? {}
  const type = text(options, 'type')
  return (
    (type !== undefined && !SELINUX_TYPES.has(type)) ||
    text(options, 'user') !== undefined ||
    text(options, 'role') !== undefined
  )
}

const callsAnotherHost = (container: JsonObject): boolean => {
  const lifecycle = object(container, 'lifecycle') ?? {}
  const handlers = [
    ...['livenessProbe', 'readinessProbe', 'startupProbe'].map((key) => object(container, key)),
    ...['postStart', 'preStop'].map((key) => object(lifecycle, key)),
  ]
  return handlers.some((handler) =>
    ['httpGet', 'tcpSocket'].some((call) => text(object(handler ?? {}, call) ?? {}, 'host') !== undefined),
  )
}

const DEFAULT_CAPABILITIES: ReadonlySet<string> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
])

const SELINUX_TYPES: ReadonlySet<string> = new Set([
  'container_t',
  'container_init_t',
  'container_kvm_t',
  'container_engine_t',
])

const SAFE_SYSCTLS: ReadonlySet<string> = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_wmem',
])
