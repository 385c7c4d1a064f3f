/** The values of sign-in and credentials. */
import * as codec from './codec.js'
import { group, oneOf, optionalText, text } from './schema.js'

export const auth = group('Sign-in and credentials.', {
  mode: oneOf(
    ['closed', 'open'],
    'closed',
    '`closed`: user name and password. `open`: anybody who reaches the web UI is an administrator.',
    'open',
  ),
  adminUsername: text('admin', 'Name of the user that is made in the cluster.', 'root', codec.nonEmptyText),
  secretName: text(
    'clearml-credentials',
    'Secret that the credential step reads, and makes if it is absent.',
    'clearml-keys',
    codec.dnsName,
  ),
  existingSecret: optionalText(
    'Secret of yours with the documented keys; then nothing is made in the cluster, and no pod talks to its API.',
    'my-clearml-credentials',
    codec.dnsName,
  ),
  cookieDomain: optionalText(
    'Domain of the sign-in cookie. Default: what the hosts of the URLs share.',
    'example.com',
    codec.dnsName,
  ),
})
