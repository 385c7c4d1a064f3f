/** The values of who is trusted. */
import * as codec from './codec.js'
import { group, optionalText, text } from './schema.js'

export const trust = group('Whom the servers, agents and tasks trust.', {
  caBundle: group(
    'Certificates of authorities, as one file of PEM. It is used in place of those of the images: put the public ones into it as well.',
    {
      configMap: optionalText('ConfigMap of yours that holds it.', 'corporate-ca', codec.dnsName),
      secret: optionalText('Secret of yours that holds it, instead.', 'corporate-ca', codec.dnsName),
      key: text('ca.crt', 'Its key there.', 'bundle.pem', codec.nonEmptyText),
    },
  ),
})
