/**
 * clearml-agent in a pod: an init container makes a virtual environment in a volume and installs the lock file into it.
 *
 * A virtual environment, and not PYTHONPATH: an agent hands its environment on to the tasks that it starts, each in a
 * virtual environment of its own, and PYTHONPATH would put our packages before theirs. A path to a Python is handed on to
 * nobody; clearml-agent starts itself again by `sys.executable` (`helper/process.py`, `get_program_invocation`).
 */
import { type Installation, type kube, parts, type schema } from '../../src/index.js'
import { isPublished } from './glue/name.js'
import { agentImage, imageOfAgents } from './images.js'
import { mountedPrograms, PROGRAMS, type Runs } from './programs.js'
import { own } from './table.js'

const VENV = '/opt/clearml-agent/venv'

/** What the pod of an agent, or of the glue, gets so that clearml-agent runs in it. */
export interface Install {
  readonly image: string
  /** The Python that has clearml-agent; for the published image of the glue its own one. */
  readonly python: string
  readonly initContainers: ReadonlyArray<kube.Container>
  readonly env: ReadonlyArray<kube.EnvVar>
  readonly volumes: ReadonlyArray<kube.Volume>
  readonly volumeMounts: ReadonlyArray<kube.VolumeMount>
  readonly annotations: Readonly<Record<string, string>>
}

/**
 * Of the pods whose values these are. Nothing is installed with `ownImage`, nor into the published image of the glue.
 */
export const install = ($: Installation, of: Runs, values: schema.WorkloadValues): Install => {
  const published = of === 'glue' && isPublished($.values)
  const { ownImage, packageIndex } = own($.values)
  const image = published ? agentImage($, 'published', values.image) : imageOfAgents($, of, values.image)
  const index = packageIndex === null ? {} : { PIP_INDEX_URL: packageIndex }
  const files = mountedPrograms($.values, of)
  const base = {
    ...files,
    image,
    python: 'python3',
    initContainers: [],
    env: parts.env(index),
  }
  if (published || ownImage !== null) return base
  const venv = { name: 'agent', mountPath: VENV }
  return {
    ...base,
    python: `${VENV}/bin/python3`,
    initContainers: [step(image, values, parts.env(index), [venv, ...files.volumeMounts])],
    volumes: [{ name: 'agent', emptyDir: {} }, ...base.volumes],
    volumeMounts: [{ ...venv, readOnly: true }, ...base.volumeMounts],
  }
}

/** It has the extra environment and mounts of the main container: proxies, certificates, pip's own settings. */
const step = (
  image: string,
  values: schema.WorkloadValues,
  env: ReadonlyArray<kube.EnvVar>,
  volumeMounts: ReadonlyArray<kube.VolumeMount>,
): kube.Container =>
  parts.containerOf(image, values, {
    name: 'install',
    command: ['/bin/sh', '-ec', script],
    env,
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '512Mi' } },
    volumeMounts,
  })

/** It may run again in the same volume. Without `--no-deps`, so that a lock file that lacks something is an error here. */
const script = `python3 -m venv --clear --without-pip ${VENV}
python3 -m pip --python ${VENV}/bin/python3 install --require-hashes --only-binary :all: --no-cache-dir \\
  --disable-pip-version-check --root-user-action ignore --progress-bar off --requirement ${PROGRAMS}/requirements.txt
`
