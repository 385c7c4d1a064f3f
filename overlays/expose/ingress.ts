import { type Installation, labels, ports } from '../../src/index.js'
import { certificateOf, controllerOf } from './controllers.js'
import type { Expose } from './table.js'
import { hostOf } from './urls.js'

/** One Ingress with a host for each entrance. */
export const ingress = ($: Installation, own: Expose): Installation['expose']['ingress'] => {
  const { controller, className, annotations, tlsSecret } = own.ingress
  const known = controllerOf(controller)
  const entrances = [
    { of: 'webserver', host: hostOf($.values, 'web') ?? '' },
    { of: 'apiserver', host: hostOf($.values, 'api') ?? '' },
    { of: 'fileserver', host: hostOf($.values, 'files') ?? '' },
  ] as const
  const ingressClassName = className ?? known.className
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name: 'clearml',
      labels: labels($.values, 'expose'),
      annotations: {
        ...$.values.annotations,
        ...known.ingress,
        ...certificateOf(controller, annotations)?.ingress,
        ...annotations,
      },
    },
    spec: {
      ...(ingressClassName === null ? {} : { ingressClassName }),
      ...(tlsSecret === null
        ? {}
        : { tls: [{ hosts: entrances.map(({ host }) => host), secretName: tlsSecret }] }),
      rules: entrances.map(({ of, host }) => ({
        host,
        http: {
          paths: [
            {
              path: '/',
              pathType: 'Prefix',
              backend: { service: { name: `clearml-${of}`, port: { name: ports[of].name } } },
            },
          ],
        },
      })),
    },
  }
}
