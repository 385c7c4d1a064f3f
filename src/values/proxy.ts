/** The values of the HTTP proxy. */
import * as codec from './codec.js'
import { group, optionalText, textList } from './schema.js'

/** A password would stand in the stream. */
const url = codec.urlNamed(
  'a URL such as http://proxy.example.com:3128, with http or https, and without user and password',
)

export const proxy = group('The HTTP proxy that servers, agents and tasks reach the outside by.', {
  http: optionalText('URL of the proxy for http.', 'http://proxy.example.com:3128', url),
  https: optionalText('URL of the proxy for https.', 'http://proxy.example.com:3128', url),
  no: textList(
    'Hosts, domains (`.example.com`) and networks that are reached directly. Those of the cluster and of this installation are added.',
    ['.corp.example', '10.0.0.0/8'],
    codec.such(
      codec.nonEmptyText,
      'a host, a domain or a network, without comma or space',
      (value) => !/[,\s]/.test(value),
    ),
  ),
})
