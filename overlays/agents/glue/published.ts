/**
 * ClearML's published image of the glue, of 2022: its start script installs clearml-agent with pip at each start, and runs
 * the example of that time. It runs as root, because everything in it lies in /root.
 * Source: `docker/k8s-glue` and `examples/k8s_glue_example.py` of clearml-agent; chart clearml-agent 5.3.2.
 */
import { type Installation, type kube, parts } from '../../../src/index.js'
import { own } from '../table.js'
import { GLUE_FILES } from './clearmlConf.js'
import { tasksNamespace } from './name.js'
import { TEMPLATE_KEY } from './podTemplate.js'
import type { Queue } from './table.js'

/** The last version that runs on Python 3.6, which is the image's. */
const VERSION = '2.0.4'

/** Where it is told nothing, the start script of some releases runs two tasks at once. */
const UNLIMITED = 1000

/** The owner, with a pod that is root. */
export const publishedPod = (owner: parts.PodOwner): parts.PodOwner => ({
  ...owner,
  values: {
    ...owner.values,
    podSecurityContext: {
      ...owner.values.podSecurityContext,
      runAsNonRoot: false,
      runAsUser: 0,
      runAsGroup: 0,
    },
  },
})

/**
 * Its start script prints what it does, the agents' keys included. The file that is sent to tasks is named, because
 * otherwise the script's own one is, with the keys in it.
 */
export const publishedContainer = (
  $: Installation,
  queue: Queue,
  image: string,
  needs: Pick<parts.ContainerNeeds, 'env' | 'volumeMounts'>,
): kube.Container => {
  const { gluePods } = own($.values)
  const flags = [
    `--namespace ${tasksNamespace($.values, queue)}`,
    `--template-yaml ${GLUE_FILES}/${TEMPLATE_KEY}`,
    `--pod-clearml-conf ${GLUE_FILES}/clearml.conf`,
  ]
  return parts.containerOf(image, gluePods, {
    ...needs,
    name: 'glue',
    command: ['/bin/bash', '-c', 'PATH="$PATH:$HOME/bin"; source /root/.bashrc; exec /root/entrypoint.sh'],
    env: [
      ...needs.env,
      ...parts.env({
        K8S_GLUE_EXTRA_ARGS: flags.join(' '),
        K8S_GLUE_MAX_PODS: String(queue.maxPods ?? UNLIMITED),
        CLEARML_AGENT_UPDATE_VERSION: `==${VERSION}`,
        K8S_GLUE_POD_AGENT_INSTALL_ARGS: `==${VERSION}`,
      }),
    ],
  })
}
