/**
 * Docker mode: a task runs in a container of the node's own Docker, beside Kubernetes. The agent needs the program, the
 * socket, and a directory that it shares with the node, because Docker mounts what the node has. It is not privileged; who
 * has the socket is root on the node all the same.
 */
import { type Installation, type kube, parts } from '../../src/index.js'
import { agentImage } from './images.js'
import { agentUrls, serverEnv } from './server.js'
import { own } from './table.js'
import type { WorkerParts } from './worker.js'

type DockerParts = Pick<
  WorkerParts,
  'flags' | 'env' | 'initContainers' | 'volumes' | 'volumeMounts' | 'claims'
>

const SOCKET = '/var/run/docker.sock'
/** Where the agent keeps what tasks share; the claims of worker ids too. Source: `CONFIG_DIR` of `definitions.py`. */
const CACHE = '/root/.clearml'

/** The API as the node reaches it: containers of its Docker are not in the cluster's network, and know no Service. */
export const apiOfNode = ($: Installation): string | null =>
  own($.values).server.api ?? $.config.urls.api ?? agentUrls($).api

export const dockerParts = ($: Installation): DockerParts => {
  const { static: agents, packageIndex } = own($.values)
  const { docker } = agents
  const api = apiOfNode($)
  return {
    // The version that runs here is the one that is installed in the container.
    flags: ['--docker', docker.image ?? agentImage($, 'agent'), '--force-current-version'],
    env: [
      ...serverEnv($).map((one) =>
        one.name === 'CLEARML_API_HOST' && api !== null ? { name: one.name, value: api } : one,
      ),
      ...parts.env({
        CLEARML_AGENT_DOCKER_HOST_MOUNT: `${docker.cache}:${CACHE}`,
        ...(packageIndex === null
          ? {}
          : { CLEARML_AGENT_EXTRA_DOCKER_ARGS: `-e ${quoted(`PIP_INDEX_URL=${packageIndex}`)}` }),
        ...(agents.gpus > 0 && agents.gpu.vendor === 'nvidia' ? gpusByRuntime : {}),
      }),
    ],
    initContainers: [program($)],
    volumes: [
      { name: 'docker-program', emptyDir: {} },
      { name: 'docker-socket', hostPath: { path: docker.socket, type: 'Socket' } },
      { name: 'docker-cache', hostPath: { path: docker.cache, type: 'DirectoryOrCreate' } },
    ],
    volumeMounts: [
      { name: 'docker-program', mountPath: '/usr/local/bin/docker', subPath: 'docker', readOnly: true },
      { name: 'docker-socket', mountPath: SOCKET },
      { name: 'docker-cache', mountPath: CACHE },
    ],
    claims: CACHE,
  }
}

/** One word, as `shlex` of Python reads it. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/**
 * The agent hands the pod's GPUs on by NVIDIA_VISIBLE_DEVICES instead of `--gpus`, beside which it would say "all"; the
 * node's Docker has NVIDIA's runtime as the default one. Source: `_get_docker_cmd` of `commands/worker.py`.
 */
const gpusByRuntime = { CLEARML_DOCKER_SKIP_GPUS_FLAG: '1' }

/** The program is linked statically, so it runs in any image. */
const program = ($: Installation): kube.Container => ({
  ...parts.runs(agentImage($, 'docker'), own($.values).static),
  name: 'docker-program',
  command: ['cp', '/usr/local/bin/docker', '/opt/docker/docker'],
  resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '256Mi' } },
  volumeMounts: [{ name: 'docker-program', mountPath: '/opt/docker' }],
})
