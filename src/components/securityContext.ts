/** As whom a component's containers run, and what follows from it. */
import type { PodSecurityContext } from '../kube/types.js'
import type { WorkloadValues } from '../values/workload.js'
import { type Component, type Config, type Installation, volumes } from './installation.js'

/** What the values of a workload say of its user. */
export type Secured = Pick<WorkloadValues, 'podSecurityContext' | 'securityContext'>

/**
 * Whether containers of an image without a user of its own, which all images of ClearML are, run as root. What the container
 * says is stronger than what the pod says. With `runAsNonRoot` and no uid somebody else gives one: an admission such as
 * OpenShift's, or else the kubelet refuses the container.
 */
export const runsAsRoot = ({ podSecurityContext: pod, securityContext: container }: Secured): boolean => {
  const user = container.runAsUser ?? pod.runAsUser
  return user === undefined ? (container.runAsNonRoot ?? pod.runAsNonRoot) !== true : user === 0
}

/** Whether containers see the files of their image read-only. */
export const hasReadOnlyRoot = ({ securityContext }: Secured): boolean =>
  securityContext.readOnlyRootFilesystem === true

/** Below this port only root may listen, unless this sysctl, which Kubernetes calls safe, says otherwise. */
const PORTS = 'net.ipv4.ip_unprivileged_port_start'

/**
 * The security context of a component's pods: what its values say, over what they cannot know.
 *
 * - nginx listens on 80, which its template in some versions of the image says itself; so the sysctl, and not another port.
 *   It is one of the network namespace of the pod, and no capability is needed.
 * - Groups that a profile gives to pods with data.
 */
export const podSecurityContextOf = ($: Installation, component: Component): PodSecurityContext => {
  const own = $.values[component]
  const { sysctls = [] } = own.podSecurityContext
  const { supplementalGroups } = $.config
  const hasData = volumes.some((of) => of === component)
  return {
    ...(hasData && supplementalGroups.length > 0 ? { supplementalGroups } : {}),
    ...own.podSecurityContext,
    ...(component === 'webserver' && !runsAsRoot(own) && !sysctls.some(({ name }) => name === PORTS)
      ? { sysctls: [...sysctls, { name: PORTS, value: '80' }] }
      : {}),
  }
}

/**
 * The security context of any pod, of a component or of an overlay. On OpenShift a pod that is root names no seccomp profile:
 * the SCC `anyuid`, which lets it be root, refuses each. Source: openshift/cluster-kube-apiserver-operator#1325.
 */
export const inProfile = ({ profile }: Config, of: Secured): PodSecurityContext => {
  const { seccompProfile, ...others } = of.podSecurityContext
  return profile === 'openshift' && runsAsRoot(of) && seccompProfile?.type === 'RuntimeDefault'
    ? others
    : of.podSecurityContext
}

/** Whether something may run as root beside the component's own user: where no profile forbids it. */
export const allowsRoot = ({ profile }: Config): boolean => profile === 'none' || profile === 'baseline'
