/** The public URLs that follow from the way in. */
import { hostBelow, ports, type Urls, type Values } from '../../src/index.js'
import { secretOf } from './certManager.js'
import { certificateOf } from './controllers.js'
import { type Expose, own } from './table.js'

/** The word that an entrance has in URLs. */
export type UrlOf = keyof Urls
export const urlsOf = ['web', 'api', 'files'] as const

/** Each entrance, by that word, and the other way round. */
export const entranceOf = { web: 'webserver', api: 'apiserver', files: 'fileserver' } as const
export const urlOf = { webserver: 'web', apiserver: 'api', fileserver: 'files' } as const

/** Whether requests are told apart by host and path, so that one address serves all. */
export const hostsHave = (type: Expose['type']): boolean =>
  type === 'ingress' || type === 'gateway' || type === 'route'

/** The name under which an entrance is reached, with no address of its own; `null`: not known. */
export const hostOf = (values: Values, of: UrlOf): string | null => {
  const { type, layout, host, hosts, ingress } = own(values)
  if (type === 'nodePort' || (hostsHave(type) && layout === 'paths')) return host
  return (
    hosts[of] ??
    (type === 'ingress' ? ingress.hosts[of] : null) ??
    (hostsHave(type) ? null : host) ??
    (values.domain === null ? null : hostBelow(values.domain, of))
  )
}

/** Below which path an entrance is reached: `/`, or one without a slash at its end. */
export const pathOf = (values: Values, of: UrlOf): string => {
  const { type, layout } = own(values)
  const { subPath } = values.webserver
  const base = subPath === null ? '' : `/${subPath}`
  if (of === 'web') return base === '' ? '/' : base
  return hostsHave(type) && layout === 'paths' ? `${base}/${of}` : '/'
}

/** The URL that follows from the way in; `null` where a host or port is not known. */
export const exposedUrl = (values: Values, scheme: string, of: UrlOf): string | null => {
  const { type, nodePorts } = own(values)
  const name = hostOf(values, of)
  const port = type === 'nodePort' ? nodePorts[of] : ports[entranceOf[of]].port
  if (name === null || port === null) return null
  const path = pathOf(values, of).replace(/^\/$/, '')
  if (hostsHave(type)) return `${scheme}://${name}${path}`
  return `${scheme}://${name.includes(':') ? `[${name}]` : name}:${port}${path}`
}

/** `https` where the way in has a certificate, unless the user says otherwise. */
export const schemeOf = (values: Values): 'http' | 'https' =>
  values.urls.scheme ?? (isTls(own(values)) ? 'https' : 'http')

const isTls = (mine: Expose): boolean => {
  switch (mine.type) {
    case 'ingress':
      return (
        secretOf(mine) !== null || certificateOf(mine.ingress.controller, mine.ingress.annotations) !== null
      )
    case 'gateway':
      return mine.gateway.className !== null && secretOf(mine) !== null
    case 'route':
      return mine.route.tls
    default:
      return false
  }
}
