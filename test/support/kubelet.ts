/**
 * Runs the containers of a pod of the stream for real, as kubelet and container runtime would: in order, as the user that the
 * security contexts say, with these volumes mounted, on a read-only root where they say so, in a network of its own.
 * Needs root, to become somebody else.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Container, PodSecurityContext, Volume } from '../../src/kube/types.js'
import type { Manifests, PodParts } from './objects.js'
import { ofKind } from './objects.js'
import { needs } from './which.js'

/** What an admission gives to pods that name nobody, as OpenShift's `restricted-v2` does. */
export interface Given {
  readonly user: number
  readonly fsGroup: number
}

/** What is not of the pod itself. */
export interface Node {
  readonly manifests: Manifests
  /** An empty directory for what this run needs. */
  readonly scratch: string
  /** Makes the file tree of the image below a directory. */
  readonly image: (root: string) => void
  readonly given?: Given | undefined
  /** Makes the directory of a claim what it is; it is root's otherwise, and the pod's `fsGroup` owns it. */
  readonly claim?: ((directory: string) => void) | undefined
}

/** What a container said, and the status that it ended with; `null` where it was stopped after 30 seconds. */
export interface Ran {
  readonly name: string
  readonly status: number | null
  readonly log: string
}

const programs = needs('unshare', 'setpriv', 'chroot', 'bash', 'perl')
/** Options of a test that calls `runPod`. */
export const needsRoot: { readonly skip: string | false } =
  process.getuid?.() === 0 || process.env.CI === 'true' ? programs : { skip: 'needs root' }

/** Runs init containers and the main one; stops at the first that fails, as the kubelet does. */
export const runPod = (pod: PodParts, node: Node): ReadonlyArray<Ran> => {
  const ran: Ran[] = []
  for (const { name } of pod.volumes) makeVolume(pod, name, node)
  for (const container of [...pod.init, pod.main]) {
    const one = run(pod, container, node)
    ran.push(one)
    if (one.status !== 0) break
  }
  return ran
}

const volumeDirectory = (node: Node, name: string): string => join(node.scratch, 'volumes', name)

const fsGroupOf = (context: PodSecurityContext, { given }: Node): number | undefined =>
  context.fsGroup ?? given?.fsGroup

const makeVolume = (pod: PodParts, name: string, node: Node): void => {
  const directory = volumeDirectory(node, name)
  const fsGroup = fsGroupOf(pod.spec.securityContext ?? {}, node)
  mkdirSync(directory, { recursive: true })
  const volume = pod.volumes.find((one) => one.name === name)
  for (const [file, text] of Object.entries(filesOf(volume, node))) {
    writeFileSync(join(directory, file), text, { mode: 0o444 })
  }
  chmodSync(directory, 0o777)
  if (volume?.persistentVolumeClaim !== undefined) {
    chmodSync(directory, 0o755)
    node.claim?.(directory)
    if (node.claim !== undefined) return
  }
  if (fsGroup === undefined) return
  chownSync(directory, 0, fsGroup)
  chmodSync(directory, volume?.emptyDir === undefined ? 0o2775 : 0o2777)
}

/** The files of a volume that is not written to. Of a Secret each key is there, whatever it holds. */
const filesOf = (volume: Volume | undefined, node: Node): Readonly<Record<string, string>> => {
  const name = volume?.configMap?.name
  const found = ofKind<{ metadata: { name: string }; data?: Record<string, string> }>(
    node.manifests,
    'ConfigMap',
  ).find(({ metadata }) => metadata.name === name)
  const keys = volume?.secret?.items ?? []
  return { ...found?.data, ...Object.fromEntries(keys.map(({ path }) => [path, 'secret'])) }
}

const run = (pod: PodParts, container: Container, node: Node): Ran => {
  const context = { ...pod.spec.securityContext, ...container.securityContext }
  const user = context.runAsUser ?? node.given?.user ?? 0
  const { name } = container
  if (user === 0 && context.runAsNonRoot === true)
    return { name, status: 1, log: 'container has runAsNonRoot and image will run as root' }
  const group = context.runAsGroup ?? 0
  const fsGroup = fsGroupOf(pod.spec.securityContext ?? {}, node)
  const groups = [...(context.supplementalGroups ?? []), ...(fsGroup === undefined ? [] : [fsGroup])]
  const root = join(node.scratch, name)
  mkdirSync(root)
  node.image(root)
  const log = join(node.scratch, `${name}.log`)
  // The runtime gives the standard streams to the user.
  writeFileSync(log, '')
  chownSync(log, user, group)
  const script = join(node.scratch, `${name}.sh`)
  const dropped = context.capabilities?.drop?.includes('ALL') === true
  writeFileSync(
    script,
    [
      'set -e',
      'mount --make-rprivate /',
      'ip link set lo up 2>/dev/null || :',
      ...(pod.spec.securityContext?.sysctls ?? []).map(
        (one) => `echo ${one.value} > /proc/sys/${one.name.replaceAll('.', '/')}`,
      ),
      `mount --bind ${root} ${root}`,
      ...['/usr/bin', '/usr/lib', '/usr/lib64', '/usr/share/perl', '/usr/share/perl5']
        .filter(existsSync)
        .map((path) => `mkdir -p ${root}${path}; mount --bind ${path} ${root}${path}`),
      `mount -t proc proc ${root}/proc`,
      `mount --rbind /dev ${root}/dev`,
      ...mounts(container, node, root),
      ...(context.readOnlyRootFilesystem === true ? [`mount -o remount,bind,ro ${root}`] : []),
      `exec chroot ${root} /usr/bin/setpriv --reuid ${user} --regid ${group}` +
        ` ${groups.length > 0 ? `--groups ${groups.join(',')}` : '--clear-groups'}` +
        `${dropped ? ' --bounding-set -all --inh-caps -all' : ''}` +
        `${context.allowPrivilegeEscalation === false ? ' --no-new-privs' : ''}` +
        ` env -i -C /opt/clearml "$@" >> ${log} 2>&1`,
    ].join('\n'),
  )
  const env = [
    'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    `HOME=${user === 0 ? '/root' : '/'}`,
    ...(container.env ?? []).map((one) => `${one.name}=${one.value ?? 'from elsewhere'}`),
  ]
  const { status } = spawnSync(
    'unshare',
    [
      ...['--mount', '--net', '--pid', '--fork', 'bash', script],
      ...env,
      ...(container.command ?? []),
      ...(container.args ?? []),
    ],
    { timeout: 30_000, killSignal: 'SIGKILL', stdio: ['ignore', 'ignore', 'inherit'] },
  )
  return { name, status, log: readFileSync(log, 'utf8') }
}

/** In the order of their depth. The runtime makes what is mounted on, and the kubelet directories of `subPath`. */
const mounts = (container: Container, node: Node, root: string): ReadonlyArray<string> =>
  (container.volumeMounts ?? [])
    .toSorted((a, b) => a.mountPath.split('/').length - b.mountPath.split('/').length)
    .flatMap(({ name, mountPath, subPath, readOnly }) => {
      const from =
        subPath === undefined ? volumeDirectory(node, name) : join(volumeDirectory(node, name), subPath)
      const target = `${root}${mountPath}`
      return [
        ...(existsSync(from) ? [] : [`(umask 0; mkdir -p ${from})`]),
        `[ -d ${from} ] && mkdir -p ${target} || { mkdir -p ${dirname(target)}; touch ${target}; }`,
        `mount --bind ${from} ${target}`,
        ...(readOnly === true ? [`mount -o remount,bind,ro ${target}`] : []),
      ]
    })

/** Takes away what runs have left. */
export const cleared = (directory: string): void => rmSync(directory, { recursive: true, force: true })
