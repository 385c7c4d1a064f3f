/**
 * Writable copies for containers that may not write into their image: another user than root, or a read-only root.
 *
 * One emptyDir holds them, each below the path that it stands for. An emptyDir hides what the image has at its place, so an
 * init container of the same image copies that first; links become the files that they lead to, because Debian's
 * `sites-enabled/default` leads to a file of root. The copies last as long as the pod: what the entrypoint does to them
 * again after a restart of the container gives the same.
 */
import type { Container, Volume, VolumeMount } from '../kube/types.js'
import type { WorkloadValues } from '../values/workload.js'
import type { Component } from './installation.js'
import { hasReadOnlyRoot, runsAsRoot } from './securityContext.js'

interface Places {
  /** Directories of which the image's contents are needed. */
  readonly copied: ReadonlyArray<string>
  /** Directories that may be empty. */
  readonly empty: ReadonlyArray<string>
}

/** Generated at the start of the API server, and at each import of the package unless a digest says that they are there. */
const errors: Places = { copied: ['/opt/clearml/apiserver/apierrors/errors'], empty: [] }
const none: Places = { copied: [], empty: [] }

/**
 * What belongs to root in the image, and is written. Logs and data are volumes of the components themselves.
 *
 * - apiserver, asyncdelete: only the directory of generated errors, so that all other code stays that of the image.
 *   Source: `apiserver/apierrors/__init__.py` and `apierrors_generator` of clearml-server.
 * - webserver: the UI's settings beside the UI, nginx's site and the part of it for a sub-path, nginx's pid and its
 *   directories for bodies and proxied answers; the entrypoint makes the log directory in every role.
 *   Source: `docker/build/internal_files/entrypoint.sh` of clearml-server, nginx of Debian.
 */
const ofRoot: Readonly<Record<Component, Places>> = {
  apiserver: errors,
  asyncdelete: errors,
  webserver: {
    copied: ['/usr/share/nginx/html', '/etc/nginx/sites-enabled', '/etc/nginx/default.d'],
    empty: ['/run', '/var/lib/nginx', '/var/log/clearml'],
  },
  fileserver: none,
  elasticsearch: none,
  mongodb: none,
  redis: none,
}

const VOLUME = 'writable'
const ROOT = '/writable'

/** What a component's pod gets. */
export interface Writable {
  readonly volumes: ReadonlyArray<Volume>
  /** Of the main container. */
  readonly volumeMounts: ReadonlyArray<VolumeMount>
  /** The init container that copies, but for image and security context; none where nothing is to be copied. */
  readonly steps: ReadonlyArray<Omit<Container, 'image'>>
}

/** Empty for root in a writable image. A directory that extra mounts of the values cover is left to them. */
export const writable = (component: Component, own: WorkloadValues): Writable => {
  const isReadOnly = hasReadOnlyRoot(own)
  const places = isReadOnly || !runsAsRoot(own) ? ofRoot[component] : none
  const covered = new Set(own.extraVolumeMounts.map(({ mountPath }) => mountPath.replace(/(?<=.)\/+$/, '')))
  const isFree = (path: string): boolean => !covered.has(path)
  const copied = places.copied.filter(isFree)
  // Anybody may write to /tmp of an image.
  const empty = [...places.empty, ...(isReadOnly ? ['/tmp'] : [])].filter(isFree)
  const all = [...copied, ...empty]
  return {
    volumes: all.length === 0 ? [] : [{ name: VOLUME, emptyDir: {} }],
    volumeMounts: all.map((path) => ({ name: VOLUME, mountPath: path, subPath: path.slice(1) })),
    steps: copied.length === 0 ? [] : [step(copied, empty)],
  }
}

/** It may run again in the same volume. It makes the empty directories too, so that they belong to the user. */
const step = (copied: ReadonlyArray<string>, empty: ReadonlyArray<string>): Omit<Container, 'image'> => ({
  name: VOLUME,
  command: [
    '/bin/bash',
    '-ec',
    `mkdir -p ${[...copied, ...empty].map((path) => `${ROOT}${path}`).join(' ')}\n` +
      `for of in ${copied.join(' ')}; do\n` +
      `  [ ! -d "$of" ] || cp -RLf "$of/." "${ROOT}$of/"\n` +
      'done\n',
  ],
  resources: { requests: { cpu: '50m', memory: '32Mi' }, limits: { memory: '128Mi' } },
  volumeMounts: [{ name: VOLUME, mountPath: ROOT }],
})
