/** GPUs of a pod: the extended resource that a device plugin gives them as. */
import { type kube, type Problem, schema } from '../src/index.js'

const profile = schema.such(schema.nonEmptyText, 'a MIG profile such as 1g.5gb', (value) =>
  /^[1-9]g\.[1-9]\d*gb(\.me)?$/.test(value),
)
const resourceName = schema.such(
  schema.nonEmptyText,
  'an extended resource such as gpu.intel.com/xe',
  (value) => /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?\/[A-Za-z0-9]([-_.A-Za-z0-9]*[A-Za-z0-9])?$/.test(value),
)

/** The values that say which GPUs a pod gets. */
export const gpuFields = {
  gpus: schema.integer(
    0,
    'GPUs of each pod. Only whole ones: a part of a GPU is a MIG profile or a shared GPU, of which one counts 1.',
    1,
  ),
  gpu: schema.group('What kind of GPU.', {
    vendor: schema.oneOf(['nvidia', 'amd'], 'nvidia', 'Maker: nvidia.com/gpu or amd.com/gpu.', 'amd'),
    migProfile: schema.optionalText(
      'MIG profile, where the NVIDIA device plugin gives profiles by name (its strategy `mixed`).',
      '1g.5gb',
      profile,
    ),
    shared: schema.boolean(
      false,
      'Whether time-sliced GPUs are asked for by their own name, nvidia.com/gpu.shared (`renameByDefault` of the device plugin).',
    ),
    resource: schema.optionalText('Another extended resource.', 'gpu.intel.com/xe', resourceName),
  }),
  runtimeClassName: schema.optionalText('RuntimeClass of the pods.', 'nvidia', schema.dnsName),
}

/** Decoded `gpuFields`. */
export interface Gpus {
  readonly gpus: number
  readonly gpu: {
    readonly vendor: 'nvidia' | 'amd'
    readonly migProfile: string | null
    readonly shared: boolean
    readonly resource: string | null
  }
  readonly runtimeClassName: string | null
}

/** No GPU at all. */
export const noGpus: Gpus = {
  gpus: 0,
  gpu: { vendor: 'nvidia', migProfile: null, shared: false, resource: null },
  runtimeClassName: null,
}

/**
 * The extended resource.
 * Source: the READMEs of NVIDIA/k8s-device-plugin ("mig strategy", "renameByDefault") and ROCm/k8s-device-plugin.
 */
export const gpuResource = ({ gpu }: Gpus): string => {
  if (gpu.resource !== null) return gpu.resource
  if (gpu.vendor === 'amd') return 'amd.com/gpu'
  if (gpu.migProfile !== null) return `nvidia.com/mig-${gpu.migProfile}`
  return gpu.shared ? 'nvidia.com/gpu.shared' : 'nvidia.com/gpu'
}

/** Limits with the GPUs. Kubernetes takes a limit of an extended resource as its request too, and knows no 0 of it. */
export const withGpus = (resources: kube.ResourceRequirements, of: Gpus): kube.ResourceRequirements =>
  of.gpus === 0
    ? resources
    : { ...resources, limits: { ...resources.limits, [gpuResource(of)]: String(of.gpus) } }

/**
 * Where NVIDIA's runtime is the default one, an image with CUDA sees every GPU of the node unless it is told not to.
 * Source: "Environment variables" of the NVIDIA Container Toolkit's documentation.
 */
export const gpuEnv = (of: Gpus): ReadonlyArray<kube.EnvVar> =>
  of.gpus === 0
    ? [{ name: 'NVIDIA_VISIBLE_DEVICES', value: 'void' }]
    : of.gpu.vendor === 'nvidia'
      ? [{ name: 'NVIDIA_DRIVER_CAPABILITIES', value: 'compute,utility' }]
      : []

/** What of `gpu` excludes each other, or means nothing without a GPU. Paths are those below the values that hold `gpus`. */
export const gpuProblems = ({ gpus, gpu }: Gpus): ReadonlyArray<Problem> => {
  const { vendor, migProfile, shared, resource } = gpu
  const given = [
    ...(resource === null ? [] : ['resource']),
    ...(migProfile === null ? [] : ['migProfile']),
    ...(shared ? ['shared'] : []),
    ...(vendor === 'amd' ? ['vendor'] : []),
  ]
  const [first, ...others] = given
  return gpus === 0
    ? given.map((key) => ({ path: ['gpu', key], expected: 'none: gpus is 0' }))
    : others.map((key) => ({
        path: ['gpu', key],
        expected: `none beside gpu.${first}: a pod asks for GPUs by one name`,
      }))
}
