/** The public URLs that follow from the way in. */
import { hostBelow, ports, type Urls, type Values } from '../../src/index.js'
import { certificateOf } from './controllers.js'
import { own } from './table.js'

/** Each entrance, by the word that its URL has. */
const entranceOf = { web: 'webserver', api: 'apiserver', files: 'fileserver' } as const

/** The name under which an entrance is reached through an Ingress or load balancer of its own; `null`: not known. */
export const hostOf = (values: Values, of: keyof Urls): string | null => {
  const given = own(values)
  const said = given.type === 'ingress' ? given.ingress.hosts[of] : given.host
  return said ?? (values.domain === null ? null : hostBelow(values.domain, of))
}

/** The URL that follows from the way in; `null` where a host or port is not known. */
export const exposedUrl = (values: Values, scheme: string, of: keyof Urls): string | null => {
  const { type, host, nodePorts } = own(values)
  const at = (name: string, port: number): string =>
    `${scheme}://${name.includes(':') ? `[${name}]` : name}:${port}`
  if (type === 'nodePort') {
    const port = nodePorts[of]
    return host === null || port === null ? null : at(host, port)
  }
  const name = hostOf(values, of)
  if (name === null) return null
  return type === 'ingress' ? `${scheme}://${name}` : at(name, ports[entranceOf[of]].port)
}

/** `https` where the Ingress has a TLS Secret or names a certificate, unless the user says otherwise. */
export const schemeOf = (values: Values): 'http' | 'https' => {
  const { controller, annotations, tlsSecret } = own(values).ingress
  const isTls = tlsSecret !== null || certificateOf(controller, annotations) !== null
  return values.urls.scheme ?? (isTls ? 'https' : 'http')
}
