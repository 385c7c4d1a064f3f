/** The public URLs that follow from the way in. */
import { hostBelow, ports, type Urls, type Values } from '../../src/index.js'
import { own } from './table.js'

/** Each entrance, by the word that its URL has. */
const entranceOf = { web: 'webserver', api: 'apiserver', files: 'fileserver' } as const

/** The URL that follows from the way in; `null` where a host or port is not known. */
export const exposedUrl = (values: Values, scheme: string, of: keyof Urls): string | null => {
  const { type, host, nodePorts, ingress: given } = own(values)
  const at = (name: string, port: number): string =>
    `${scheme}://${name.includes(':') ? `[${name}]` : name}:${port}`
  if (type === 'ingress') {
    const name = given.hosts[of] ?? (values.domain === null ? null : hostBelow(values.domain, of))
    return name === null ? null : `${scheme}://${name}`
  }
  if (type === 'nodePort') {
    const port = nodePorts[of]
    return host === null || port === null ? null : at(host, port)
  }
  const name = host ?? (values.domain === null ? null : hostBelow(values.domain, of))
  return name === null ? null : at(name, ports[entranceOf[of]].port)
}

/** `https` where the Ingress has a TLS Secret, unless the user says otherwise. */
export const schemeOf = (values: Values): 'http' | 'https' =>
  values.urls.scheme ?? (own(values).ingress.tlsSecret === null ? 'http' : 'https')
