import type { Gpus } from '../gpu.js'

export * from '../gpu.js'

/** No GPU at all. */
export const noGpus: Gpus = {
  gpus: 0,
  gpu: { vendor: 'nvidia', migProfile: null, shared: false, resource: null },
  runtimeClassName: null,
}
