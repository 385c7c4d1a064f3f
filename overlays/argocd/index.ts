/** Sync waves of Argo CD: patches alone, in Kustomize's own format beside this file. */
import { type Overlay, overlay } from '../../src/index.js'
import { patches } from './patches.generated.js'

export const argocd = (): Overlay =>
  overlay({
    name: 'argocd',
    doc: 'Sync waves of Argo CD: what others need first, then the stores, then all else.',
    patches,
  })
