/** What a cluster must be told of pods that work as root only. */
import { type Config, type Values, volumes } from '../../src/index.js'
import { taskAccountOf, tasksNamespace } from '../agents/glue/name.js'
import type { Agents } from '../agents/table.js'
import { nameOf, servers } from '../serving/names.js'
import type { ServingValues } from '../serving/table.js'

/** The values of these overlays, while they are selected. */
interface Others {
  readonly agents?: Agents
  readonly serving?: ServingValues
}

interface Account {
  readonly namespace: string
  readonly name: string
}

/**
 * The service accounts of pods that work as root only: a task's pod, in which clearml-agent installs packages of the system,
 * and clearml-serving's, whose images keep their code in /root.
 */
export const rootAccounts = (values: Values): ReadonlyArray<Account> => {
  const { agents, serving } = values as Others // decoded by their own tables
  const tasks = (agents?.glue ?? []).map((queue) => ({
    namespace: tasksNamespace(values, queue),
    name: taskAccountOf(queue),
  }))
  const served = servers
    .filter((of) => serving !== undefined && (of === 'inference' || serving[of].enabled))
    .map((of) => ({ namespace: values.namespace.name, name: nameOf(of) }))
  return [...tasks, ...served]
}

/** What an administrator of OpenShift grants. */
export const openshiftNotes = (values: Values): ReadonlyArray<string> => {
  const accounts = rootAccounts(values)
  return accounts.length === 0
    ? []
    : [
        'These pods work as root only; as an administrator of the cluster, let them:',
        ...accounts.map(
          ({ namespace, name }) => `  oc adm policy add-scc-to-user anyuid -n ${namespace} -z ${name}`,
        ),
      ]
}

/** What goes wrong on OpenShift without a sound: an NFS server that squashes root does not know group 0 either. */
export const openshiftWarnings = (_values: Values, config: Config): ReadonlyArray<string> =>
  config.supplementalGroups.length === 0 &&
  volumes.some((of) => config.volumes[of].persistentVolume?.spec.nfs !== undefined)
    ? [
        'OpenShift gives the pods a uid that is not known before, with group 0, which an NFS server that squashes root ' +
          'takes for nobody. Give the directories to a group of their own, and name it by openshift.supplementalGroups.',
      ]
    : []
