import { hostBelow, type Installation, labels, ports } from '../../src/index.js'
import { controllerOf } from './controllers.js'
import type { Expose } from './table.js'

/** One Ingress with a host for each entrance. */
export const ingress = ($: Installation, own: Expose): Installation['expose']['ingress'] => {
  const { controller, className, annotations, hosts, tlsSecret } = own.ingress
  const known = controllerOf(controller)
  const { domain } = $.values
  const entrances = [
    { of: 'webserver', host: hosts.web ?? hostBelow(domain ?? '', 'web') },
    { of: 'apiserver', host: hosts.api ?? hostBelow(domain ?? '', 'api') },
    { of: 'fileserver', host: hosts.files ?? hostBelow(domain ?? '', 'files') },
  ] as const
  const ingressClassName = className ?? known.className
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name: 'clearml',
      labels: labels($.values, 'expose'),
      annotations: { ...$.values.annotations, ...known.ingress, ...annotations },
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
