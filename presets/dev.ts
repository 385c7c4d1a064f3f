import { ephemeral } from '../overlays/index.js'
import type { Preset } from '../src/index.js'

const small = (memory: string, limit: string) => ({
  resources: { requests: { cpu: '10m', memory }, limits: { memory: limit } },
})

/** For kind and minikube: small, nothing kept, reached by `kubectl port-forward`. */
export const dev: Preset = {
  name: 'dev',
  doc: 'A try-out on kind or minikube: small requests, nothing kept, reached by kubectl port-forward.',
  example: '',
  values: {
    urls: { portForward: true },
    apiserver: small('256Mi', '1Gi'),
    webserver: small('32Mi', '128Mi'),
    fileserver: { ...small('128Mi', '512Mi'), storage: { size: '5Gi' } },
    asyncdelete: small('64Mi', '256Mi'),
    elasticsearch: { ...small('1Gi', '1Gi'), storage: { size: '5Gi' } },
    mongodb: { ...small('128Mi', '1Gi'), storage: { size: '5Gi' } },
    redis: { ...small('32Mi', '128Mi'), storage: { size: '1Gi' } },
  },
  overlays: [ephemeral()],
}
