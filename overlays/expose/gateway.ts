/**
 * The Gateway API: an HTTPRoute for each entrance, and a Gateway if one of your own is asked for. Source: the reference of
 * `gateway.networking.k8s.io/v1`; timeouts of rules are in its standard channel since 1.2.
 */
import { type Entrance, entrances, type Installation, type JsonObject, ports } from '../../src/index.js'
import { issuerAnnotations, secretOf } from './certManager.js'
import { metadata } from './metadata.js'
import { own } from './table.js'
import { hostOf, pathOf, type UrlOf, urlOf, urlsOf } from './urls.js'

const apiVersion = 'gateway.networking.k8s.io/v1'

const nameOf = ($: Installation): string => own($.values).gateway.name ?? 'clearml'
const makesGateway = ($: Installation): boolean => own($.values).gateway.className !== null

/** The HTTPS listener of an entrance; entrances of one host share one. */
const listenerOf = ($: Installation, of: UrlOf): string => {
  const sharing = urlsOf.filter((one) => hostOf($.values, one) === hostOf($.values, of))
  return sharing.length === urlsOf.length ? 'https' : `https-${sharing[0]}`
}

const parentOf = ($: Installation, of: UrlOf): JsonObject => {
  const { namespace, sectionName } = own($.values).gateway
  const listener = makesGateway($)
    ? secretOf(own($.values)) === null
      ? 'http'
      : listenerOf($, of)
    : sectionName
  return {
    name: nameOf($),
    ...(namespace === null ? {} : { namespace }),
    ...(listener === null ? {} : { sectionName: listener }),
  }
}

export const httpRoute = ($: Installation, of: Entrance): JsonObject => {
  const url = urlOf[of]
  const path = pathOf($.values, url)
  const isStripped = of !== 'webserver' && path !== '/'
  return {
    apiVersion,
    kind: 'HTTPRoute',
    metadata: metadata($.values, `clearml-${of}`, of),
    spec: {
      parentRefs: [parentOf($, url)],
      hostnames: [hostOf($.values, url) ?? ''],
      rules: [
        ...(of === 'webserver' && path !== '/' ? [withSlash(path)] : []),
        {
          matches: [{ path: { type: 'PathPrefix', value: path } }],
          ...(isStripped
            ? {
                filters: [
                  {
                    type: 'URLRewrite',
                    urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/' } },
                  },
                ],
              }
            : {}),
          backendRefs: [{ name: `clearml-${of}`, port: ports[of].port }],
          timeouts: { request: '600s' },
        },
      ],
    },
  }
}

/** The web UI's nginx calls itself for ever when its sub-path is asked for without the slash. */
const withSlash = (path: string): JsonObject => ({
  matches: [{ path: { type: 'Exact', value: path } }],
  filters: [
    {
      type: 'RequestRedirect',
      requestRedirect: { path: { type: 'ReplaceFullPath', replaceFullPath: `${path}/` }, statusCode: 302 },
    },
  ],
})

/** A Gateway of your own: a listener for http, and with a certificate one for each host, for https. */
export const gateway = ($: Installation): JsonObject | null => {
  const mine = own($.values)
  const { className, annotations } = mine.gateway
  const secretName = secretOf(mine)
  if (className === null) return null
  const listeners = new Map(urlsOf.map((of) => [listenerOf($, of), hostOf($.values, of) ?? '']))
  return {
    apiVersion,
    kind: 'Gateway',
    metadata: metadata($.values, nameOf($), 'expose', { ...issuerAnnotations(mine), ...annotations }),
    spec: {
      gatewayClassName: className,
      listeners: [
        { name: 'http', port: 80, protocol: 'HTTP' },
        ...(secretName === null
          ? []
          : [...listeners].map(([name, hostname]) => ({
              name,
              hostname,
              port: 443,
              protocol: 'HTTPS',
              tls: { mode: 'Terminate', certificateRefs: [{ kind: 'Secret', name: secretName }] },
            }))),
      ],
    },
  }
}

/** Leads http to https, where the Gateway is one of your own with a certificate. */
export const redirect = ($: Installation): JsonObject | null =>
  makesGateway($) && secretOf(own($.values)) !== null
    ? {
        apiVersion,
        kind: 'HTTPRoute',
        metadata: metadata($.values, 'clearml-redirect', 'expose'),
        spec: {
          parentRefs: [{ name: nameOf($), sectionName: 'http' }],
          hostnames: [...new Set(entrances.map((of) => hostOf($.values, urlOf[of]) ?? ''))],
          rules: [
            {
              filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 301 } }],
            },
          ],
        },
      }
    : null
